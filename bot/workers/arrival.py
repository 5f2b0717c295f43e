"""When a request arrived: that is before anybody had the time to look at it.

An event loop looks at all sockets, then does what came of it, then looks again; on a busy server
seconds lie between. What one look did not find was not there yet, so whatever the next one finds
arrived after the former: that moment is the earliest, and it is what a request is given.
"""

from __future__ import annotations

import asyncio
import selectors
import socket
import time
from collections.abc import Awaitable, Callable
from typing import Any

from bot.platforms.port import WAITED

_Ready = list[tuple[selectors.SelectorKey, int]]


class Looks(selectors.DefaultSelector):
    """A selector that knows since when each socket can have had what it has; seconds, monotonic."""

    def __init__(self) -> None:
        super().__init__()
        self.number = 0
        self._at = self._before = time.monotonic()
        # After which look each socket came to be watched, and when it was known to have nothing.
        self._since: dict[int, int] = {}
        self._empty: dict[int, float] = {}

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:  # noqa: ANN401  # typeshed's own
        """Watch a socket."""
        key = super().register(fileobj, events, data)
        if events & selectors.EVENT_READ:
            self._since[key.fd] = self.number
        return key

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:  # noqa: ANN401  # as above
        """Watch a socket no more."""
        key = super().unregister(fileobj)
        self._leave(key.fd)
        return key

    def modify(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:  # noqa: ANN401  # as above
        """Watch a socket for something else, as for what is written to it alone."""
        was = self.get_key(fileobj).events & selectors.EVENT_READ
        key = super().modify(fileobj, events, data)
        is_read = events & selectors.EVENT_READ
        if is_read and not was:
            self._since[key.fd] = self.number
        elif was and not is_read:
            self._leave(key.fd)
        return key

    def select(self, timeout: float | None = None) -> _Ready:
        """Wait for a socket that has something, then return all that have."""
        if timeout is None or timeout > 0:
            super().select(timeout)
        # A wait may end long after it found something, as other threads have their turn first;
        # what this look misses came after it began.
        self._before, self._at = self._at, time.monotonic()
        self.number += 1
        return super().select(0)

    def earliest(self, fd: int) -> float:
        """Return since when a socket can have had what this look found."""
        if self._since.get(fd, self.number) < self.number - 1:
            return self._before
        return self._empty.get(fd, self._before)

    def begin(self, fd: int, at: float) -> None:
        """Know of a new connection that it can have had nothing before a moment."""
        self._empty[fd] = at

    def _leave(self, fd: int) -> None:
        if fd in self._since:
            # The last look at it was this one, or it was watched for none.
            is_seen = self._since.pop(fd) < self.number
            self._empty[fd] = self._at if is_seen else self._empty.get(fd, self._at)


class ArrivalLoop(asyncio.SelectorEventLoop):
    """An event loop that can tell when what it reads arrived."""

    def __init__(self) -> None:
        self.looks = Looks()
        super().__init__(self.looks)


class ListeningSocket(socket.socket):
    """Tells the loop of each connection since when it can be there.

    Only so many are accepted after one look: the others wait, which is held against nobody.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # socket's own
        super().__init__(*args, **kwargs)
        self._look = -1
        self._drained = True
        self._earliest = 0.0

    def accept(self) -> tuple[socket.socket, Any]:
        """Accept a connection."""
        looks = _looks()
        if looks is not None and looks.number != self._look:
            is_left_over = self._look == looks.number - 1 and not self._drained
            if not is_left_over:
                self._earliest = looks.earliest(self.fileno())
            self._look, self._drained = looks.number, False
        try:
            connection, address = super().accept()
        except BlockingIOError:
            self._drained = True
            raise
        if looks is not None:
            looks.begin(connection.fileno(), self._earliest)
        return connection, address


class NotesArrival(asyncio.Protocol):
    """Comes before uvicorn's protocol, and puts `WAITED` into the scope of each request.

    A request has arrived when its last byte has: of who takes their time for a body, it is not
    known before what they will say.
    """

    app: Callable[..., Awaitable[None]]
    cycle: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # uvicorn's own
        super().__init__(*args, **kwargs)
        self._serve, self.app = self.app, self._stamp
        self._fd = -1
        self._arrived = time.monotonic()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Know which socket it is."""
        super().connection_made(transport)
        self._fd = transport.get_extra_info("socket").fileno()

    def data_received(self, data: bytes) -> None:
        """Note since when this can be here."""
        looks = _looks()
        self._arrived = time.monotonic() if looks is None else looks.earliest(self._fd)
        super().data_received(data)

    async def _stamp(self, scope: dict[str, Any], *ways: Any) -> None:  # noqa: ANN401  # ASGI's
        scope[WAITED] = self._waited
        await self._serve(scope, *ways)

    def _waited(self) -> float | None:
        return None if self.cycle.more_body else time.monotonic() - self._arrived


def _looks() -> Looks | None:
    return getattr(asyncio.get_running_loop(), "looks", None)
