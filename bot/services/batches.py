"""Writing that shares commits: what comes while one batch is written goes into the next.

Nobody waits for a timer: the first to come is written at once, and whoever comes while that runs
shares the next commit. (Group commit: DeWitt et al. 1984, "Implementation techniques for main
memory database systems".)
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from bot.errors import OperatorError

T = TypeVar("T")
R = TypeVar("R")

# Bounds how long one commit keeps other writers waiting.
_MOST_AT_ONCE = 512
# After so many that fail one by one, and none that does not, nothing more is tried: it is not they.
_ENOUGH_TRIES = 8


class Batches(Generic[T, R]):
    """Hands what was submitted to `write`, many at a time, one batch after the other.

    `write` gets the items in the order of their arrival and returns an outcome for each: a
    result, or an exception for that item alone. It stores all or nothing, and an item that it has
    stored before it may be given again. When it raises, each item is written by itself, so that
    only whose fault it is hears of it; a database that is away is everybody's.
    """

    def __init__(self, write: Callable[[Sequence[T]], Awaitable[Sequence[R | Exception]]]) -> None:
        self._write = write
        self._waiting: deque[tuple[T, asyncio.Future[R]]] = deque()
        self._writer: asyncio.Task[None] | None = None

    async def submit(self, item: T) -> R:
        """Return the item's result, once its batch is written; raises the item's exception."""
        outcome: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, outcome))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_all(), name="batches")
        return await outcome

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                size = min(len(self._waiting), _MOST_AT_ONCE)
                await self._write_batch([self._waiting.popleft() for _ in range(size)])
        finally:
            self._writer = None

    async def _write_batch(self, batch: Sequence[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            outcomes = await self._outcomes([item for item, _ in batch])
        except asyncio.CancelledError:
            for _, future in batch:
                future.cancel()
            raise
        for (_, future), outcome in zip(batch, outcomes, strict=True):
            if future.done():
                continue  # whoever asked has gone
            if isinstance(outcome, Exception):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)

    async def _outcomes(self, items: Sequence[T]) -> Sequence[R | Exception]:
        try:
            return await self._write(items)
        except OperatorError as error:
            return [error] * len(items)
        except Exception as error:  # noqa: BLE001  # whose it is, is told
            return [error] if len(items) == 1 else await self._one_by_one(items)

    async def _one_by_one(self, items: Sequence[T]) -> list[R | Exception]:
        outcomes: list[R | Exception] = []
        faults = 0
        for item in items:
            try:
                outcomes += await self._write([item])
            except Exception as error:  # noqa: BLE001  # as above
                outcomes.append(error)
                faults += 1
                if isinstance(error, OperatorError) or faults == len(outcomes) == _ENOUGH_TRIES:
                    return outcomes + [error] * (len(items) - len(outcomes))
        return outcomes
