"""Admins deciding when a deck's questions come."""

from __future__ import annotations

from datetime import timedelta

from bot.core.models import DeckId, GroupId, Schedule, ScheduleId
from bot.core.recurrence import daily, next_opening
from bot.core.schedules import checked_window, grace_for
from bot.errors import NotFound
from bot.services.context import Context
from bot.services.live import Topic
from bot.storage.protocol import Kept


class ScheduleService:
    """Schedules of one group at a time."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def add_daily(
        self, group: GroupId, deck: DeckId, clock: str, zone: str, window: timedelta
    ) -> Schedule:
        """Ask the deck's next question at "HH:MM" of the zone, every day. Raises BadSchedule."""
        recurrence = daily(clock)
        window = checked_window(window)
        opening = next_opening(recurrence, zone, self._context.clock())
        async with self._context.store.writing() as kept:
            if (await kept.decks.get(deck)).group != group:
                raise NotFound("deck", deck)
            schedule = Schedule(
                id=ScheduleId(self._context.new_id()),
                group=group,
                deck=deck,
                recurrence=recurrence,
                zone=zone.strip(),
                window=window,
                grace=grace_for(window),
                next_at=opening,
            )
            await kept.schedules.add(schedule)
        self._context.live.publish(group, Topic.ROUNDS)
        return schedule

    async def remove(self, group: GroupId, schedule: ScheduleId) -> None:
        """Stop it; the rounds it opened stay."""
        async with self._context.store.writing() as kept:
            await _schedule_of(kept, group, schedule)
            await kept.schedules.remove(schedule)
        self._context.live.publish(group, Topic.ROUNDS)

    async def of_group(self, group: GroupId) -> list[Schedule]:
        """Return the group's schedules."""
        async with self._context.store.reading() as kept:
            return list(await kept.schedules.of_group(group))


async def _schedule_of(kept: Kept, group: GroupId, schedule: ScheduleId) -> Schedule:
    found = await kept.schedules.get(schedule)
    if found.group != group:
        raise NotFound("schedule", schedule)
    return found
