"""Messages on their way out, and those that the web room shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.models import ChannelId, Delivery, DeliveryKey, GroupId, Notice, RoundId
from bot.storage import schema
from bot.storage.rows import as_row, as_value, as_values, insert_new


class SqlDeliveries:
    """`bot.storage.protocol.Deliveries` in the database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, deliveries: Iterable[Delivery]) -> None:
        rows = [as_row(delivery) for delivery in deliveries]
        await insert_new(self._connection, schema.deliveries, rows)

    async def due(self, now: datetime, limit: int = 100) -> Sequence[Delivery]:
        table = schema.deliveries
        query = (
            select(table)
            .where(table.c.next_attempt_at <= now)
            .order_by(table.c.created_at, table.c.key)
            .limit(limit)
        )
        return as_values(Delivery, await self._connection.execute(query))

    async def next_attempt(self) -> datetime | None:
        found: datetime | None = await self._connection.scalar(
            select(func.min(schema.deliveries.c.next_attempt_at))
        )
        return found

    async def change(self, delivery: Delivery) -> None:
        query = update(schema.deliveries).where(schema.deliveries.c.key == delivery.key)
        await self._connection.execute(query.values(as_row(delivery)))

    async def of_round(self, round_: RoundId) -> Sequence[Delivery]:
        table = schema.deliveries
        query = select(table).where(table.c.round == round_).order_by(table.c.key)
        return as_values(Delivery, await self._connection.execute(query))

    async def failing(self, group: GroupId) -> Sequence[Delivery]:
        table = schema.deliveries
        query = select(table).where(table.c.group == group, table.c.failure.is_not(None))
        query = query.order_by(table.c.created_at)
        return as_values(Delivery, await self._connection.execute(query))


class SqlNoticeboard:
    """`bot.storage.protocol.Noticeboard` in the database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def pin(self, notice: Notice) -> None:
        await insert_new(self._connection, schema.notices, [as_row(notice)])

    async def find(self, channel: ChannelId, key: DeliveryKey) -> Notice | None:
        table = schema.notices
        query = select(table).where(table.c.channel == channel, table.c.key == key)
        row = (await self._connection.execute(query)).one_or_none()
        return as_value(Notice, row) if row else None

    async def latest(
        self, channel: ChannelId, for_admins: bool, limit: int = 20
    ) -> Sequence[Notice]:
        table = schema.notices
        query = select(table).where(table.c.channel == channel)
        if not for_admins:
            query = query.where(table.c.for_admins.is_(False))
        query = query.order_by(table.c.posted_at.desc(), table.c.key).limit(limit)
        return as_values(Notice, await self._connection.execute(query))
