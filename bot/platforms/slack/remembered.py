"""What was read from Slack and is good for a while: read once for all who ask at the same time."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from bot.services.context import Clock

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

# Slack is left alone for so long after it did not answer a question, by default.
REST = timedelta(seconds=10)
# Whoever waits for a reading that is overtaken again and again gives up.
_MOST_READINGS = 3
_ENTRY = 5  # what an entry weighs by itself, beside a person's id
_NEVER = datetime.min.replace(tzinfo=UTC)


class Unknown(Exception):
    """It cannot be told. `rest` is for how long it is not asked again."""

    def __init__(self, reason: str, rest: timedelta = REST) -> None:
        super().__init__(reason)
        self.rest = rest


@dataclass(eq=False, slots=True)
class _Entry(Generic[V]):
    """`order` and `read_at` are of the moment when the latest reading began."""

    value: V | None = None
    order: int = 0
    read_at: datetime = _NEVER
    rests_until: datetime = _NEVER
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Remembered(Generic[K, V]):
    """Values by key. What is forgotten while it is read is read again by whoever waits for it.

    Moments are told apart by order, not by time: a clock may stand still or be set.
    """

    def __init__(self, clock: Clock, weigh: Callable[[V], int], most: int) -> None:
        """Keep values of at most `most` in all, as `weigh` has it; the longest unused go first."""
        self._clock = clock
        self._weigh = weigh
        self._most = most
        self._entries: OrderedDict[K, _Entry[V]] = OrderedDict()
        self._held = 0
        self._order = 0

    def mark(self) -> int:
        """Return the order of now: every reading so far began before it."""
        self._order += 1
        return self._order

    async def get(
        self, key: K, read: Callable[[], Awaitable[V]], *, since: datetime, after: int = 0
    ) -> V:
        """Return a value whose reading began no earlier than `since`, and after the mark `after`.

        Raises Unknown, as `read` does for what cannot be told.
        """
        for _ in range(_MOST_READINGS):
            entry = self._entry(key)
            if not self._is_good(entry, since, after):
                async with entry.lock:
                    if not self._is_good(entry, since, after):
                        await self._read(key, entry, read)
            value = entry.value
            is_kept = self._entries.get(key) is entry
            if value is not None and is_kept and self._is_good(entry, since, after):
                return value
        raise Unknown("it changes faster than it is read")

    def forget(self, key: K) -> None:
        """Read it again before anybody is told it."""
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._held -= self._weight(entry)

    def forget_all(self) -> None:
        """Read everything again."""
        self._entries.clear()
        self._held = 0

    def _entry(self, key: K) -> _Entry[V]:
        entry = self._entries.get(key)
        if entry is None:
            entry = self._entries[key] = _Entry()
            self._held += self._weight(entry)
            self._make_room()
        self._entries.move_to_end(key)
        return entry

    def _is_good(self, entry: _Entry[V], since: datetime, after: int) -> bool:
        return entry.order > after and since <= entry.read_at <= self._clock()

    async def _read(self, key: K, entry: _Entry[V], read: Callable[[], Awaitable[V]]) -> None:
        began, order = self._clock(), self.mark()
        if began < entry.rests_until:
            raise Unknown("it could not be told a moment ago")
        try:
            value = await read()
        except Unknown as unknown:
            entry.rests_until = self._clock() + unknown.rest
            raise
        before = self._weight(entry)
        entry.value, entry.order, entry.read_at = value, order, began
        if self._entries.get(key) is entry:
            self._held += self._weight(entry) - before
            self._entries.move_to_end(key)
            self._make_room()

    def _weight(self, entry: _Entry[V]) -> int:
        return _ENTRY if entry.value is None else _ENTRY + self._weigh(entry.value)

    def _make_room(self) -> None:
        """Forget what is unused for longest, but not what was put in last."""
        while self._held > self._most and len(self._entries) > 1:
            self.forget(next(iter(self._entries)))
