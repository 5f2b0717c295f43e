"""Pictures that are drawn for who asks, in a process of their own, so that nothing waits."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE

import structlog
from async_lru import alru_cache

_log = structlog.get_logger()

_PATIENCE_S = 30.0  # a busy machine draws in five
_MOST_KEPT = 16


class DrawingService:
    """Draws one at a time; what was drawn lately is not drawn again."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(1)
        self._drawn = alru_cache(maxsize=_MOST_KEPT)(self._draw)

    async def map(self, told: str) -> bytes | None:
        """Return a map as a PNG, None where it cannot be drawn; `told` is JSON: `bot.drawing`."""
        try:
            return await self._drawn(told)
        except (OSError, TimeoutError) as error:
            _log.warning("nothing was drawn", error=repr(error))
            return None

    async def _draw(self, told: str) -> bytes:
        async with self._turn:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot.drawing", stdin=PIPE, stdout=PIPE, stderr=DEVNULL
            )
            try:
                async with asyncio.timeout(_PATIENCE_S):
                    drawn, _ = await process.communicate(told.encode())
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        if process.returncode:
            raise ChildProcessError(process.returncode)
        return drawn
