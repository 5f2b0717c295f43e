"""Admins deciding when a deck's questions come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.core import schedules
from bot.core.audit import Act
from bot.core.models import GroupId, Schedule, ScheduleId
from bot.core.phrases import phrase_of
from bot.core.recurrence import Opening
from bot.core.schedules import Plan
from bot.errors import DeckNotAtHand, NotFound
from bot.services.audit import note
from bot.services.context import Context
from bot.services.decks import Asked, deck_of
from bot.services.live import Topic
from bot.storage.transaction import Transaction


class ScheduleService:
    """Schedules of one group at a time. Whatever is asked for twice happens once."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def add(self, group: GroupId, plan: Plan) -> Schedule:
        """Ask a deck's questions by the clock. Raises BadSchedule, NotFound."""
        async with self._context.changing(group, Topic.ROUNDS) as tx:
            schedule = await self._planned(tx, group, plan)
            await tx.schedules.add(schedule)
            await self._note(tx, Act.SCHEDULE_ADDED, schedule)
            return schedule

    async def draft(self, asked: Asked, plan: Plan) -> Schedule:
        """Return what `add` would add, without adding it. Raises as it does."""
        async with self._context.store.reading() as tx:
            return await self._planned(tx, GroupId(asked), plan)

    async def change(self, group: GroupId, schedule: ScheduleId, plan: Plan) -> Schedule:
        """Go on as decided anew; what was asked stays asked. Raises BadSchedule, NotFound."""
        async with self._context.changing(group, Topic.ROUNDS) as tx:
            found = await _locked(tx, group, schedule)
            cycle = await _cycle(tx, group, plan)
            changed = schedules.changed(found, plan, cycle, self._context.clock())
            await tx.schedules.update_plan(changed)
            await self._note(tx, Act.SCHEDULE_CHANGED, changed)
            return changed

    async def pause(self, group: GroupId, schedule: ScheduleId) -> Schedule:
        """Ask nothing more until it is resumed. Raises NotFound."""
        return await self._change(group, schedule, Act.SCHEDULE_PAUSED, schedules.paused)

    async def resume(self, group: GroupId, schedule: ScheduleId) -> Schedule:
        """Go on from now, without what was missed; what is open and could not be posted is tried
        again. Raises NotFound, BadSchedule, and DeckNotAtHand where nothing could be asked.
        """
        now, act = self._context.clock(), Act.SCHEDULE_RESUMED
        async with self._context.store.reading() as tx:
            found = _of(group, await tx.schedules.get(schedule))
            if await tx.schedules.without_deck([schedule]):
                raise DeckNotAtHand((await tx.decks.get(found.deck)).title)
        resumed = await self._change(
            group, schedule, act, lambda found: schedules.resumed(found, now)
        )
        # What was put right lets a question go out that could not.
        async with self._context.changing(group, Topic.ROUNDS) as tx:
            await tx.deliveries.revive_questions([group], now)
        return resumed

    async def skip(self, group: GroupId, schedule: ScheduleId, opening: datetime) -> Schedule:
        """Leave out the next opening, which is the one that the admin saw. Raises NotFound."""
        act = Act.OPENING_LEFT_OUT
        return await self._change(
            group, schedule, act, lambda found: schedules.without(found, opening)
        )

    async def remove(self, group: GroupId, schedule: ScheduleId) -> None:
        """Stop it for good; the rounds it opened stay."""
        async with self._context.changing(group, Topic.ROUNDS) as tx:
            planned = {each.id: each for each in await tx.schedules.of_group(group)}
            if schedule in planned:
                await tx.schedules.remove(schedule)
                await self._note(tx, Act.SCHEDULE_REMOVED, planned[schedule])

    async def of_group(self, group: GroupId) -> list[Schedule]:
        """Return the group's schedules."""
        async with self._context.store.reading() as tx:
            return list(await tx.schedules.of_group(group))

    async def next_opening(self, group: GroupId) -> datetime | None:
        """Return when the group is asked next by a schedule."""
        async with self._context.store.reading() as tx:
            return await tx.schedules.next_opening(group)

    async def get(self, group: GroupId, schedule: ScheduleId) -> Schedule:
        """Return one schedule. Raises NotFound."""
        async with self._context.store.reading() as tx:
            return _of(group, await tx.schedules.get(schedule))

    def preview(self, schedule: Schedule) -> list[Opening]:
        """Return its next ten openings. Raises BadSchedule when it can not be read any more."""
        return schedules.preview(schedule, self._context.clock())

    async def _planned(self, tx: Transaction, group: GroupId, plan: Plan) -> Schedule:
        cycle = await _cycle(tx, group, plan)
        id_, now = ScheduleId(self._context.new_id()), self._context.clock()
        return schedules.planned(plan, id_=id_, group=group, cycle=cycle, now=now)

    async def _change(
        self,
        group: GroupId,
        schedule: ScheduleId,
        act: Act,
        change: Callable[[Schedule], Schedule],
    ) -> Schedule:
        async with self._context.changing(group, Topic.ROUNDS) as tx:
            found = await _locked(tx, group, schedule)
            changed = change(found)
            if changed != found:
                await tx.schedules.update_progress([changed])
                await self._note(tx, act, changed)
            return changed

    async def _note(self, tx: Transaction, act: Act, schedule: Schedule) -> None:
        when = f"{phrase_of(schedule.recurrence)} {schedule.zone}"
        await note(tx, self._context, act, group=schedule.group, values={"when": when})


async def _locked(tx: Transaction, group: GroupId, schedule: ScheduleId) -> Schedule:
    return _of(group, await tx.schedules.get_for_update(schedule))


def _of(group: GroupId, schedule: Schedule) -> Schedule:
    if schedule.group != group:
        raise NotFound("schedule", schedule.id)
    return schedule


async def _cycle(tx: Transaction, group: GroupId, plan: Plan) -> int:
    """Return which cycle the plan's deck is in. Raises NotFound for what is not the group's."""
    deck = await deck_of(tx, group, plan.deck)
    return await tx.rounds.latest_cycle(group, deck.id)
