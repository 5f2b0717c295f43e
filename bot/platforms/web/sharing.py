"""One load for all who ask at the same time: a change wakes every open page at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Shared(Generic[Value]):
    """Loads run one after the other, whoever waits for the next one shares it."""

    def __init__(self, load: Callable[[], Awaitable[Value]]) -> None:
        self._load = load
        self._turn = asyncio.Lock()
        self._next: asyncio.Task[Value] | None = None

    async def fresh(self) -> Value:
        """Return a value whose loading began after this call. Raises what loading raises."""
        if self._next is None:
            self._next = asyncio.create_task(self._load_next(), name="shared-load")
        # One who goes away must not take the value from the others.
        return await asyncio.shield(self._next)

    async def _load_next(self) -> Value:
        async with self._turn:
            self._next = None
            return await self._load()
