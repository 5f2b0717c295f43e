"""A reference cut into the pieces that its author made: items, sentences, clauses, code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from bot.core.text import plain, sheltered, words

_FENCE = re.compile(r"[ \t>]*(?:```|~~~)")
_MARK = re.compile(r"\A[ \t]*(?:(?:[>#*+•-]+|\(?\d{1,3}[.)]|\(?[a-z]\))[ \t]+)+")
_ROW = re.compile(r"[ \t]*\|")
_HEADING = re.compile(r"[ \t>]*#{1,6}[ \t]")
# An inline list counts from 1 or a: `1) first 2) second`, `(a) first (b) second`.
_INLINE_MARK = re.compile(r"(?<!\S)\(?(?:(\d{1,2})[.)]|([a-z])\))(?=\s)")
# Also the full stops, exclamation and question marks and semicolons of East Asian scripts.
_SENTENCE_END = re.compile(
    r"""(?:[.!?]["')\]*_]*\s+(?![a-z\s])|;\s+|[\u3002\uff01\uff1f\uff1b]\s*)"""
)
# Points that end no sentence: abbreviations and initials.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|fig|eq|al|approx|resp|viz|dr|mr|mrs|ms|prof|st|no|[a-z])$",
    re.IGNORECASE,
)


class BlockKind(Enum):
    """What a block of a reference is."""

    PROSE = auto()
    ITEM = auto()
    INTRODUCTION = auto()  # a heading, a line that ends in a colon, what precedes an inline list
    CODE = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item, table row or fenced code, without its mark."""

    kind: BlockKind
    text: str


def blocks(markdown: str) -> list[Block]:
    """Return the blocks of a Markdown text that hold a word or are code, in order."""
    found: list[Block] = []
    lines: list[str] = []
    inside_code = False
    for line in markdown.splitlines():
        fence = _FENCE.match(line) is not None
        if not inside_code and (fence or _starts_block(line, lines)):
            found.extend(_closed(lines))
            lines = []
        lines.append(line)
        if fence and inside_code:
            found.extend(_closed(lines))
            lines = []
        inside_code ^= fence
    found.extend(_closed(lines))
    return found


def sentences(prose: str) -> list[str]:
    """Return the sentences of a text on one line, and the parts between semicolons."""
    hidden = sheltered(prose)
    ends = [end.end() for end in _SENTENCE_END.finditer(hidden) if not _abbreviates(hidden, end)]
    return _cut(prose, ends)


def inline_items(text: str) -> list[str]:
    """Return what leads to an inline list, and its items without marks; else the text alone.

    Where there is fenced code, nothing is taken for an item's mark.
    """
    if any(_FENCE.match(line) for line in text.splitlines()):
        return [text]
    bounds = [0, *_inline_list(text), len(text)]
    return [_MARK.sub("", text[first:end]) for first, end in pairwise(bounds)]


def without_mark(line: str) -> str:
    """Return a line without what only places it: bullets, numbers, quote and heading marks."""
    return " ".join(_MARK.sub("", line).split())


def _starts_block(line: str, lines: list[str]) -> bool:
    if not line.strip() or not lines or not lines[-1].strip():
        return True
    after_heading = _HEADING.match(lines[-1]) is not None
    return after_heading or any(mark.match(line) for mark in (_MARK, _ROW))


def _closed(lines: list[str]) -> Iterator[Block]:
    """Yield the block that some lines make, if they say anything; an inline list is several."""
    if not lines:
        return
    if _FENCE.match(lines[0]):
        code = "\n".join(lines)
        yield from [Block(BlockKind.CODE, code)] if plain(code) else []
        return
    whole = " ".join(lines)
    items = _inline_list(whole)
    text = " ".join(without_mark(line) for line in lines).strip()
    if items:
        yield from _listed(whole, items)
    elif words(text):
        yield Block(_kind_of(lines[0], text), text)


def _listed(text: str, items: list[int]) -> Iterator[Block]:
    """Yield what leads to an inline list, if anything, and its items."""
    yield from (Block(BlockKind.INTRODUCTION, lead) for lead in _cut(text[: items[0]], []))
    rest = text[items[0] :]
    yield from (Block(BlockKind.ITEM, each) for each in _cut(rest, [at - items[0] for at in items]))


def _kind_of(line: str, text: str) -> BlockKind:
    if _HEADING.match(line) or text.endswith(":"):
        return BlockKind.INTRODUCTION
    return BlockKind.ITEM if _MARK.match(line) or _ROW.match(line) else BlockKind.PROSE


def _inline_list(text: str) -> list[int]:
    """Return where the items of an inline list begin; none unless there are two in order."""
    if len(_INLINE_MARK.findall(text)) < 2:  # noqa: PLR2004  # most texts have none
        return []
    cuts: list[int] = []
    for mark in _INLINE_MARK.finditer(sheltered(text)):
        number = int(mark[1]) if mark[1] else ord(mark[2]) - ord("a") + 1
        if number == len(cuts) + 1:
            cuts.append(mark.start())
    return cuts if len(cuts) > 1 else []


def _cut(text: str, at: list[int]) -> list[str]:
    """Return the pieces of a text that is cut at these places, without marks and blank ones."""
    bounds = sorted({0, *at, len(text)})
    pieces = (without_mark(text[first:end]) for first, end in pairwise(bounds))
    return [piece for piece in pieces if words(piece)]


def _abbreviates(text: str, end: re.Match[str]) -> bool:
    return end[0].startswith(".") and _ABBREVIATION.search(text, 0, end.start()) is not None
