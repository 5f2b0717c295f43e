"""Snowflakes: ids that carry the time of the fake's clock, as Discord's carry the real one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

EPOCH_MS = 1_420_070_400_000  # the first second of 2015
TIME_SHIFT = 22
_BEFORE_THE_TEST = timedelta(days=30)


class Snowflakes:
    """Makes ids that only grow while the clock does not go back."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._made = 0
        self._guilds = 0

    def next(self) -> int:
        """Return an id of this moment."""
        self._made += 1
        return at(self._now()) | (self._made & ((1 << TIME_SHIFT) - 1))

    def next_guild(self) -> int:
        """Return a guild's id; one guild after the other falls on one shard after the other."""
        self._guilds += 1
        first = at(self._now() - _BEFORE_THE_TEST) >> TIME_SHIFT
        return (first - first % 1000 + self._guilds - 1) << TIME_SHIFT


def at(moment: datetime) -> int:
    """Return the lowest id of a moment."""
    return (round(moment.timestamp() * 1000) - EPOCH_MS) << TIME_SHIFT
