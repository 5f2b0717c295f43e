"""A fake platform as one server on 127.0.0.1, with what a test needs at hand of each."""

from __future__ import annotations

import socket
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import Self

from aiohttp import web

from tests.fakes.common.changes import Changes
from tests.fakes.common.faults import Faults, Json

HOST = "127.0.0.1"


class FakeServer(ABC):
    """A running server: `async with await FakeServer.start(clock.now) as server`.

    `changes` tells of every change, and `refused` is what the platform would not take, with its
    answers, in order: a bot that does everything right leaves it empty.
    """

    faults: Faults
    changes: Changes
    refused: list[tuple[str, Json]]

    @abstractmethod
    def __init__(self, clock: Callable[[], datetime], port: int) -> None: ...

    @abstractmethod
    def _application(self) -> web.Application:
        """Return what answers the requests."""

    @abstractmethod
    async def _end(self) -> list[BaseException]:
        """Break every connection but that of requests, and return what failed in the fake."""

    @classmethod
    async def start(cls, clock: Callable[[], datetime], port: int = 0) -> Self:
        """Start a server on a port, by default a free one; its deadlines run on the clock."""
        listening = socket.create_server((HOST, port))
        made = cls(clock, listening.getsockname()[1])
        made._runner = web.AppRunner(made._application(), access_log=None, shutdown_timeout=0.1)
        await made._runner.setup()
        await web.SockSite(made._runner, listening).start()
        return made

    async def stop(self) -> None:
        """Stop; every connection breaks. Raises what went wrong inside the fake itself."""
        self.faults.clear()
        failures = await self._end()
        await self._runner.cleanup()
        if failures:
            raise BaseExceptionGroup(f"{type(self).__name__} failed", failures)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def until(self, holds: Callable[[], object], what: str = "it") -> None:
        """Wait until something holds; looked at whenever the state changes. Raises TimeoutError."""
        await self.changes.until(holds, what)

    def go_down(self) -> None:
        """Answer nothing any more: every connection, old and new, breaks."""
        self.faults.down = True

    def come_up(self) -> None:
        """Be there again, with the state as it was."""
        self.faults.down = False
