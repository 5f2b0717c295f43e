"""Taking the waiting out of a library that is not changed."""

from __future__ import annotations

import asyncio
from typing import Any


class Hurry:
    """Stands for the module asyncio in a module of a library: `sleep` only notes how long.

    It sleeps `instead` seconds then; by default other tasks run once.
    """

    def __init__(self, waits: list[float], instead: float = 0.0) -> None:
        self._waits = waits
        self._instead = instead

    async def sleep(self, delay: float) -> None:
        """Let other tasks run."""
        self._waits.append(delay)
        await asyncio.sleep(self._instead)

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)
