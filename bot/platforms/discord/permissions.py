"""What the bot must be allowed to do, the link that asks for it, and what of it is not granted."""

from __future__ import annotations

from collections.abc import Mapping

import discord

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
