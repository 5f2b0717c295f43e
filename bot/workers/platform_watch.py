"""How the chats' connections are, found out again and again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.platforms.port import Chat

_log = structlog.get_logger()
_BETWEEN_LOOKS_S = 60.0
_LONGEST_LOOK_S = 30.0


class PlatformWatch:
    """Looks once a minute: a token may be revoked without a word, and a line go dead."""

    def __init__(
        self, chats: Sequence[Chat], sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._chats = chats
        self._sleep = sleep

    async def run(self) -> None:
        """Look until cancelled."""
        while self._chats:
            await self._sleep(_BETWEEN_LOOKS_S)
            await self.look()

    async def look(self) -> None:
        """Look at each; one that cannot be looked at does not keep the others from it."""
        for chat in self._chats:
            try:
                async with asyncio.timeout(_LONGEST_LOOK_S):
                    await chat.look()
            except TimeoutError:
                chat.state.connecting("it does not answer")
            except Exception:  # noqa: BLE001  # as said above
                _log.exception("platform not looked at", platform=chat.platform.name)
