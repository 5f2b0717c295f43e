"""Waiting for what another task does, without a time of our own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tests.fakes.patience import PATIENCE_S


async def eventually(holds: Callable[[], Awaitable[object]]) -> None:
    """Let other tasks run until it holds. Raises TimeoutError where it never does."""
    async with asyncio.timeout(PATIENCE_S):
        while not await holds():  # noqa: ASYNC110  # other tasks' storage calls set no event
            await asyncio.sleep(0)
