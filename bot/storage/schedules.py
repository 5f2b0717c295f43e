"""Schedules and what of them is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, or_, select

from bot.core.models import (
    SHIPPED,
    Channel,
    DeckId,
    GroupId,
    Order,
    Schedule,
    ScheduleId,
    ScheduleState,
    WorkspaceId,
)
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.repository import Repository, padded
from bot.storage.schema import schedules as table

_PLAN = (
    "deck",
    "recurrence",
    "zone",
    "window",
    "grace",
    "order",
    "seed",
    "at_end",
    "reminder",
)
_PROGRESS = ("next_at", "cycle", "state", "reason", "held_at")
_IDLE = {ScheduleState.PAUSED: "schedule paused", ScheduleState.FINISHED: "schedule finished"}


class ScheduleRepository(Repository):
    """Schedules and what of them is due."""

    async def add(self, schedule: Schedule) -> None:
        await self._insert(table, [schedule])
        self._note("schedule added", schedule)

    async def update_plan(self, schedule: Schedule) -> None:
        """Write what admins decided, and how far the schedule is by that."""
        await self._update(table, [schedule], *_PLAN, *_PROGRESS)
        self._note(_IDLE.get(schedule.state), schedule)

    async def update_progress(self, schedules: Iterable[Schedule]) -> None:
        """Write how far each is, and whether and why it rests; with one statement for all."""
        changed = list(schedules)
        await self._update(table, changed, *_PROGRESS)
        for schedule in changed:
            self._note(_IDLE.get(schedule.state), schedule)

    async def get(self, schedule: ScheduleId) -> Schedule:
        return await self._one(schedule, select(table))

    async def get_for_update(self, schedule: ScheduleId) -> Schedule:
        """Get a schedule that nobody else changes before this transaction ends."""
        return await self._one(schedule, select(table).with_for_update(key_share=True))

    async def remove(self, schedule: ScheduleId) -> None:
        query = delete(table).where(table.c.id == schedule)
        await self._connection.execute(query)
        self._events.note("schedule removed", schedule=schedule)

    async def of_group(self, group: GroupId) -> Sequence[Schedule]:
        query = select(table).where(table.c.group == group).order_by(table.c.id)
        return await self._all(Schedule, query)

    async def of_deck_for_update(self, deck: DeckId) -> Sequence[Schedule]:
        """Return every group's schedules that ask the deck."""
        query = select(table).where(table.c.deck == deck).order_by(table.c.id)
        return await self._all(Schedule, query.with_for_update(key_share=True))

    async def of_groups_for_update(self, groups: Iterable[GroupId]) -> Sequence[Schedule]:
        """Return the groups' schedules; nobody else changes them before this transaction ends."""
        query = select(table).where(table.c.group.in_(set(groups))).order_by(table.c.id)
        query = query.with_for_update(key_share=True)
        return await self._all(Schedule, query)

    async def resting_in(self, platform: str, workspace: str, reason: str) -> Sequence[Channel]:
        """Return a workspace's channels with a group of which a schedule rests for the reason."""
        channels = schema.channels
        there = channels.c.platform == platform, channels.c.workspace == workspace
        resting = select(table.c.group).where(table.c.reason == reason)
        query = select(channels).where(*there, channels.c.group.in_(resting))
        return await self._all(Channel, query.order_by(channels.c.id))

    async def groups_asked_of(self, workspace: WorkspaceId) -> frozenset[GroupId]:
        """Return which groups have a schedule that asks a deck of the workspace's."""
        decks = schema.decks
        query = select(table.c.group).join(decks, decks.c.id == table.c.deck)
        return await self._set(query.where(decks.c.workspace == workspace).distinct())

    async def without_deck(self, ids: Iterable[ScheduleId]) -> frozenset[ScheduleId]:
        """Return those whose deck was removed, or is no workspace's of their group, nor shipped."""
        decks, owner, channels = schema.decks, schema.workspaces, schema.channels
        there = (
            channels.c.group == table.c.group,
            channels.c.platform == owner.c.platform,
            channels.c.workspace == owner.c.address,
        )
        is_away = or_(owner.c.left_at.is_not(None), ~select(channels.c.id).where(*there).exists())
        query = (
            select(table.c.id)
            .join(decks, decks.c.id == table.c.deck)
            .join(owner, owner.c.id == decks.c.workspace)
            .where(
                table.c.id.in_(padded(ids)),
                or_(
                    decks.c.removed_at.is_not(None),
                    and_(decks.c.workspace != SHIPPED, is_away),
                ),
            )
        )
        return await self._set(query)

    async def due(self, now: datetime, limit: int = 100) -> Sequence[Schedule]:
        query = select(table).where(table.c.next_at <= now)
        query = query.order_by(table.c.next_at).limit(limit)
        query = query.with_for_update(key_share=True, skip_locked=True)
        return await self._all(Schedule, query)

    async def due_decks(self, now: datetime, order: Order, limit: int = 100) -> frozenset[DeckId]:
        """Return the decks of the first due schedules with an order, without taking them."""
        query = select(table.c.deck).where(table.c.next_at <= now, table.c.order == order)
        query = query.order_by(table.c.next_at).limit(limit)
        return await self._set(query)

    async def next_opening(self, group: GroupId | None = None) -> datetime | None:
        of_it = () if group is None else (table.c.group == group,)
        return await self._earliest(table.c.next_at, *of_it)

    def _note(self, event: str | None, schedule: Schedule) -> None:
        about = {"schedule": schedule.id, "group": schedule.group, "reason": schedule.reason}
        self._events.note(event, **about)

    async def _one(self, schedule: ScheduleId, query: Select[Any]) -> Schedule:
        query = query.where(table.c.id == schedule)
        return await self._get(Schedule, query, NotFound("schedule", schedule))
