"""Groups with their channels, and the workspaces where they are installed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Unpack

from sqlalchemy import (
    Column,
    ColumnElement,
    Executable,
    Select,
    Table,
    and_,
    delete,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.invitations import Invitation
from bot.core.models import (
    SHIPPED,
    Channel,
    ChannelId,
    DeliveryState,
    Group,
    GroupId,
    Naming,
    Workspace,
    WorkspaceId,
    WorkspaceSettings,
)
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.persons import forget_admins, remove_strangers
from bot.storage.repository import Repository


class GroupRepository(Repository):
    """Groups and the channels where they talk."""

    async def add(self, group: Group) -> None:
        await self._insert(schema.groups, [group])

    async def get(self, group: GroupId) -> Group:
        query = select(schema.groups).where(schema.groups.c.id == group)
        return await self._get(Group, query, NotFound("group", group))

    async def set_naming(self, group: GroupId, naming: Naming) -> Group:
        """Show names in reveals, or none; return the group as it is then."""
        query = update(schema.groups).where(schema.groups.c.id == group).values(naming=naming)
        return await self._get(Group, query.returning(schema.groups), NotFound("group", group))

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
        return await self._set(query.with_for_update(key_share=True))

    async def lock_everything(self, groups: Collection[GroupId]) -> None:
        """Let nobody else change anything of these groups before this transaction ends."""
        workspaces, waiting = schema.workspaces, schema.deliveries
        await self._lock_rows(workspaces, groups, workspaces.c.id)
        for table in (schema.schedules, schema.groups, schema.rounds):
            await self._lock_rows(table, groups, table.c.id)
        await self._lock_rows(schema.members, groups, schema.members.c.id, whole=True)
        # In the order in which dispatchers take them: one that just sends has the oldest.
        pending = waiting.c.state == DeliveryState.PENDING
        await self._lock_rows(waiting, groups, waiting.c.created_at, waiting.c.key, only=pending)
        # Only now, when whoever locked any of these is done: nobody adds to these groups any more.
        await self._lock_rows(schema.groups, groups, schema.groups.c.id, whole=True)

    async def remove(self, group: GroupId) -> None:
        """Remove a group with everything of it, in every table, and who is in no other."""
        await self.lock_everything([group])
        await _forget_installations(self._connection, schema.workspaces.c.group == group)
        members = schema.members
        people = await self._set(select(members.c.person).where(members.c.group == group))
        await forget_admins(self._connection, group)
        for table in reversed(schema.metadata.sorted_tables):
            if table not in schema.OF_NO_GROUP:
                await self._connection.execute(delete(table).where(_is_of(table, group)))
        await forget_secrets(self._connection, group)
        await remove_strangers(self._connection, people)

    async def add_channel(self, channel: Channel) -> None:
        await self._insert(schema.channels, [channel])

    async def set_channel_gone(self, channel: ChannelId, gone: bool) -> None:
        """Note whether the channel was deleted on its platform."""
        query = update(schema.channels).where(schema.channels.c.id == channel)
        await self._connection.execute(query.values(gone=gone))

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

    async def in_reach(self, groups: Iterable[GroupId]) -> Mapping[GroupId, Sequence[Channel]]:
        """Return each group's channels, those left out whose workspace sent the bot away."""
        table, workspaces = schema.channels, schema.workspaces
        there = and_(
            workspaces.c.platform == table.c.platform, workspaces.c.address == table.c.workspace
        )
        query = select(table).outerjoin(workspaces, there).order_by(table.c.id)
        query = query.where(table.c.group.in_(set(groups)), workspaces.c.left_at.is_(None))
        found = defaultdict[GroupId, list[Channel]](list)
        for channel in await self._all(Channel, query):
            found[channel.group].append(channel)
        return found

    async def _lock_rows(
        self,
        table: Table,
        groups: Iterable[GroupId],
        *order: Column[Any],
        whole: bool = False,
        only: ColumnElement[bool] | None = None,
    ) -> None:
        owner = table.c.id if table is schema.groups else table.c.group
        query = select(table.primary_key.columns[0]).where(owner.in_(set(groups)))
        if only is not None:
            query = query.where(only)
        # A whole lock also keeps others from adding rows that refer to these.
        query = query.order_by(*order).with_for_update(key_share=not whole)
        await self._connection.execute(query)


class WorkspaceChanges(WorkspaceSettings, total=False):
    """What changes of a workspace; the fields of `Workspace`."""

    name: str
    left_at: datetime | None


