"""Groups, their channels, and single values by name."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.models import Channel, ChannelId, Group, GroupId
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.rows import as_row, as_value, as_values, put


class SqlGroups:
    """`bot.storage.protocol.Groups` in the database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, group: Group) -> None:
        await self._connection.execute(insert(schema.groups).values(as_row(group)))

    async def get(self, group: GroupId) -> Group:
        found = await self.find(group)
        if found is None:
            raise NotFound("group", group)
        return found

    async def find(self, group: GroupId) -> Group | None:
        query = select(schema.groups).where(schema.groups.c.id == group)
        row = (await self._connection.execute(query)).one_or_none()
        return as_value(Group, row) if row else None

    async def all(self) -> Sequence[Group]:
        query = select(schema.groups).order_by(schema.groups.c.id)
        return as_values(Group, await self._connection.execute(query))

    async def change(self, group: Group) -> None:
        query = update(schema.groups).where(schema.groups.c.id == group.id)
        await self._connection.execute(query.values(as_row(group)))

    async def add_channel(self, channel: Channel) -> None:
        await self._connection.execute(insert(schema.channels).values(as_row(channel)))

    async def channel(self, channel: ChannelId) -> Channel:
        query = select(schema.channels).where(schema.channels.c.id == channel)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            raise NotFound("channel", channel)
        return as_value(Channel, row)

    async def channels(self, group: GroupId) -> Sequence[Channel]:
        table = schema.channels
        query = select(table).where(table.c.group == group).order_by(table.c.id)
        return as_values(Channel, await self._connection.execute(query))


class SqlVault:
    """`bot.storage.protocol.Vault` in the database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, name: str) -> str | None:
        query = select(schema.vault.c.value).where(schema.vault.c.name == name)
        return await self._connection.scalar(query)

    async def put(self, name: str, value: str) -> None:
        await put(self._connection, schema.vault, [{"name": name, "value": value}])
