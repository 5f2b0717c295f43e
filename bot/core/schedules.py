"""What a schedule wants when its time has come, and how admins change it.

    ACTIVE ──pause, channel gone, unreadable──> PAUSED ──resume──> ACTIVE
       └─────deck's end────> FINISHED ──resume or change──> ACTIVE

Every change here can be asked for again without a further effect.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from bot.core.models import (
    AtEnd,
    DeckId,
    GroupId,
    Order,
    Schedule,
    ScheduleId,
    ScheduleState,
)
from bot.core.phrases import recurrence_of
from bot.core.recurrence import (
    Opening,
    described,
    latest_opening,
    next_opening,
    opening_after,
)
from bot.core.zones import zone_meant, zone_named
from bot.errors import BadSchedule

MIN_WINDOW = timedelta(minutes=1)
MAX_WINDOW = timedelta(days=31)
MAX_SEED = 999_999_999
_LONGEST_GRACE = timedelta(hours=6)
_PREVIEWED = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """What an admin decides about a schedule. `when` is a phrase or a cron expression.

    Without a `grace` a missed opening is made up for as `grace_for` says; without a `seed` every
    schedule shuffles in its own way.
    """

    deck: DeckId
    when: str
    zone: str
    window: timedelta
    reminder: timedelta | None = None
    grace: timedelta | None = None
    order: Order = Order.DECK
    seed: int | None = None
    at_end: AtEnd = AtEnd.STOP


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


def planned(plan: Plan, *, id_: ScheduleId, group: GroupId, cycle: int, now: datetime) -> Schedule:
    """Return a new schedule as it was decided. Raises BadSchedule."""
    zone = zone_meant(plan.zone)
    recurrence = recurrence_of(plan.when, now.astimezone(zone_named(zone)).date())
    window = checked_window(plan.window)
    return Schedule(
        id=id_,
        group=group,
        deck=plan.deck,
        recurrence=recurrence,
        zone=zone,
        window=window,
        grace=_checked_grace(plan.grace, window),
        next_at=next_opening(recurrence, zone, now),
        order=plan.order,
        seed=_checked_seed(plan.seed, id_),
        at_end=plan.at_end,
        cycle=cycle,
        reminder=_checked_reminder(plan.reminder, window),
    )


def changed(schedule: Schedule, plan: Plan, cycle: int, now: datetime) -> Schedule:
    """Return the schedule as it was decided anew; `cycle` is that of its deck.

    One that an admin paused stays paused. One that stopped by itself starts again: what stopped it
    may be put right now. An opening that is due is not lost by a change that leaves the times.
    """
    new = planned(plan, id_=schedule.id, group=schedule.group, cycle=cycle, now=now)
    if schedule.deck == new.deck:
        new = replace(new, cycle=schedule.cycle)
    same_times = (schedule.recurrence, schedule.zone) == (new.recurrence, new.zone)
    if schedule.state is ScheduleState.PAUSED and schedule.reason is None:
        held_at = schedule.held_at if same_times else None
        return replace(new, state=ScheduleState.PAUSED, next_at=None, held_at=held_at)
    if schedule.next_at is not None and same_times:
        return replace(new, next_at=schedule.next_at)
    return new


def paused(schedule: Schedule, reason: str | None = None) -> Schedule:
    """Return the schedule as it waits to be resumed; `reason` is None when an admin wants it.

    What an admin paused does not go on by itself, whatever had paused it before.
    """
    if schedule.state is ScheduleState.PAUSED:
        is_said = reason is None and schedule.reason is not None
        return replace(schedule, reason=None) if is_said else schedule
    paused = replace(schedule, state=ScheduleState.PAUSED, reason=reason, next_at=None)
    return replace(paused, held_at=schedule.next_at)


def resumed(schedule: Schedule, now: datetime) -> Schedule:
    """Return the schedule as it goes on: nothing is made up for, and what was left out stays so.

    Raises BadSchedule.
    """
    if schedule.state is ScheduleState.ACTIVE:
        return schedule
    opening = schedule.held_at
    if opening is None or opening <= now:
        opening = next_opening(schedule.recurrence, schedule.zone, now)
    going_on = replace(schedule, state=ScheduleState.ACTIVE, reason=None, next_at=opening)
    return replace(going_on, held_at=None)


def returned(schedule: Schedule, now: datetime) -> Schedule:
    """Return a schedule that paused by itself as it goes on: `settle` sees to what was missed.

    Raises BadSchedule.
    """
    going_on = resumed(schedule, now)
    return replace(going_on, next_at=schedule.held_at) if schedule.held_at else going_on


def finished(schedule: Schedule) -> Schedule:
    """Return the schedule at its deck's end."""
    return replace(schedule, state=ScheduleState.FINISHED, next_at=None)


def without(schedule: Schedule, opening: datetime) -> Schedule:
    """Return the schedule with its next opening left out, if `opening` still is the next."""
    if schedule.next_at != opening:
        return schedule
    return _going_on_after(schedule, opening)


def settle(schedule: Schedule, now: datetime) -> Due:
    """Say what a schedule whose `next_at` has passed wants, and when it is next, if it is.

    However many openings were missed, the last one alone is made up for, and only within the
    grace: never a burst. Of what was too old, the first is named in `missed`. Raises BadSchedule
    when its zone or recurrence means nothing any more.
    """
    first = schedule.next_at
    if first is None or first > now:
        return Due(schedule, None, None)
    since = max(first, now - schedule.grace)
    opening = latest_opening(schedule.recurrence, schedule.zone, since, now)
    return Due(_going_on_after(schedule, now), opening, first if first != opening else None)


def _going_on_after(schedule: Schedule, moment: datetime) -> Schedule:
    """Return the schedule as it waits for its next opening, finished after its last date."""
    later = opening_after(schedule.recurrence, schedule.zone, moment)
    return finished(schedule) if later is None else replace(schedule, next_at=later)


def remind_at(schedule: Schedule, opened_at: datetime, closes_at: datetime) -> datetime | None:
    """Return when those who have not replied are reminded of a round, None for never."""
    if schedule.reminder is None or closes_at - schedule.reminder <= opened_at:
        return None
    return closes_at - schedule.reminder


def preview(schedule: Schedule, now: datetime, count: int = _PREVIEWED) -> list[Opening]:
    """Return the next openings; of one that is not active, those if it were resumed now.

    Raises BadSchedule.
    """
    after = now
    if schedule.next_at is not None:
        after = schedule.next_at - timedelta(microseconds=1)
    return list(islice(described(schedule.recurrence, schedule.zone, after), count))


def _checked_grace(grace: timedelta | None, window: timedelta) -> timedelta:
    if grace is None:
        return grace_for(window)
    if not timedelta(0) <= grace < window:
        raise BadSchedule("grace", str(grace))
    return grace


def _checked_reminder(reminder: timedelta | None, window: timedelta) -> timedelta | None:
    if reminder is not None and not timedelta(0) < reminder < window:
        raise BadSchedule("reminder", str(reminder))
    return reminder


def _checked_seed(seed: int | None, schedule: ScheduleId) -> int:
    if seed is None:
        digest = hashlib.sha256(schedule.encode()).digest()
        return int.from_bytes(digest[:8], "big") % (MAX_SEED + 1)
    if not 0 <= seed <= MAX_SEED:
        raise BadSchedule("seed", str(seed))
    return seed
