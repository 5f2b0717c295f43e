"""Backups that are made by the clock: when the next one is due, and which of them stay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

BETWEEN = timedelta(days=1)
# A day without one may be a machine that was off; two are a fault.
_LATE = 2 * BETWEEN
_NAME = "roundtable-%Y%m%dT%H%M%SZ.db"


@dataclass(frozen=True, slots=True)
class Standing:
    """How backups are: how many are to be `kept`, 0 where none are made, and when the latest was.

    `free` is the bytes that the disk has left, None where that cannot be told; `failure` why the
    last try came to nothing, "" where it did not.
    """

    keep: int
    latest: datetime | None = None
    free: int | None = None
    failure: str = ""

    def age(self, now: datetime) -> timedelta | None:
        """Return how old the latest is, None without one; never less than nothing."""
        return None if self.latest is None else max(now - self.latest, timedelta(0))

    def is_due(self, now: datetime) -> bool:
        """Say whether one is to be made now."""
        age = self.age(now)
        return self.keep > 0 and (age is None or age >= BETWEEN)

    def is_late(self, now: datetime) -> bool:
        """Say whether one should have been made long ago."""
        age = self.age(now)
        return self.keep > 0 and (bool(self.failure) or (age is not None and age >= _LATE))


def name_of(at: datetime) -> str:
    """Return what a backup of that time is called; names sort as their times do."""
    return at.astimezone(UTC).strftime(_NAME)


def time_of(name: str) -> datetime | None:
    """Return when a backup with that name was made, None for a file that is none of these."""
    try:
        return datetime.strptime(name, _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


def superfluous(names: Iterable[str], keep: int) -> list[str]:
    """Return which of a folder's files are backups older than the `keep` latest."""
    ours = sorted(each for each in names if time_of(each) is not None)
    return ours[: max(len(ours) - keep, 0)]
