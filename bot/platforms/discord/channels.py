"""Where an admin wants questions posted, and whether the bot can do it there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands

from bot.core.models import ChannelId
from bot.errors import ChannelUnusable, PermissionsMissing
from bot.platforms.discord.interactions import DiscordInteraction, NativeInteraction
from bot.platforms.discord.permissions import NEEDED, missing

_KINDS = [discord.ChannelType.text, discord.ChannelType.news]


class TextChannelOption(app_commands.Transformer):
    """An option that takes a text channel, also one that the bot does not see."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """What Discord is told."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Where a thread can be made from a message, Discord offers no others."""
        return _KINDS

    async def transform(
        self,
        native: discord.Interaction[Any],  # noqa: ARG002  # discord.py's own signature
        value: Any,  # noqa: ANN401  # as above
        /,
    ) -> app_commands.AppCommandChannel:
        """Leave it as it came."""
        channel: app_commands.AppCommandChannel = value
        return channel


ChannelOption = app_commands.Transform[app_commands.AppCommandChannel, TextChannelOption]


@dataclass(frozen=True, slots=True)
class Place:
    """A channel in which the bot may do what it must."""

    id: int
    name: str


def place_for(
    interaction: DiscordInteraction, chosen: app_commands.AppCommandChannel | None
) -> Place:
    """Return the channel that was chosen, else the one where the command was used.

    Raises ChannelUnusable and PermissionsMissing.
    """
    if chosen is None:
        place, granted = _here(interaction.native), interaction.native.app_permissions
    else:
        place, granted = Place(chosen.id, chosen.name), _granted(chosen.resolve())
    refuse_missing(place.name, granted, threads=interaction.require_workspace().threads)
    return place


async def targets(interaction: DiscordInteraction, place: Place) -> tuple[ChannelId, ...]:
    """Return where a round of this place goes, and let the one who plans it hear how it goes."""
    workspace = interaction.require_workspace()
    if workspace.owner != str(interaction.native.user.id):
        workspace = await interaction.services.workspaces.configure(
            workspace, owner=str(interaction.native.user.id)
        )
    channel = await interaction.services.workspaces.channel(workspace, str(place.id))
    return await interaction.services.workspaces.targets(workspace, channel)


def refuse_missing(channel: str, granted: discord.Permissions, *, threads: bool) -> None:
    """Raise PermissionsMissing unless everything that is needed is granted."""
    if not granted.view_channel:
        # Of a channel that is hidden from us nothing else is known.
        raise PermissionsMissing((NEEDED["view_channel"],), channel)
    if lacking := missing(granted, threads=threads):
        raise PermissionsMissing(lacking, channel)


def _here(native: NativeInteraction) -> Place:
    channel = native.channel
    place = channel.parent if isinstance(channel, discord.Thread) else channel
    if not isinstance(place, discord.TextChannel):
        raise ChannelUnusable(str(getattr(channel, "name", None) or native.channel_id))
    return Place(place.id, place.name)


def _granted(channel: object) -> discord.Permissions:
    if not isinstance(channel, discord.TextChannel):
        return discord.Permissions.none()
    return channel.permissions_for(channel.guild.me)