class WorkspaceRepository(Repository):
    """Servers and workspaces, and the codes that join their groups."""

    async def ensure(self, workspace: Workspace) -> Workspace:
        """Add the workspace unless it is there; return the one there."""
        if await self._insert_once(schema.workspaces, workspace):
            return workspace
        query = select(schema.workspaces).where(_itself(workspace.platform, workspace.address))
        return await self._get(Workspace, query, NotFound("workspace", workspace.address))

    async def ensure_library(self, now: datetime) -> None:
        """Add the workspace of shipped packs, which has no group, unless it is there."""
        row: dict[str, Any] = {
            "id": SHIPPED,
            "platform": "pack",
            "address": "shipped",
            "name": "Library",
        }
        row |= {"joined_at": now, "owner": "", "admins": (), "threads": False, "written": False}
        await self._insert_once(schema.workspaces, row)

    async def find(self, platform: str, address: str) -> Workspace | None:
        query = select(schema.workspaces).where(_itself(platform, address))
        return await self._find(Workspace, query)

    async def find_for_update(self, platform: str, address: str) -> Workspace | None:
        """Find a workspace that nobody else changes, nor joins its group to another, meanwhile."""
        query = select(schema.workspaces).where(_itself(platform, address))
        return await self._find(Workspace, query.with_for_update(key_share=True))

    async def update(self, workspace: Workspace, **changes: Unpack[WorkspaceChanges]) -> Workspace:
        """Write what is named, and return the workspace as it is then."""
        table, itself = schema.workspaces, _itself(workspace.platform, workspace.address)
        query: Executable = select(table).where(itself)
        if changes:
            query = update(table).where(itself).values(**changes).returning(table)
        return await self._get(Workspace, query, NotFound("workspace", workspace.address))

    async def of_group(self, group: GroupId) -> Sequence[Workspace]:
        table = schema.workspaces
        query = select(table).where(table.c.group == group)
        query = query.order_by(table.c.platform, table.c.address)
        return await self._all(Workspace, query)

    async def lock(self, workspace: WorkspaceId) -> None:
        """Let no other writer that asks for it go on before this one has ended."""
        query = select(schema.workspaces.c.id).where(schema.workspaces.c.id == workspace)
        await self._connection.execute(query.with_for_update(key_share=True))

    async def of_platform(self, platform: str) -> Sequence[Workspace]:
        table = schema.workspaces
        query = select(table).where(table.c.platform == platform).order_by(table.c.address)
        return await self._all(Workspace, query)

    async def left_before(self, time: datetime) -> Sequence[Workspace]:
        """Return the workspaces that the bot was sent away from before a time."""
        table = schema.workspaces
        query = select(table).where(table.c.left_at < time).order_by(table.c.left_at)
        return await self._all(Workspace, query)

    async def drop_waiting(self, workspace: Workspace) -> None:
        """Let nothing more go out to the workspace's channels that waits to."""
        table = schema.deliveries
        waiting = table.c.channel.in_(_channels(workspace)), table.c.state == DeliveryState.PENDING
        ended = {"state": DeliveryState.DROPPED, "next_attempt_at": None, "leased_until": None}
        await self._connection.execute(update(table).where(*waiting).values(ended))

    async def remove(self, workspace: Workspace) -> None:
        """Take the workspace out, with its channels and all that went there."""
        channels, workspaces = schema.channels, schema.workspaces
        for table in (schema.web_messages, schema.deliveries):
            went_there = table.c.channel.in_(_channels(workspace))
            await self._connection.execute(delete(table).where(went_there))
        await self._connection.execute(delete(channels).where(_is_in(workspace)))
        itself = _itself(workspace.platform, workspace.address)
        await _forget_installations(self._connection, itself)
        await self._connection.execute(delete(workspaces).where(itself))

    async def invite(self, invitation: Invitation) -> None:
        await self._insert(schema.invitations, [invitation])

    async def find_invitation(self, code_hash: str, now: datetime) -> Invitation | None:
        """Return what a code is for; None when there is none, or it is too old."""
        table = schema.invitations
        query = select(table).where(table.c.code_hash == code_hash, table.c.expires_at > now)
        return await self._find(Invitation, query)

    async def take_invitation(self, code_hash: str, now: datetime) -> Invitation | None:
        """Use a code up and return what it was for; None when there is none, or it is too old."""
        table = schema.invitations
        query = delete(table).where(table.c.code_hash == code_hash).returning(table)
        found = await self._find(Invitation, query)
        # What is too old is of no use to anybody any more.
        await self._connection.execute(delete(table).where(table.c.expires_at <= now))
        return found if found is not None and found.expires_at > now else None


def _itself(platform: str, address: str) -> ColumnElement[bool]:
    table = schema.workspaces
    return and_(table.c.platform == platform, table.c.address == address)


def _is_in(workspace: Workspace) -> ColumnElement[bool]:
    table = schema.channels
    return and_(table.c.platform == workspace.platform, table.c.workspace == workspace.address)


async def _forget_installations(connection: AsyncConnection, where: ColumnElement[bool]) -> None:
    """Remove what platforms' libraries keep of the workspaces for which a condition holds."""
    workspaces = schema.workspaces
    teams = select(workspaces.c.address).where(workspaces.c.platform == "slack", where)
    for table in (schema.slack_bots, schema.slack_installations):
        await connection.execute(delete(table).where(table.c.team_id.in_(teams)))


def _channels(workspace: Workspace) -> Select[Any]:
    return select(schema.channels.c.id).where(_is_in(workspace))


async def forget_secrets(connection: AsyncConnection, group: GroupId) -> None:
    """Remove the secrets of the group's links, which have its id in their names."""
    name = schema.key_values.c.name
    query = delete(schema.key_values).where(name.endswith(f":{group}", autoescape=True))
    await connection.execute(query)


def _is_of(table: Table, group: GroupId) -> ColumnElement[bool]:
    """Return the condition for the group's rows: those that name it, or one that does."""
    if table is schema.groups:
        return table.c.id == group
    if "group" in table.c:
        return table.c.group == group
    return or_(
        *(
            key.parent.in_(select(key.column).where(_is_of(key.column.table, group)))
            for key in table.foreign_keys
        )
    )
