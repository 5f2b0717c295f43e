"""The group that answers together in the web room, and its settings."""

from __future__ import annotations

from bot.core.models import Channel, ChannelId, Group, GroupId, Naming
from bot.services.context import Context
from bot.services.live import Topic

LOCAL_GROUP = GroupId("local")
_LOCAL_CHANNEL = Channel(ChannelId("local-web"), LOCAL_GROUP, "web", "room")


class GroupService:
    """Groups and their settings."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def local(self) -> Group:
        """Return the web room's group; the first call makes it and its channel."""
        async with self._context.store.writing() as tx:
            return await tx.groups.ensure(Group(LOCAL_GROUP, "Study room"), _LOCAL_CHANNEL)

    async def get(self, group: GroupId) -> Group:
        """Return the group. Raises NotFound."""
        async with self._context.store.reading() as tx:
            return await tx.groups.get(group)

    async def channels(self, group: GroupId) -> list[Channel]:
        """Return where the group talks."""
        async with self._context.store.reading() as tx:
            return list(await tx.groups.channels(group))

    async def set_naming(self, group: GroupId, naming: Naming) -> Group:
        """Show names in reveals, or none."""
        async with self._context.store.writing() as tx:
            changed = await tx.groups.set_naming(group, naming)
        self._context.live.publish(group, Topic.ROUNDS)
        return changed
