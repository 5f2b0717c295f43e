"""The next opening times of a recurrence: a cron expression read in an IANA zone.

cronsim (the scheduler of Debian's cron, simulated) fires once in a repeated hour and right after
a skipped one: https://github.com/cuu508/cronsim.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from bot.errors import BadSchedule

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


def daily(clock: str) -> str:
    """Return the cron expression for "HH:MM" every day. Raises BadSchedule("time")."""
    found = _CLOCK.fullmatch(clock.strip())
    if not found:
        raise BadSchedule("time", clock)
    return f"{int(found[2])} {int(found[1])} * * *"


def clock_of(recurrence: str) -> str:
    """Return "HH:MM" of a daily cron expression."""
    minute, hour = recurrence.split()[:2]
    return f"{int(hour):02}:{int(minute):02}"


def zone_named(name: str) -> ZoneInfo:
    """Return the IANA zone. Raises BadSchedule("zone")."""
    try:
        return ZoneInfo(name.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        # ZoneInfo raises ValueError for "../x" and OSError for a folder's name such as "America".
        raise BadSchedule("zone", name) from error


def next_opening(recurrence: str, zone: str, after: datetime) -> datetime:
    """Return the first opening later than `after`, in UTC. Raises BadSchedule."""
    local = after.astimezone(zone_named(zone))
    try:
        return next(CronSim(recurrence, local)).astimezone(UTC)
    except (CronSimError, StopIteration) as error:
        raise BadSchedule("time", recurrence) from error


def latest_opening(recurrence: str, zone: str, since: datetime, until: datetime) -> datetime | None:
    """Return the last opening in `since`..`until`, both included, in UTC; None without one."""
    latest = None
    opening = next_opening(recurrence, zone, since - timedelta(microseconds=1))
    while opening <= until:
        latest = opening
        opening = next_opening(recurrence, zone, opening)
    return latest
