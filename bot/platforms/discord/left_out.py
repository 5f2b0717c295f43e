"""What of a message is no answer: only its words are kept, and its author is told so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import discord

from bot.presentation.humanize import count

_PICTURE, _FILE = "picture", "file"


def left_out(message: discord.Message) -> tuple[str, ...]:
    """Return what a message has beside its words: "2 pictures", "a poll"."""
    kinds = Counter(
        _PICTURE if (each.content_type or "").startswith("image/") else _FILE
        for each in message.attachments
        if not each.is_voice_message()
    )
    files = (count(kinds[kind], kind) for kind in (_PICTURE, _FILE) if kinds[kind])
    return (*files, *_others(message))


def _others(message: discord.Message) -> Iterator[str]:
    if any(each.is_voice_message() for each in message.attachments):
        yield "a voice message"
    if message.stickers:
        yield count(len(message.stickers), "sticker")
    if message.poll is not None:
        yield "a poll"
    if message.message_snapshots:
        yield "a forwarded message"
