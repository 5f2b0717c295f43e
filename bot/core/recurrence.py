"""The opening times of a recurrence: a rule of cron and dates, read in an IANA zone.

cronsim (https://github.com/cuu508/cronsim) says which times the clock on the wall has to show. Here
each of them becomes one moment, whatever was done to the clocks:

- a time that comes twice, because clocks were set back, opens the first time alone;
- a time that was left out, because clocks were set forward, opens right after the gap;
- a date that a zone never had (Samoa left out 30 December 2011) has no opening.

cronsim's own reading of a zone is not used: asked from within the second of two equal hours it
gives an opening of the first, which is over, and on the day after a date that was left out two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from bot.core.rules import rule_of
from bot.core.zones import zone_named
from bot.errors import BadSchedule

_SECOND = timedelta(seconds=1)
_FARTHEST_YEARS = 50  # as cronsim

# At nine o'clock everywhere many schedules ask the same of the same rule.
_shared = lru_cache(maxsize=256)


class ClockChange(StrEnum):
    """What a change of the clocks does to an opening."""

    NONE = "none"
    MOVED = "moved"  # its time was left out, so it is right after the gap
    FIRST_OF_TWO = "first of two"  # its time comes twice
    NEW_OFFSET = "new offset"  # the clocks were changed since the opening before


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening as people in its zone see it; `local` is aware, in that zone."""

    local: datetime
    change: ClockChange


def openings(recurrence: str, zone: str, after: datetime) -> Iterator[datetime]:
    """Yield the openings later than `after`, in UTC, each later than the one before.

    Raises BadSchedule. Ends after its last date, or where it finds no date in fifty years.
    """
    for _, opening in _planned(recurrence, zone_named(zone), after):
        yield opening


def next_opening(recurrence: str, zone: str, after: datetime) -> datetime:
    """Return the first opening later than `after`, in UTC.

    Raises BadSchedule, with "over" where no more is to come.
    """
    opening = next(openings(recurrence, zone, after), None)
    if opening is None:
        raise BadSchedule("over", recurrence)
    return opening


@_shared
def opening_after(recurrence: str, zone: str, after: datetime) -> datetime | None:
    """Return the first opening later than `after`, None without one. Raises BadSchedule."""
    return next(openings(recurrence, zone, after), None)


@_shared
def latest_opening(recurrence: str, zone: str, since: datetime, until: datetime) -> datetime | None:
    """Return the last opening in `since`..`until`, both included, in UTC; None without one."""
    latest = None
    for opening in openings(recurrence, zone, since - timedelta(microseconds=1)):
        if opening > until:
            break
        latest = opening
    return latest


def described(recurrence: str, zone: str, after: datetime) -> Iterator[Opening]:
    """Yield the same as `openings`, with what the zone's clocks do. Raises BadSchedule."""
    info = zone_named(zone)
    offset = after.astimezone(info).utcoffset()
    for wall, opening in _planned(recurrence, info, after):
        local = opening.astimezone(info)
        yield Opening(local, _change(wall, local, offset))
        offset = local.utcoffset()


def _change(wall: datetime, local: datetime, offset_before: timedelta | None) -> ClockChange:
    if local.replace(tzinfo=None) != wall:
        return ClockChange.MOVED
    if local.replace(fold=1).utcoffset() != local.utcoffset():
        return ClockChange.FIRST_OF_TWO
    return ClockChange.NONE if local.utcoffset() == offset_before else ClockChange.NEW_OFFSET


def _planned(
    recurrence: str, zone: ZoneInfo, after: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Yield what the clock on the wall is to show, without a zone, and when that is, in UTC."""
    latest = after
    # An opening later than `after` is planned for a time on the wall later than the one there now:
    # of two equal times the first one counts, so the order on the wall is the order of moments.
    for wall in _wall_times(recurrence, after.astimezone(zone).replace(tzinfo=None)):
        opening = _moment(wall, zone)
        if opening is not None and opening > latest:
            latest = opening
            yield wall, opening


def _wall_times(recurrence: str, after: datetime) -> Iterator[datetime]:
    """Yield the times that the clock on the wall is to show, on the days that count."""
    rule = rule_of(recurrence)
    if rule is None:
        raise BadSchedule("recurrence", recurrence)
    times = _cron_times(rule.cron, after)
    while (wall := next(times, None)) is not None and not rule.is_over(wall.date()):
        if wall.year > after.year + _FARTHEST_YEARS:
            return  # of "Mondays, every 7 days" no day counts where those are Tuesdays
        later = rule.skipping_to(wall.date())
        if later is None:
            yield wall
        else:  # days are left out at once: a cron expression may name every minute of them
            times = _cron_times(rule.cron, datetime.combine(later, time.min) - _SECOND)


def _cron_times(cron: str, after: datetime) -> Iterator[datetime]:
    try:
        yield from CronSim(cron, after)
    except CronSimError as error:
        raise BadSchedule("recurrence", cron) from error


def _moment(wall: datetime, zone: ZoneInfo) -> datetime | None:
    """Return when the zone's clocks first show a time, or pass it; None on a date they skip."""
    opening = wall.replace(tzinfo=zone).astimezone(UTC)
    if _exists(wall, zone):
        return opening
    if not any(_exists(datetime.combine(wall, edge), zone) for edge in (time.min, time.max)):
        return None
    # In a gap `fold` chooses the offset (PEP 495): 1 that of after it, so that the moment is before
    # the change, 0 that of before it. Clocks are changed at whole seconds.
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return _first_with_offset_of(opening, before, zone)


def _first_with_offset_of(high: datetime, low: datetime, zone: ZoneInfo) -> datetime:
    """Return the first moment after `low` that has the offset of `high`, to the second."""
    offset = high.astimezone(zone).utcoffset()
    while high - low > _SECOND:
        middle = low + (high - low) // _SECOND // 2 * _SECOND
        if middle.astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return high


def _exists(wall: datetime, zone: ZoneInfo) -> bool:
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    return moment.astimezone(zone).replace(tzinfo=None) == wall
