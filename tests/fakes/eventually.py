"""Waiting for what another task does, without a time of our own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tests.fakes.patience import PATIENCE_S

# For the database's own processes, which have no more processors than this one.
_MOMENT_S = 0.001


async def eventually(holds: Callable[[], Awaitable[object]]) -> None:
    """Let other tasks run until it holds. Raises TimeoutError where it never does."""
    async with asyncio.timeout(PATIENCE_S):
        while not await holds():  # noqa: ASYNC110  # other tasks' storage calls set no event
            await asyncio.sleep(_MOMENT_S)
