"""Groups, their channels, and single values by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.models import Channel, ChannelId, Group, GroupId
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.rows import as_row, as_value, as_values, insert_new, put


class GroupRepository:
    """Groups and the channels where they talk."""

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

    async def ensure(self, group: Group, channel: Channel) -> Group:
        """Add the group with its channel unless it is there; return the one there."""
        await insert_new(self._connection, schema.groups, [as_row(group)])
        await insert_new(self._connection, schema.channels, [as_row(channel)])
        return await self.get(group.id)

    async def lock(self, groups: Iterable[GroupId]) -> frozenset[GroupId]:
        """Return those there are; other writers that ask for one wait until this one has ended."""
        table = schema.groups
        query = select(table.c.id).where(table.c.id.in_(set(groups))).order_by(table.c.id)
        # Not the strongest lock: rows that refer to a group may still be written by anybody.
        locked = query.with_for_update(key_share=True)
        return frozenset((await self._connection.scalars(locked)).all())

    async def add_channel(self, channel: Channel) -> None:
        await self._connection.execute(insert(schema.channels).values(as_row(channel)))

    async def change_channel(self, channel: Channel) -> None:
        query = update(schema.channels).where(schema.channels.c.id == channel.id)
        await self._connection.execute(query.values(as_row(channel)))

    async def channel(self, channel: ChannelId) -> Channel:
        query = select(schema.channels).where(schema.channels.c.id == channel)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            raise NotFound("channel", channel)
        return as_value(Channel, row)

    async def find_channel(self, platform: str, address: str) -> Channel | None:
        table = schema.channels
        query = select(table).where(table.c.platform == platform, table.c.address == address)
        row = (await self._connection.execute(query)).one_or_none()
        return as_value(Channel, row) if row else None

    async def channels(self, group: GroupId) -> Sequence[Channel]:
        table = schema.channels
        query = select(table).where(table.c.group == group).order_by(table.c.id)
        return as_values(Channel, await self._connection.execute(query))


class KeyValueRepository:
    """Secrets and other single values by name."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, name: str) -> str | None:
        query = select(schema.key_values.c.value).where(schema.key_values.c.name == name)
        return await self._connection.scalar(query)

    async def put(self, name: str, value: str) -> None:
        await put(self._connection, schema.key_values, [{"name": name, "value": value}])

    async def ensure(self, name: str, value: str) -> str:
        """Put the value unless there is one; return the one there."""
        await insert_new(self._connection, schema.key_values, [{"name": name, "value": value}])
        kept = await self.find(name)
        if kept is None:
            raise NotFound("secret", name)
        return kept
