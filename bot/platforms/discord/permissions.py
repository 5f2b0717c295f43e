"""What the bot must be allowed to do, the link that asks for it, and what of it is not granted."""

from __future__ import annotations

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


def invited_with() -> discord.Permissions:
    """Return the permissions that the invitation asks for."""
    return discord.Permissions(**dict.fromkeys(NEEDED, True))


def invitation(application: int) -> str:
    """Return the link by which an admin lets the bot in, with what the bot needs to be allowed."""
    return discord.utils.oauth_url(application, permissions=invited_with(), scopes=SCOPES)


def missing(granted: discord.Permissions, *, threads: bool) -> tuple[str, ...]:
    """Return what is not granted, in Discord's words; that of threads only where they are used.

    What Discord takes away along with something else is not named beside it.
    """
    if not granted.view_channel:
        return (NEEDED["view_channel"],)
    implied = frozenset() if granted.send_messages else _LOST_WITH_SENDING
    wanted = NEEDED.keys() - implied - (frozenset() if threads else _OF_THREADS)
    return tuple(
        words for name, words in NEEDED.items() if name in wanted and not getattr(granted, name)
    )
