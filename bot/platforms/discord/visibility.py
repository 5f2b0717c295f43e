"""What being allowed to read a channel is on Discord."""

from __future__ import annotations

from typing import Any

import discord

# What Discord calls a channel that we cannot view, to everybody and everywhere: it is no name.
# https://docs.discord.com/developers/resources/channel, "Obfuscated Channels".
_HIDDEN = "___hidden___"


def can_view(native: discord.Interaction[Any]) -> bool:
    """Say whether an interaction proves that who acts can read the channel where they do.

    Discord computes the permissions for each interaction anew; a thread has those of its parent,
    which decides. Nothing is proved in a private thread, where nobody but the invited reads, nor in
    a direct message, which is in no channel of a server.
    """
    place = native.channel
    if native.guild_id is None or place is None:
        return False
    if isinstance(place, discord.Thread) and place.is_private():
        return False
    return lets_read(native.permissions, place)


def lets_read(granted: discord.Permissions, place: object) -> bool:
    """Say whether these permissions in a channel are enough to read what is written there.

    Of a voice channel, who may not connect sees the name alone: "and also CONNECT permission for
    text in voice channel", https://docs.discord.com/developers/resources/message
    """
    if isinstance(place, discord.VoiceChannel | discord.StageChannel):
        return granted.view_channel and granted.connect
    return granted.view_channel


def deciding(
    place: discord.abc.GuildChannel | discord.Thread | None,
) -> discord.abc.GuildChannel | None:
    """Return the channel whose permissions decide who reads a place; None where none does.

    A public thread is read by who reads its parent. For a private one discord.py's permissions
    are the parent's too, while Discord shows it to the invited alone: it is never readable.
    """
    if isinstance(place, discord.Thread):
        return None if place.is_private() else place.parent
    return place


def name_of(place: object) -> str:
    """Return what a channel or thread is called, "" where Discord does not tell us."""
    name = str(getattr(place, "name", None) or "")
    return "" if name == _HIDDEN else name
