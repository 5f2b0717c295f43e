"""What of a message is no answer: words and pictures are kept, and of the rest is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

import discord

from bot.platforms.discord.pictures import is_picture
from bot.presentation.humanize import count

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
