"""Pieces into Slack's blocks, those that belong to one block or one list in one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from bot.platforms.chat_text.wrapping import parts_of
from bot.platforms.slack.rendering.pieces import Divider, Fence, Piece, Title, Words
from bot.platforms.slack.rendering.runs import Run, elements

Block = dict[str, Any]

# https://docs.slack.dev/reference/block-kit/composition-objects/text-object has 3000
_LONGEST_SMALL = 2_900
_NOTHING = "\u200b"  # a block of code must have a text


def blocks_of(pieces: Iterable[Piece]) -> list[Block]:
    """Return the pieces as blocks, in their order."""
    made: list[Block] = []
    for kind, group in groupby(_settled(pieces), key=_kind):
        alike = list(group)
        if kind == "context":
            made.append(_context([each for each in alike if isinstance(each, Words)]))
        elif kind == "rich_text":
            made.append({"type": "rich_text", "elements": _rich(alike)})
        else:
            made += map(_single, alike)
    return made


def _settled(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield the pieces; what goes on with an item that is not there stands outside of the list."""
    is_item = False
    for piece in pieces:
        if isinstance(piece, Words):
            if piece.spot.goes_on and not is_item:
                piece = replace(piece, spot=piece.spot.outside)  # noqa: PLW2901  # the same, placed
            is_item = piece.spot.depth >= 0
        else:
            is_item = False
        yield piece


def plain_text(text: str) -> dict[str, Any]:
    """Return a text object that shows no emoji but those that are there."""
    return {"type": "plain_text", "text": text, "emoji": False}


def context(text: str) -> Block:
    """Return a block of small print."""
    return {
        "type": "context",
        "elements": [plain_text(part) for part in parts_of(text, _LONGEST_SMALL)],
    }


def _kind(piece: Piece) -> str:
    if isinstance(piece, Title):
        return "header"
    if isinstance(piece, Divider):
        return "divider"
    return "context" if isinstance(piece, Words) and piece.spot.small else "rich_text"


def _single(piece: Piece) -> Block:
    if isinstance(piece, Title):
        return {"type": "header", "text": plain_text(piece.text)}
    return {"type": "divider"}


def _context(lines: Sequence[Words]) -> Block:
    return context("\n".join("".join(run.text for run in line.runs).strip() for line in lines))


def _rich(pieces: Sequence[Piece]) -> list[Block]:
    made: list[Block] = []
    for key, group in groupby(pieces, key=_container):
        alike = list(group)
        if key[0] == "code":
            made += (_code(each) for each in alike if isinstance(each, Fence))
            continue
        words = [each for each in alike if isinstance(each, Words)]
        if key[0] == "list":
            made += _lists(words)
        else:
            made.append({"type": f"rich_text_{key[0]}", "elements": elements(_joined(words))})
    return made


def _container(piece: Piece) -> tuple[str, int, bool, bool]:
    """Return what is the same of pieces that stand in one element of a rich text."""
    if not isinstance(piece, Words):
        return "code", 0, False, isinstance(piece, Fence) and piece.quoted
    spot = piece.spot
    if spot.depth >= 0:
        return "list", spot.depth, spot.number is not None, spot.quoted
    return "quote" if spot.quoted else "section", 0, False, False


def _joined(words: Sequence[Words]) -> list[Run]:
    runs: list[Run] = []
    for number, each in enumerate(words):
        runs += (Run(each.gap), *each.runs) if number else each.runs
    return _trimmed(runs)


def _trimmed(runs: list[Run]) -> list[Run]:
    """Return the runs without the space that they end with."""
    while runs and not runs[-1].is_whole and not runs[-1].text.strip():
        runs = runs[:-1]
    if runs and not runs[-1].is_whole:
        runs = [*runs[:-1], runs[-1]._replace(text=runs[-1].text.rstrip())]
    return runs


def _lists(words: Sequence[Words]) -> list[Block]:
    """Return lists, a new one where the numbers leap."""
    made: list[Block] = []
    items: list[list[Words]] = []
    for each in words:
        if each.spot.goes_on:
            items[-1].append(each)
            continue
        if items and each.spot.number != _next_number(items):
            made.append(_list(items))
            items = []
        items.append([each])
    return [*made, _list(items)]


def _next_number(items: Sequence[Sequence[Words]]) -> int | None:
    first = items[0][0].spot.number
    return None if first is None else first + len(items)


def _list(items: Sequence[Sequence[Words]]) -> Block:
    spot = items[0][0].spot
    made: Block = {
        "type": "rich_text_list",
        "style": "bullet" if spot.number is None else "ordered",
        "indent": spot.depth,
        "elements": [
            {"type": "rich_text_section", "elements": elements(_joined(item))} for item in items
        ],
    }
    if spot.number is not None and spot.number > 1:
        made["offset"] = spot.number - 1
    return {**made, "border": 1} if spot.quoted else made


def _code(fence: Fence) -> Block:
    text = "\n".join(fence.lines)
    made: Block = {
        "type": "rich_text_preformatted",
        "elements": elements((Run(text if text.strip() else _NOTHING),)),
    }
    return {**made, "border": 1} if fence.quoted else made
