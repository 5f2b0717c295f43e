"""Schedules that rest while nothing reaches their group, or its deck is away, and then go on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from bot.core import schedules
from bot.core.models import Channel, Schedule, ScheduleState
from bot.errors import BadSchedule
from bot.services.outbox import InReach, Notice, tell_admins
from bot.storage.transaction import Transaction

CHANNEL_GONE, LEFT, DECK_AWAY = "channel-gone", "left", "deck-away"
DECK_REMOVED = "deck-removed"
GOING_ON = "going-on"
_PAUSED = (CHANNEL_GONE, LEFT, DECK_AWAY, DECK_REMOVED)  # by itself, until that is over


async def pause_unheard(
    tx: Transaction, planned: Iterable[Schedule], in_reach: Iterable[Channel], reason: str
) -> None:
    """Pause a group's schedules where it has no channel any more."""
    if any(True for _ in in_reach):
        return
    await tx.schedules.update_progress(
        schedules.paused(schedule, reason)
        for schedule in planned
        if schedule.state is ScheduleState.ACTIVE
    )


async def go_on(tx: Transaction, planned: Iterable[Schedule], now: datetime) -> None:
    """Let what paused by itself go on where it is heard again, and tell the groups' organisers.

    Open questions that could not be posted are tried again.
    What an organiser paused rests. `planned` is locked. What was missed is settled as after any
    time in which nothing could be asked.
    """
    planned = list(planned)
    await tx.deliveries.revive_questions({each.group for each in planned}, now)
    resting = [each for each in planned if each.reason in _PAUSED]
    if not resting:
        return
    channels = await tx.groups.in_reach({each.group for each in resting})
    away = await tx.schedules.without_deck(each.id for each in resting)
    heard = [each for each in resting if channels.get(each.group) and each.id not in away]
    again = [back for each in heard if (back := _returned(each, now)) is not None]
    await tx.schedules.update_progress(again)
    await _tell(tx, again, channels, now)


def _returned(schedule: Schedule, now: datetime) -> Schedule | None:
    """Return the schedule as it goes on, None for one that cannot be read any more."""
    try:
        return schedules.returned(schedule, now)
    except BadSchedule:
        return None


async def _tell(
    tx: Transaction, again: Sequence[Schedule], channels: InReach, now: datetime
) -> None:
    decks = {each: (await tx.decks.get(each)).title for each in {one.deck for one in again}}
    groups = sorted({each.group for each in again})
    notices = [
        Notice(group, f"{group}:{now.timestamp()}", GOING_ON, {"decks": _named(titles)})
        for group in groups
        for titles in [{decks[each.deck] for each in again if each.group == group}]
    ]
    await tell_admins(tx, notices, now, channels=channels)


def _named(titles: Collection[str]) -> str:
    return ", ".join(f"“{title}”" for title in sorted(titles))
