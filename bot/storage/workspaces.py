"""Servers and workspaces, and the codes that join their groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.invitations import Invitation
from bot.core.models import DeliveryState, GroupId, Workspace
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.repository import Repository, as_row


class WorkspaceRepository(Repository):
    """Servers and workspaces, and the codes that join their groups."""

    async def ensure(self, workspace: Workspace) -> Workspace:
        """Add the workspace unless it is there; return the one there."""
        await self._insert_new(schema.workspaces, [workspace])
        query = _workspace(workspace.platform, workspace.address)
        return await self._get(Workspace, query, NotFound("workspace", workspace.address))

    async def find(self, platform: str, address: str) -> Workspace | None:
        return await self._find(Workspace, _workspace(platform, address))

    async def to_change(self, platform: str, address: str) -> Workspace | None:
        """Find a workspace that nobody else changes, nor joins its group to another, meanwhile."""
        return await self._find(
            Workspace, _workspace(platform, address).with_for_update(key_share=True)
        )

    async def change(self, workspace: Workspace) -> None:
        table = schema.workspaces
        query = update(table).where(
            table.c.platform == workspace.platform, table.c.address == workspace.address
        )
        await self._connection.execute(query.values(as_row(workspace)))

    async def of_group(self, group: GroupId) -> Sequence[Workspace]:
        table = schema.workspaces
        query = select(table).where(table.c.group == group)
        query = query.order_by(table.c.platform, table.c.address)
        return await self._all(Workspace, query)

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
        theirs = (
            channels.c.platform == workspace.platform,
            channels.c.workspace == workspace.address,
        )
        await self._connection.execute(delete(channels).where(*theirs))
        itself = (
            workspaces.c.platform == workspace.platform,
            workspaces.c.address == workspace.address,
        )
        await forget_installations(self._connection, and_(*itself))
        await self._connection.execute(delete(workspaces).where(*itself))

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


def _workspace(platform: str, address: str) -> Select[Any]:
    table = schema.workspaces
    return select(table).where(table.c.platform == platform, table.c.address == address)


async def forget_installations(connection: AsyncConnection, where: ColumnElement[bool]) -> None:
    """Remove what platforms' libraries keep of the workspaces for which a condition holds."""
    workspaces = schema.workspaces
    teams = select(workspaces.c.address).where(workspaces.c.platform == "slack", where)
    for table in (schema.slack_bots, schema.slack_installations):
        await connection.execute(delete(table).where(table.c.team_id.in_(teams)))


def _channels(workspace: Workspace) -> Select[Any]:
    table = schema.channels
    query = select(table.c.id)
    return query.where(
        table.c.platform == workspace.platform, table.c.workspace == workspace.address
    )
