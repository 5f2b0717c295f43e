"""Where the room's group is besides the room, as the admin's pages show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.models import Channel, ChannelId, Workspace
from bot.platforms.web.request_context import GroupContext
from bot.presentation.workspaces import channel_names


@dataclass(frozen=True, slots=True)
class Places:
    """The group's workspaces and channels; `names` is what each channel is called."""

    workspaces: Sequence[Workspace]
    channels: Sequence[Channel]
    names: Mapping[ChannelId, str]

    @property
    def room(self) -> Channel | None:
        """The group's room on the web, None without one."""
        return next((each for each in self.channels if each.platform == "web"), None)

    def channels_in(self, workspace: Workspace) -> list[Channel]:
        """Return where the group talks in a workspace."""
        address = (workspace.platform, workspace.address)
        return [each for each in self.channels if (each.platform, each.workspace) == address]


async def places(context: GroupContext) -> Places:
    """Return where the group is installed, and where it talks."""
    workspaces = await context.services.workspaces.of_group(context.group.id)
    channels = await context.services.groups.channels(context.group.id)
    names = channel_names(channels, workspaces)
    begun = {id_: f"{name[:1].upper()}{name[1:]}" for id_, name in names.items()}
    return Places(workspaces, channels, begun)
