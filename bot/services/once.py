"""Costly results that many ask for at the same time: worked out once, and kept for a while."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Once(Generic[K, V]):
    """Results by key, the `size` latest. A failure is not kept: the next to ask tries again."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._tasks: OrderedDict[K, asyncio.Task[V]] = OrderedDict()

    async def get(self, key: K, work: Callable[[], Coroutine[Any, Any, V]]) -> V:
        """Return the key's result; whoever asks while it is worked out waits for the same one."""
        task = self._tasks.get(key)
        if task is None:
            task = asyncio.create_task(work())
            self._tasks[key] = task
            while len(self._tasks) > self._size:
                self._tasks.popitem(last=False)
        self._tasks.move_to_end(key)
        try:
            # One who stops waiting must not take the result from the others.
            return await asyncio.shield(task)
        except BaseException:
            if task.done():
                self.forget(key, task)
            raise

    def forget(self, key: K, task: asyncio.Task[V] | None = None) -> None:
        """Work the key's result out anew the next time; with `task`, only if it is that one."""
        if task is None or self._tasks.get(key) is task:
            self._tasks.pop(key, None)
