"""Texts that Slack takes as they are, counted and cut as its limits want them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.presentation.breaking import words_in
from bot.presentation.graphemes import chunks
from bot.presentation.sanitize import sanitize_line


def utf16(text: str) -> int:
    """Return how many characters a client may count: those outside the BMP are two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain_text(text: str) -> dict[str, Any]:
    """Return a text object that shows no emoji but those that are there."""
    return {"type": "plain_text", "text": text, "emoji": False}


def short(text: str, limit: int) -> str:
    """Return a line of at most `limit` characters, which ends with … when there is more to it."""
    line = sanitize_line(text)
    if utf16(line) <= limit:
        return line
    kept, room = "", limit - 1
    for grapheme in chunks(line, 1):
        room -= utf16(grapheme)
        if room < 0:
            break
        kept += grapheme
    return f"{kept.rstrip()}…"


def parts_of(text: str, limit: int) -> Iterator[str]:
    """Yield the text in parts of at most `limit` characters, cut at words.

    The limit is over 170, so that it holds a part of any word.
    """
    part: list[str] = []
    room = limit
    for word in words_in(text):
        needed = utf16(word)
        if needed > room and part:
            yield "".join(part)
            part, room = [], limit
        part.append(word)
        room -= needed
    if part:
        yield "".join(part)
