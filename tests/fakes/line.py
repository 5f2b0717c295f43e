"""A line to a server that can go dead: neither answered nor cut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


class Line:
    """Passes bytes on from a TCP port to a Unix socket, until it is dead."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._passing: set[asyncio.Task[None]] = set()
        self._lost: set[asyncio.Task[None] | None] = set()
        self._writers: list[asyncio.StreamWriter] = []
        self.dead = False
        self.port = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Take connections on a free port."""
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield
        finally:
            server.close()
            for task in self._passing:
                task.cancel()
            await asyncio.gather(*self._passing, return_exceptions=True)
            for writer in self._writers:
                writer.close()

    def lose(self) -> None:
        """Let what is connected go dead, and nothing else, as a firewall does that forgets it."""
        self._lost |= self._passing

    async def _connect(self, here: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        self._writers.append(back)
        if self.dead:
            return
        there, forth = await asyncio.open_unix_connection(str(self._socket))
        self._writers.append(forth)
        for reader, writer in ((here, forth), (there, back)):
            self._passing.add(asyncio.create_task(self._pass(reader, writer)))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            if not self._is_dead():
                writer.write(data)
        if not self._is_dead():
            writer.close()

    def _is_dead(self) -> bool:
        return self.dead or asyncio.current_task() in self._lost
