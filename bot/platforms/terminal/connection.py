"""The room's end of terminals: one connection each, from this machine, with the room's own key."""

from __future__ import annotations

import asyncio
import json
import secrets
from contextlib import suppress
from pathlib import Path

from bot.platforms.port import ChatState
from bot.platforms.terminal.platform import PLATFORM, TerminalPlatform, TerminalReaders
from bot.platforms.terminal.terminal import Terminal
from bot.services.services import Services

_GREETED_WITHIN_S = 5.0


class TerminalConnection:
    """Takes terminals: a `Chat`. The `door` is the file that says where, and with which key."""

    def __init__(self, services: Services, door: Path) -> None:
        self._services, self._door, self._key = services, door, secrets.token_urlsafe()
        self.platform = TerminalPlatform(services)
        self.state = ChatState(PLATFORM, services.clock)
        self._inside = dict[asyncio.StreamWriter, asyncio.Task[None] | None]()
        services.access.ask(PLATFORM, TerminalReaders())

    async def start(self) -> None:
        """Take connections from now on, and say so at the door."""
        self._server = await asyncio.start_server(self._meet, "127.0.0.1")
        place = {"port": self._server.sockets[0].getsockname()[1], "key": self._key}
        self._door.unlink(missing_ok=True)
        self._door.touch(mode=0o600)
        self._door.write_text(json.dumps(place), "utf-8")
        self.state.connected()

    async def run(self) -> None:
        """Stay until this is cancelled."""
        await asyncio.get_running_loop().create_future()

    async def look(self) -> None:
        """Find out nothing: there is no line that could be cut."""

    async def stop(self) -> None:
        """Close the door, and let whoever is in go as if the line was cut."""
        self._door.unlink(missing_ok=True)
        self._server.close()
        for writer in self._inside:
            writer.close()
        await asyncio.gather(*filter(None, self._inside.values()), return_exceptions=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._inside[writer] = asyncio.current_task()
        try:
            told = await self._greeting(reader)
            if secrets.compare_digest(str(told.get("key")).encode(), self._key.encode()):
                terminal = Terminal(self._services, self.platform, reader, writer)
                await terminal.talk(str(told.get("name")), organises=told.get("organises") is True)
        finally:
            del self._inside[writer]
            writer.close()

    async def _greeting(self, reader: asyncio.StreamReader) -> dict[str, object]:
        with suppress(OSError, ValueError, TimeoutError):
            async with asyncio.timeout(_GREETED_WITHIN_S):
                if isinstance(told := json.loads(await reader.readline()), dict):
                    return told
        return {}
