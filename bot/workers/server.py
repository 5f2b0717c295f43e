"""The web server: its address taken first, and stopped within two seconds."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext

import uvicorn
from starlette.types import ASGIApp

from bot.errors import AddressUnusable, PortInUse
from bot.workers.arrival import ListeningSocket, NotesArrival
from bot.workers.connections import ACCEPTED_AT_ONCE, LimitedProtocol, LimitedState, Limits

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_BACKLOG = 2048

# What a request that is under way gets at stop; the whole stop is to take two seconds.
_LAST_REQUESTS_S = 1


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Give a socket that takes connections already. Raises PortInUse and AddressUnusable."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = ListeningSocket(family, kind, proto)
    except OSError as error:
        raise AddressUnusable(host, port, error.strerror or str(error)) from error
    with listener:
        # So that a restart need not wait for the last connections' TIME_WAIT.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen(_BACKLOG)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortInUse(host, port) from error
            raise AddressUnusable(host, port, error.strerror or str(error)) from error
        yield listener


class _Protocol(NotesArrival, LimitedProtocol):
    """One connection."""


class _Server(uvicorn.Server):
    """Limits its connections, and leaves the signals to us: uvicorn raises them again after it has
    stopped, which would end the process before the database is closed."""

    def __init__(self, config: uvicorn.Config, limits: Limits) -> None:
        super().__init__(config)
        self.server_state = LimitedState(limits)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to take connections, a few at a time."""
        await super().startup(sockets)
        for listener in sockets or ():
            # asyncio takes as many at once as wait at most; the system may let more of them wait.
            listener.listen(_BACKLOG)

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        # uvicorn types it as the generator function that it decorates.
        return nullcontext()


def make_server(app: ASGIApp, limits: Limits, proxies: Sequence[str] = ()) -> uvicorn.Server:
    """Return what serves an application on sockets that are given to its `serve`.

    `proxies` are the addresses and networks whose word counts for where a request comes from.
    """
    config = uvicorn.Config(
        app,
        http=_Protocol,
        ws="none",
        log_config=None,
        forwarded_allow_ips=list(proxies),
        access_log=False,  # an address may hold a secret
        lifespan="off",
        backlog=ACCEPTED_AT_ONCE,
        timeout_graceful_shutdown=_LAST_REQUESTS_S,
    )
    return _Server(config, limits)


async def answer(
    app: ASGIApp,
    listener: socket.socket,
    *,
    proxies: Sequence[str] = (),
    on_start: Callable[[], None],
    on_stop: Callable[[], None],
) -> None:
    """Serve on the socket until SIGINT or SIGTERM.

    `on_start` is called when a signal can stop us already, so that whoever is told may send one at
    once; `on_stop` ends the streams that never would.
    """
    server = make_server(app, Limits.of_process(), proxies)

    def stop() -> None:
        on_stop()
        server.should_exit = True

    with _signals(stop):
        on_start()
        await server.serve(sockets=[listener])


@contextmanager
def _signals(stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` in the event loop when a signal asks us to."""
    loop = asyncio.get_running_loop()
    if sys.platform == "win32":  # whose event loops take none
        before = [
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop)) for number in _SIGNALS
        ]
    else:
        for number in _SIGNALS:
            loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        for place, number in enumerate(_SIGNALS):
            if sys.platform == "win32":
                signal.signal(number, before[place])
            else:
                loop.remove_signal_handler(number)
