"""What many ask for at once, loaded once for all of them, and never before any of them asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

Key = TypeVar("Key")
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


class SharedByKey(Generic[Key, Value]):
    """As `Shared`, of each key; nothing is kept of one that nobody waits for."""

    def __init__(self, load: Callable[[Key], Awaitable[Value]]) -> None:
        self._load = load
        self._waited_for = WeakValueDictionary[Key, Shared[Value]]()

    async def fresh(self, key: Key) -> Value:
        """Return a value whose loading began after this call. Raises what loading raises."""
        shared = self._waited_for.get(key)
        if shared is None:
            shared = self._waited_for[key] = Shared(lambda: self._load(key))
        return await shared.fresh()
