"""What a schedule wants when its time has come, or when it was missed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.models import Schedule
from bot.core.recurrence import latest_opening, next_opening
from bot.errors import BadSchedule

MIN_WINDOW = timedelta(minutes=1)
MAX_WINDOW = timedelta(days=31)
_LONGEST_GRACE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Due:
    """`opening` is the one to make now, None when what was missed is too old to make up for."""

    schedule: Schedule
    opening: datetime | None
    missed: datetime | None


def grace_for(window: timedelta) -> timedelta:
    """Return how late an opening may be: half its window stays to answer in, at the least."""
    return min(window / 2, _LONGEST_GRACE)


def checked_window(window: timedelta) -> timedelta:
    """Return the answer window. Raises BadSchedule("window") outside of a minute to 31 days."""
    if not MIN_WINDOW <= window <= MAX_WINDOW:
        raise BadSchedule("window", str(window))
    return window


def settle(schedule: Schedule, now: datetime) -> Due:
    """Say what a schedule whose `next_at` has passed wants, and when it is next.

    However many openings were missed, the last one alone is made up for, and only within the
    grace: never a burst. Of what was too old, the first is named in `missed`.
    """
    first = schedule.next_at
    if first is None or first > now:
        return Due(schedule, None, None)
    since = max(first, now - schedule.grace)
    opening = latest_opening(schedule.recurrence, schedule.zone, since, now)
    later = replace(schedule, next_at=next_opening(schedule.recurrence, schedule.zone, now))
    return Due(later, opening, first if first != opening else None)
