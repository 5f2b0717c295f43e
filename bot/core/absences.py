"""When somebody was away: what was asked meanwhile breaks no streak of theirs.

Stored as intervals of ISO 8601, "2026-03-02T12:00:00+00:00/2026-03-09T00:00:00+00:00".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.models import Person

MOST_KEPT = 100
"""Of so many absences the oldest go first: one a month is eight years."""


@dataclass(frozen=True, slots=True)
class Absence:
    """From `since`, and not at `until` any more; both in UTC."""

    since: datetime
    until: datetime

    @classmethod
    def read(cls, interval: str) -> Absence:
        """Return what was stored. Raises ValueError."""
        since, _, until = interval.partition("/")
        return cls(datetime.fromisoformat(since), datetime.fromisoformat(until))

    @property
    def interval(self) -> str:
        """As it is stored."""
        return f"{self.since.isoformat()}/{self.until.isoformat()}"

    def touches(self, start: datetime, end: datetime) -> bool:
        """Say whether some of it is between two times."""
        return self.since < end and start < self.until


def absences_of(person: Person) -> tuple[Absence, ...]:
    """Return when somebody was away, oldest first."""
    return tuple(map(Absence.read, person.absences))


def gone(person: Person, until: datetime, now: datetime) -> Person:
    """Return somebody who is away from now on, or who says anew until when."""
    before = [each for each in absences_of(person) if each.until <= now]
    since = min((each.since for each in absences_of(person) if each.until > now), default=now)
    return replace(person, away_until=until, absences=_kept([*before, Absence(since, until)]))


def back(person: Person, now: datetime) -> Person:
    """Return somebody who is there again."""
    ended = (replace(each, until=min(each.until, now)) for each in absences_of(person))
    kept = _kept(each for each in ended if each.since < each.until)
    return replace(person, away_until=None, absences=kept)


def together(one: Person, other: Person) -> tuple[str, ...]:
    """Return when two who become one person were away, either of them."""
    both = {*absences_of(one), *absences_of(other)}
    return _kept(sorted(both, key=lambda each: (each.since, each.until)))


def _kept(absences: Iterable[Absence]) -> tuple[str, ...]:
    return tuple(each.interval for each in absences)[-MOST_KEPT:]
