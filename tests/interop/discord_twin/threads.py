"""A thread that was made from a message has the message's id. The twin gives it another one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.interop.discord_twin.control import Control


class ThreadIds:
    """Renames threads. The twin tells of a new thread before it answers to who made it."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._making = asyncio.Lock()
        self._renamed: dict[str, str] = {}

    @asynccontextmanager
    async def making(self) -> AsyncIterator[None]:
        """Hold back who asks for a thread's id until the thread is renamed."""
        async with self._making:
            yield

    async def rename(self, thread: str, message: str) -> None:
        """Give a thread the id of its message."""
        await self._control.ask("rename_channel", channel=thread, to=message)
        self._renamed[thread] = message

    async def id_of(self, thread: str) -> str:
        """Return the id under which a thread is known to the bot."""
        async with self._making:
            return self._renamed.get(thread, thread)
