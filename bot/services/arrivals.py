"""What arrived and is not answered yet: no round is closed over the heads of those in time.

What counts is when something came in, not when its turn came. So a closing lets those be answered
first who came before it, and the reveal is whole when it is shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime, timedelta

PATIENCE_S = 10.0
"""How long a closing waits at most: about as long as people look at "in a moment" before they load
the page again. What is stored later, as the last of a thousand at once may be on a busy machine,
counts all the same, and what was shown without it is made whole."""

_CURRENT: ContextVar[Arrival | None] = ContextVar("arrival", default=None)

# A loop takes five turns to accept a connection, to read what it brings and to begin an answer.
_TURNS = 8


class Arrival:
    """When something came in. `waited` tells how many seconds ago, None while it is not whole."""

    def __init__(
        self, clock: Callable[[], datetime], waited: Callable[[], float | None] = lambda: 0.0
    ) -> None:
        self._clock = clock
        self._waited = waited
        self._at: datetime | None = None
        self.answered = asyncio.Event()
        self.at()

    def at(self) -> datetime | None:
        """Return the time, which stays as it is; None while a part of it is to come."""
        if self._at is None and (waited := self._waited()) is not None:
            self._at = self._clock() - timedelta(seconds=waited)
        return self._at


class Arrivals:
    """Those that this process has to answer. What another one has is not known here."""

    def __init__(self) -> None:
        self._under_way = set[Arrival]()

    @contextmanager
    def answering(self, arrival: Arrival) -> Iterator[None]:
        """Know that something is under way until the end of the block."""
        self._under_way.add(arrival)
        before = _CURRENT.set(arrival)
        try:
            yield
        finally:
            _CURRENT.reset(before)
            self._end(arrival)

    def stored(self) -> None:
        """Know that what is under way here is stored, or refused: what is left is to say so.

        Nobody waits for a platform that takes its time to show it.
        """
        arrival = _CURRENT.get()
        if arrival is not None:
            self._end(arrival)

    def _end(self, arrival: Arrival) -> None:
        self._under_way.discard(arrival)
        arrival.answered.set()

    async def answered(self, before: datetime) -> None:
        """Wait until all that arrived before a time is answered, but not for ever.

        What has come to this machine and was not looked at yet is among it. Not to be called in a
        transaction, nor by what is under way itself.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                # Again, because a server accepts a few of many connections at a time.
                while waiting := await self._from(before):
                    for each in waiting:
                        await each.answered.wait()

    async def _from(self, before: datetime) -> list[Arrival]:
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        return [each for each in self._under_way if (at := each.at()) and at < before]
