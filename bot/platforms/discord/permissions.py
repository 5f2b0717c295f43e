"""What is allowed on Discord: to us, and to those who read and act there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import discord
import structlog
from discord.http import Route

from bot.platforms.discord.failures import CANNOT_WRITE_TO_USER

# What the bot's invitation asks for, in the words that Discord's own settings have for it.
NEEDED = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "create_public_threads": "Create Public Threads",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
    "add_reactions": "Add Reactions",
}
SCOPES = ("bot", "applications.commands")
_OF_THREADS = frozenset({"send_messages_in_threads", "create_public_threads"})
_LOST_WITH_SENDING = frozenset({"attach_files"})
# In a forum everything stands in posts, and who makes these needs no right to make threads:
# https://docs.discord.com/developers/topics/threads, "Permissions".
_IN_FORUMS: Mapping[str, str] = {**NEEDED, "send_messages": "Create Posts"}
_OF_POSTS = _OF_THREADS - {"send_messages_in_threads"}


def invited_with() -> discord.Permissions:
    """Return the permissions that the invitation asks for."""
    return discord.Permissions(**dict.fromkeys(NEEDED, True))


def invitation(application: int) -> str:
    """Return the link by which an admin lets the bot in, with what the bot needs to be allowed."""
    return discord.utils.oauth_url(application, permissions=invited_with(), scopes=SCOPES)


def missing(granted: discord.Permissions, *, threads: bool, posts: bool = False) -> tuple[str, ...]:
    """Return what is not granted, in Discord's words; that of threads only where they are used.

    In a forum all are `posts`. What Discord takes away along with something else is not named
    beside it.
    """
    if not granted.view_channel:
        return (NEEDED["view_channel"],)
    implied = frozenset() if granted.send_messages else _LOST_WITH_SENDING
    unused = frozenset() if threads else _OF_THREADS
    wanted = NEEDED.keys() - implied - (_OF_POSTS if posts else unused)
    called = _IN_FORUMS if posts else NEEDED
    return tuple(
        words for name, words in called.items() if name in wanted and not getattr(granted, name)
    )


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


_log = structlog.get_logger()


async def reaches(client: discord.Client, user: discord.abc.Snowflake) -> bool:
    """Say whether Discord would deliver a direct message of ours.

    It is asked with an empty one: 50007 from who takes none, 50006 ("cannot send an empty
    message") where the message itself is all that is wrong. That is how others find out too
    (tryforge/ForgeScript #363); a field for it was declined (discord/discord-api-docs #612).
    """
    try:
        direct = await client.create_dm(user)
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=direct.id)
        await client.http.request(route, json={})
    except discord.HTTPException as error:
        return error.code != CANNOT_WRITE_TO_USER
    except discord.RateLimited as error:
        _log.info("not known whether direct messages are open", reason=str(error))
    return True
