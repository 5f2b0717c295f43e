"""A request arrived when it could first have been read, however late that is done."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.platforms.port import WAITED
from bot.workers.arrival import ArrivalLoop, ListeningSocket, Looks
from bot.workers.server import answer, listening

BODY = b"text=yeast"
HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
REQUEST = HEAD % len(BODY) + BODY
# Many more than it takes to accept a connection, to read it and to begin an answer.
TURNS = 20


@dataclass
class Server:
    """What a server tells of its requests, in their order: the earliest that each arrived.

    How long one has waited is told as of some moment between two that we know.
    """

    port: int
    arrived: list[tuple[float, float]] = field(default_factory=list)
    unfinished: int = 0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Read the request and answer with nothing."""
        self.unfinished += scope[WAITED]() is None
        while (await receive()).get("more_body"):
            pass
        asked, waited, told = time.monotonic(), scope[WAITED](), time.monotonic()
        self.arrived.append((asked - waited, told - waited))
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    def arrived_between(self, first: float, last: float, number: int = 0) -> bool:
        """Say whether that is when a request arrived."""
        lower, upper = self.arrived[number]
        return first <= upper and lower <= last

    def connect(self) -> socket.socket:
        """Open a connection while the server is busy with the caller."""
        return socket.create_connection(("127.0.0.1", self.port))


def _serving(test: Callable[[Server], Awaitable[None]]) -> Server:
    """Let the test run beside the room's server, on its loop."""

    async def main() -> Server:
        with listening("127.0.0.1", 0) as listener:
            server, started = Server(listener.getsockname()[1]), asyncio.Event()
            serving = asyncio.create_task(
                answer(server, listener, on_start=started.set, on_stop=lambda: None)
            )
            await started.wait()
            await _turns()
            await test(server)
            os.kill(os.getpid(), signal.SIGTERM)
            await serving
            return server

    with asyncio.Runner(loop_factory=ArrivalLoop) as runner:
        return runner.run(main())


async def _turns() -> float:
    """Let the loop go round, and return a moment between two rounds."""
    for _ in range(TURNS):
        await asyncio.sleep(0)
    now = time.monotonic()
    for _ in range(TURNS):
        await asyncio.sleep(0)
    return now


def _sent(connection: socket.socket, data: bytes) -> float:
    connection.sendall(data)
    return time.monotonic()


def test_a_request_that_is_read_late_arrived_when_it_was_sent():
    async def test(server: Server) -> None:
        before = await _turns()
        with server.connect() as connection:
            sent = _sent(connection, REQUEST)
            await _turns()
        assert server.arrived_between(before, sent)

    _serving(test)


def test_so_did_each_later_one_of_a_connection_and_no_earlier():
    async def test(server: Server) -> None:
        with server.connect() as connection:
            for number in range(3):
                before = await _turns()
                sent = _sent(connection, REQUEST)
                await _turns()
                assert server.arrived_between(before, sent, number)

    _serving(test)


def test_a_body_that_comes_later_is_when_the_request_has_arrived():
    async def test(server: Server) -> None:
        with server.connect() as connection:
            connection.sendall(HEAD % len(BODY))
            before = await _turns()
            sent = _sent(connection, BODY)
            await _turns()
        assert server.unfinished == 1
        assert server.arrived_between(before, sent)

    _serving(test)


def test_what_the_server_itself_puts_off_to_read_arrived_all_the_same():
    large = b"x" * 100_000  # more than uvicorn takes before somebody wants it

    async def test(server: Server) -> None:
        before = await _turns()
        with server.connect() as connection:
            connection.setblocking(False)
            data = memoryview(HEAD % len(large) + large)
            sent = connection.send(data)
            while sent < len(data):
                await asyncio.sleep(0)
                sent += connection.send(data[sent:])
            at = time.monotonic()
            await _turns()
        assert server.arrived_between(before, at)

    _serving(test)


def _reading(arrived: list[float]) -> type[asyncio.Protocol]:
    """Return a protocol that notes since when what it reads can be there."""

    class Reading(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.fd = transport.get_extra_info("socket").fileno()

        def data_received(self, data: bytes) -> None:  # asyncio's
            loop = asyncio.get_running_loop()
            assert isinstance(loop, ArrivalLoop)
            arrived.append(loop.looks.earliest(self.fd))

    return Reading


def test_who_waits_to_be_accepted_while_others_are_has_arrived_too():
    arrived: list[float] = []

    async def main() -> None:
        with ListeningSocket(socket.AF_INET) as listener, ExitStack() as stack:
            listener.bind(("127.0.0.1", 0))
            # So many are accepted after one look.
            loop = asyncio.get_running_loop()
            server = await loop.create_server(_reading(arrived), sock=listener, backlog=2)
            listener.listen(100)
            before = await _turns()
            for _ in range(9):
                connection = socket.create_connection(listener.getsockname())
                stack.enter_context(connection).sendall(b"x")
            sent = time.monotonic()
            await _turns()
            assert len(arrived) == 9
            assert all(before <= each <= sent for each in arrived)
            server.close()

    with asyncio.Runner(loop_factory=ArrivalLoop) as runner:
        runner.run(main())


@pytest.fixture
def looks() -> Iterator[Looks]:
    with Looks() as looks:
        yield looks


def test_what_is_watched_anew_is_known_to_have_had_nothing_when_it_was_left(looks: Looks):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        looks.register(ours, 1)
        looks.select(0)
        left_after = time.monotonic()
        looks.modify(ours, 2)
        theirs.send(b"x")
        sent = time.monotonic()
        looks.select(0)
        looks.select(0)
        looks.modify(ours, 1)
        looks.select(0)
        assert looks.earliest(ours.fileno()) <= left_after <= sent
