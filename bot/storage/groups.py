"""Groups and their channels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select, update

from bot.core.models import Channel, ChannelId, Group, GroupId
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.repository import Repository, as_row


class GroupRepository(Repository):
    """Groups and the channels where they talk."""

    async def add(self, group: Group) -> None:
        await self._insert(schema.groups, [group])

    async def get(self, group: GroupId) -> Group:
        found = await self.find(group)
        if found is None:
            raise NotFound("group", group)
        return found

    async def find(self, group: GroupId) -> Group | None:
        query = select(schema.groups).where(schema.groups.c.id == group)
        return await self._find(Group, query)

    async def all(self) -> Sequence[Group]:
        query = select(schema.groups).order_by(schema.groups.c.id)
        return await self._all(Group, query)

    async def change(self, group: Group) -> None:
        query = update(schema.groups).where(schema.groups.c.id == group.id)
        await self._connection.execute(query.values(as_row(group)))

    async def ensure(self, group: Group, channel: Channel) -> Group:
        """Add the group with its channel unless it is there; return the one there."""
        await self._insert_new(schema.groups, [group])
        await self._insert_new(schema.channels, [channel])
        return await self.get(group.id)

    async def lock(self, groups: Iterable[GroupId]) -> frozenset[GroupId]:
        """Return those there are; other writers that ask for one wait until this one has ended."""
        table = schema.groups
        query = select(table.c.id).where(table.c.id.in_(set(groups))).order_by(table.c.id)
        # Not the strongest lock: rows that refer to a group may still be written by anybody.
        locked = query.with_for_update(key_share=True)
        return frozenset((await self._connection.scalars(locked)).all())

    async def add_channel(self, channel: Channel) -> None:
        await self._insert(schema.channels, [channel])

    async def change_channel(self, channel: Channel) -> None:
        query = update(schema.channels).where(schema.channels.c.id == channel.id)
        await self._connection.execute(query.values(as_row(channel)))

    async def channel(self, channel: ChannelId) -> Channel:
        query = select(schema.channels).where(schema.channels.c.id == channel)
        return await self._get(Channel, query, NotFound("channel", channel))

    async def find_channel(self, platform: str, address: str) -> Channel | None:
        table = schema.channels
        query = select(table).where(table.c.platform == platform, table.c.address == address)
        return await self._find(Channel, query)

    async def channels(self, group: GroupId) -> Sequence[Channel]:
        table = schema.channels
        query = select(table).where(table.c.group == group).order_by(table.c.id)
        return await self._all(Channel, query)
