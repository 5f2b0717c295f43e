"""Channels in workspaces, each with the group that was founded there."""

from __future__ import annotations

from datetime import datetime

from bot.core.models import Channel, Group, GroupId, Workspace, WorkspaceId
from bot.services.groups import Place
from bot.services.services import Services
from bot.storage.transaction import Transaction


async def settled(
    services: Services, platform: str = "chat", workspace: str = "1", name: str = "study"
) -> Channel:
    """Return a channel where something was asked, in a workspace that is entered if need be."""
    if await services.workspaces.find(platform, workspace) is None:
        await services.workspaces.enter(platform, workspace, f"Workspace {workspace}", "installer")
    return await services.groups.found(
        Place(platform, workspace, f"{workspace}/{name}", name, "owner")
    )


async def linked(services: Services, channel: Channel, group: GroupId) -> Channel:
    """Link a channel to a group, and return it as it is then."""
    await services.linking.join(channel.id, await services.linking.invite(group))
    found = await services.groups.find_channel(channel.platform, channel.address)
    assert found is not None
    return found


async def add_workspace(tx: Transaction, group: Group, platform: str, now: datetime) -> Workspace:
    """Add a workspace with the id of a group, for its decks, straight into storage."""
    workspace = Workspace(WorkspaceId(group.id), platform, group.id, group.name, now)
    return await tx.workspaces.ensure(workspace)
