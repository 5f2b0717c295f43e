"""What a direct message is about, said and linked: it is read far from its channel."""

from __future__ import annotations

import discord

from bot.core.view import Address, Message
from bot.platforms.discord.rendering.inline import escape
from bot.presentation.sanitize import isolated, sanitize_line

_SITE = "https://discord.com/channels"


def where(
    client: discord.Client, address: Address, message: Message, *, is_forum: bool = False
) -> str:
    """Return in Discord's markdown which question or channel, of which server, with a link there.

    In a forum the question is a post, which has a link like a channel. The server has no name where
    another worker's shard has it. A channel that the message names is not named again, and to one
    that is gone no link leads.
    """
    there, guild = address.channel, client.get_guild(int(address.channel.workspace))
    own = there.address if address.under is None or not is_forum else None
    parts = (_SITE, there.workspace, own, address.under)
    link = "/".join(part for part in parts if part)
    server = _shown(guild.name) if guild is not None else ""
    of_server = f" in {server}" if server else ""
    called = f"#{address.channel.name}" if address.channel.name else "the channel"
    name = _shown(called)
    if there.gone:
        return f"In {server}" if server and message.says(called) else f"In {name}{of_server}"
    if message.names(there.address):
        if address.under is not None:
            return f"[The question]({link}){of_server}"
        return f"In [{server or 'its server'}]({link})"
    return f"In [{name}]({link}){of_server}"


def thread_link(address: Address) -> str:
    """Return a link to the thread of a question, which has the id of its message."""
    return f"[Read on in the thread]({_SITE}/{address.channel.workspace}/{address.under})"


def _shown(name: str) -> str:
    return isolated(escape(sanitize_line(name)))
