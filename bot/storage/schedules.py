"""Schedules and what of them is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.models import GroupId, Schedule, ScheduleId
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.rows import as_row, as_value, as_values


class SqlSchedules:
    """`bot.storage.protocol.Schedules` in the database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, schedule: Schedule) -> None:
        await self._connection.execute(insert(schema.schedules).values(as_row(schedule)))

    async def change(self, schedule: Schedule) -> None:
        query = update(schema.schedules).where(schema.schedules.c.id == schedule.id)
        await self._connection.execute(query.values(as_row(schedule)))

    async def get(self, schedule: ScheduleId) -> Schedule:
        query = select(schema.schedules).where(schema.schedules.c.id == schedule)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            raise NotFound("schedule", schedule)
        return as_value(Schedule, row)

    async def remove(self, schedule: ScheduleId) -> None:
        query = delete(schema.schedules).where(schema.schedules.c.id == schedule)
        await self._connection.execute(query)

    async def of_group(self, group: GroupId) -> Sequence[Schedule]:
        table = schema.schedules
        query = select(table).where(table.c.group == group).order_by(table.c.id)
        return as_values(Schedule, await self._connection.execute(query))

    async def due(self, now: datetime, limit: int = 100) -> Sequence[Schedule]:
        table = schema.schedules
        query = select(table).where(table.c.next_at <= now)
        query = query.order_by(table.c.next_at, table.c.id).limit(limit)
        return as_values(Schedule, await self._connection.execute(query))

    async def next_opening(self) -> datetime | None:
        found: datetime | None = await self._connection.scalar(
            select(func.min(schema.schedules.c.next_at))
        )
        return found
