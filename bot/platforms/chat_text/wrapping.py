"""Where flowing words may be cut: after a line, a sentence or a word, else between characters.

And lines and texts of ours that are cut there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import NamedTuple

from bot.presentation.graphemes import chunks
from bot.presentation.sanitize import sanitize_line

_LONGEST_WORD = 50
_WORD = re.compile(r"\s+|[^\s。！？]+[。！？]*|[。！？]+")  # noqa: RUF001  # where Chinese and Japanese sentences end
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]]*$")  # noqa: RUF001  # as above


def length(text: str) -> int:
    """Return how many characters a client may count: those outside the BMP are two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


class Break(IntEnum):
    """What is cut at a place; the higher, the better."""

    HARD = 0
    WORD = 1
    SENTENCE = 2
    LINE = 3


class Place(NamedTuple):
    """A place to cut: after `end` characters of that run; `cost` is what leads there."""

    run: int
    end: int
    kind: Break
    cost: int


def words_in(text: str) -> Iterator[str]:
    """Yield words and the space between them, and words that are too long in parts."""
    for found in _WORD.finditer(text):
        yield from chunks(found[0], _LONGEST_WORD)


def kind_of(word: str, before: str) -> Break:
    """Return what is cut after a word or a space, which stands after `before`."""
    if "\n" in word:
        return Break.LINE
    if word.isspace():
        return Break.SENTENCE if _SENTENCE_END.search(before) else Break.WORD
    return Break.HARD


def best(places: Iterable[Place], room: int, *, forced: bool) -> Place | None:
    """Return where to cut what may cost `room`; `places` are in order, of growing cost.

    A line's or a sentence's end is worth as much as half of the room. None when there is no good
    place, which a `forced` cut does without.
    """
    last = dict[Break, Place]()
    for place in places:
        if place.cost > room:
            break
        last[place.kind] = place
    for kind in (Break.LINE, Break.SENTENCE):
        if kind in last and last[kind].cost * 2 >= room:
            return last[kind]
    words = [last[kind] for kind in last if kind is not Break.HARD]
    if words:
        return max(words, key=lambda place: place.cost)
    return last.get(Break.HARD) if forced else None


def short(text: str, limit: int) -> str:
    """Return a line of at most `limit` characters, which ends with … when there is more to it."""
    line = sanitize_line(text)
    if length(line) <= limit:
        return line
    kept, room = "", limit - 1
    for grapheme in chunks(line, 1):
        room -= length(grapheme)
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
        needed = length(word)
        if needed > room and part:
            yield "".join(part)
            part, room = [], limit
        part.append(word)
        room -= needed
    if part:
        yield "".join(part)
