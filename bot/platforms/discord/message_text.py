"""A message in words, and what of it is none.

Discord's marks for people, places and times mean nothing elsewhere:
https://docs.discord.com/developers/reference#message-formatting
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import UTC, datetime

import discord

from bot.platforms.chat_text.emoji import with_emoji
from bot.platforms.discord.permissions import deciding, lets_read, name_of
from bot.platforms.discord.pictures import is_picture
from bot.presentation.humanize import count

# Not in code: there Discord shows what is written.
_MARK = re.compile(
    r"```.*?```|`[^`\n]+`"
    r"|<@!?(?P<person>\d{1,20})>|<@&(?P<role>\d{1,20})>|<#(?P<channel>\d{1,20})>"
    r"|<(?P<command>/[^<>:\n]{1,100}):\d{1,20}>|<t:(?P<time>-?\d{1,12})(?::[A-Za-z])?>",
    re.DOTALL,
)


def text_of(message: discord.Message) -> str:
    """Return what somebody wrote, with names for whom and what it mentions, and its emoji."""
    people = {str(each.id): each.display_name for each in message.mentions}

    def read(found: re.Match[str]) -> str:
        if id_ := found["person"]:
            return f"@{people.get(id_, 'somebody')}"
        if id_ := found["role"]:
            role = message.guild.get_role(int(id_)) if message.guild else None
            return f"@{role.name.removeprefix('@') if role else 'some'}"
        if id_ := found["channel"]:
            return f"#{_channel(message, int(id_)) or 'channel'}"
        if seconds := found["time"]:
            return _time(int(seconds)) or found[0]
        return found["command"] or found[0]

    return with_emoji(_MARK.sub(read, message.content))


def _channel(message: discord.Message, id_: int) -> str:
    """Return what a channel is called; "" unless all who read the message may know that."""
    found = message.guild.get_channel_or_thread(id_) if message.guild else None
    decides, here = deciding(found), message.channel
    if decides is None:
        return ""
    is_here = decides.id == (here.parent_id if isinstance(here, discord.Thread) else here.id)
    everybody = decides.permissions_for(decides.guild.default_role)
    return name_of(found) if is_here or lets_read(everybody, decides) else ""


def _time(seconds: int) -> str | None:
    """Return a moment in words; None for one that no calendar has."""
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError, OSError):
        return None


_PICTURE, _FILE = "picture", "file"


def beside_words(message: discord.Message) -> tuple[str, ...]:
    """Return what a message has beside its words: "2 pictures", "a poll"."""
    return tuple(_beside(message, (_PICTURE, _FILE)))


def left_out(message: discord.Message) -> tuple[str, ...]:
    """Return what of a message is not kept: "2 files", "a poll"."""
    return tuple(_beside(message, (_FILE,)))


def _beside(message: discord.Message, wanted: Collection[str]) -> Iterator[str]:
    kinds = Counter(
        _PICTURE if is_picture(each) else _FILE
        for each in message.attachments
        if not each.is_voice_message()
    )
    yield from (count(kinds[kind], kind) for kind in wanted if kinds[kind])
    yield from _others(message)


def _others(message: discord.Message) -> Iterator[str]:
    if any(each.is_voice_message() for each in message.attachments):
        yield "a voice message"
    if message.stickers:
        yield count(len(message.stickers), "sticker")
    if message.poll is not None:
        yield "a poll"
    if message.message_snapshots:
        yield "a forwarded message"
