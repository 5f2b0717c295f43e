"""Where an admin wants questions posted, and whether the bot can do it there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands

from bot.errors import ChannelUnusable, PermissionsMissing
from bot.platforms.discord.permissions import NEEDED, missing, name_of
from bot.platforms.discord.posts import KINDS

AnyChannel = app_commands.AppCommandChannel | discord.abc.GuildChannel

_KINDS = [discord.ChannelType.text, discord.ChannelType.news, *KINDS]
_Asked = discord.TextChannel | discord.ForumChannel


class TextChannelOption(app_commands.Transformer):
    """An option that takes a text, forum or media channel, also one that the bot does not see."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """What Discord is told."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Where a question can have a thread, or is a post: Discord offers no others."""
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


def refuse_mute(
    native: discord.Interaction[Any], address: str, name: str, *, threads: bool
) -> None:
    """Raise PermissionsMissing where a channel of the server's cannot be told, as far as we see."""
    there = native.client.get_channel(int(address))
    if isinstance(there, _Asked):
        granted, posts = there.permissions_for(there.guild.me), _takes_posts(there)
        where = name_of(there) or name, address
        refuse_missing(*where, granted, threads=threads, posts=posts)


ChannelOption = app_commands.Transform[app_commands.AppCommandChannel, TextChannelOption]


def usable(
    native: discord.Interaction[Any], chosen: AnyChannel | None, *, threads: bool
) -> TextChannel:
    """Return the chosen channel, else the one where they are, where questions can be posted.

    Raises ChannelUnusable and PermissionsMissing where the bot could not do there what it must.
    """
    found = _here(native) if chosen is None else _resolved(chosen)
    refuse_missing(found.name, str(found.id), found.granted, threads=threads, posts=found.posts)
    return found


@dataclass(frozen=True, slots=True)
class TextChannel:
    """A channel with its name, "" for one that is not told, and what the bot may do there.

    It takes messages, or `posts` alone.
    """

    id: int
    name: str
    granted: discord.Permissions
    posts: bool


def refuse_missing(
    channel: str, address: str, granted: discord.Permissions, *, threads: bool, posts: bool
) -> None:
    """Raise PermissionsMissing unless everything that is needed is granted."""
    if not granted.view_channel:
        # Of a channel that is hidden from us nothing else is known.
        raise PermissionsMissing((NEEDED["view_channel"],), channel, address)
    if lacking := missing(granted, threads=threads, posts=posts):
        raise PermissionsMissing(lacking, channel, address)


def _here(native: discord.Interaction[Any]) -> TextChannel:
    channel = native.channel
    place = channel.parent if isinstance(channel, discord.Thread) else channel
    if not isinstance(place, _Asked):
        kind = place.type.name if isinstance(place, discord.abc.GuildChannel) else ""
        raise ChannelUnusable(name_of(channel), kind)
    return TextChannel(place.id, name_of(place), native.app_permissions, _takes_posts(place))


def _resolved(chosen: AnyChannel) -> TextChannel:
    if chosen.type not in _KINDS:
        # Discord offers none such; a registration of somebody else's may.
        raise ChannelUnusable(name_of(chosen), chosen.type.name)
    channel = chosen if isinstance(chosen, discord.abc.GuildChannel) else chosen.resolve()
    if isinstance(channel, _Asked):
        granted = channel.permissions_for(channel.guild.me)
    else:
        granted = discord.Permissions.none()
    return TextChannel(chosen.id, name_of(chosen), granted, _takes_posts(channel))


def _takes_posts(place: object) -> bool:
    return isinstance(place, discord.ForumChannel)
