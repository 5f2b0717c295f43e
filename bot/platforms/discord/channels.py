"""Where an admin wants questions posted, and whether the bot can do it there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands

from bot.core.models import Channel
from bot.errors import ChannelUnusable, PermissionsMissing
from bot.platforms.discord.interactions import PLATFORM, DiscordInteraction, NativeInteraction
from bot.platforms.discord.permissions import NEEDED, missing
from bot.platforms.discord.visibility import name_of
from bot.services.groups import Place

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


def founding(
    interaction: DiscordInteraction, chosen: app_commands.AppCommandChannel | None = None
) -> Callable[[], Awaitable[Channel]]:
    """Return what founds the group of the chosen channel, else of the one where they are.

    Whoever plans there hears from then on how it goes. Raises ChannelUnusable and
    PermissionsMissing at once, where the bot could not do there what it must.
    """
    found = _here(interaction.native) if chosen is None else _resolved(chosen)
    here = interaction.channel
    refuse_missing(found.name, found.granted, threads=here.threads if here else True)
    workspace = interaction.require_workspace().address
    place = Place(PLATFORM, workspace, str(found.id), found.name, interaction.subject)
    return lambda: interaction.services.groups.found(place)


@dataclass(frozen=True, slots=True)
class _TextChannel:
    """A channel with its name, "" for one that is not told, and what the bot may do there."""

    id: int
    name: str
    granted: discord.Permissions


def refuse_missing(channel: str, granted: discord.Permissions, *, threads: bool) -> None:
    """Raise PermissionsMissing unless everything that is needed is granted."""
    if not granted.view_channel:
        # Of a channel that is hidden from us nothing else is known.
        raise PermissionsMissing((NEEDED["view_channel"],), channel)
    if lacking := missing(granted, threads=threads):
        raise PermissionsMissing(lacking, channel)


def _here(native: NativeInteraction) -> _TextChannel:
    channel = native.channel
    place = channel.parent if isinstance(channel, discord.Thread) else channel
    if not isinstance(place, discord.TextChannel):
        kind = place.type.name if isinstance(place, discord.abc.GuildChannel) else ""
        raise ChannelUnusable(name_of(channel), kind)
    return _TextChannel(place.id, name_of(place), native.app_permissions)


def _resolved(chosen: app_commands.AppCommandChannel) -> _TextChannel:
    channel = chosen.resolve()
    if isinstance(channel, discord.TextChannel):
        granted = channel.permissions_for(channel.guild.me)
    else:
        granted = discord.Permissions.none()
    return _TextChannel(chosen.id, name_of(chosen), granted)
