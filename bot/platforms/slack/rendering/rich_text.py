"""Pieces as Slack's blocks, those that belong to one block or one list in one.

A rich text has no titles: those that people write are bold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from bot.core.view import Image
from bot.platforms.chat_text.pieces import Fence, Gap, Piece, Spot, Words
from bot.platforms.chat_text.runs import Run, Style
from bot.platforms.chat_text.wrapping import length, parts_of
from bot.platforms.slack.rendering.elements import elements, link_to, size, weight, weight_begun

Block = dict[str, Any]

# Bytes of JSON around a piece's elements: a block, a list with all its settings, and a section.
_WRAPPING = 300
_LONGEST_TITLE = 150  # https://docs.slack.dev/reference/block-kit/blocks/header-block
# https://docs.slack.dev/reference/block-kit/composition-objects/text-object has 3000
_LONGEST_SMALL = 2_900
_DEEPEST = 5  # lists; those below stand no further in
_LARGEST_NUMBER = 1_000_000  # in a list; whoever wrote a larger one counted nothing
_ALT_TEXT = 2_000
_NOTHING = "\u200b"  # a block of code must have a text


class RichText:
    """Slack's way to show pieces (`pages.Medium`), measured in bytes of JSON."""

    # Room for the longest link, or for some words of any script.
    least = 1_500
    point_spot = Spot(depth=0)

    @property
    def divider(self) -> Block:
        """A line across."""
        return {"type": "divider"}

    def link_to(self, url: str) -> str:
        """Return what is followed when an address is pressed."""
        return link_to(url)

    def title(self, line: str, level: int) -> Words:
        """Return a title, which is a bold line when it is long."""
        if length(line) <= _LONGEST_TITLE:
            return Words((Run(line),), Spot(level=level))
        return Words((Run(line, Style.STRONG),))

    def item(self, spot: Spot, pieces: Iterator[Piece]) -> Iterator[Piece]:
        """Yield an item's pieces, each where it can stand in a list of Slack's."""
        item = _Item(_settled(spot))
        for piece in pieces:
            yield from item.placed(replace(piece, spot=_settled(piece.spot)))
        yield from item.ended()

    def gallery(self, images: Sequence[Image]) -> list[Block]:
        """Return pictures below each other; each names a picture where Slack wants a file's id."""
        return [
            {
                "type": "image",
                "slack_file": {"id": each.picture.id},
                "alt_text": each.description[:_ALT_TEXT],
            }
            for each in images
        ]

    def write(self, pieces: Sequence[Piece]) -> list[Block]:
        """Return the pieces as blocks, in their order."""
        made: list[Block] = []
        for kind, group in groupby(_outside_where_alone(pieces), key=_kind):
            alike = list(group)
            if kind == "rich_text":
                made.append({"type": "rich_text", "elements": _rich(alike)})
                continue
            lines = [
                "".join(run.text for run in each.runs).strip()
                for each in alike
                if isinstance(each, Words)
            ]
            if kind == "context":
                made.append(context("\n".join(lines)))
            else:
                made += ({"type": "header", "text": plain_text(line)} for line in lines)
        return made

    def size_of(self, parts: Sequence[Block]) -> int:
        """Return how many bytes of JSON the blocks are."""
        return size(list(parts))

    def gap(self, piece: Piece) -> int:  # noqa: ARG002  # it counts as a part of what stands around
        """Return nothing: `frame` has room for it."""
        return 0

    def whole(self, piece: Piece) -> int:
        """Return at most how many bytes of JSON the piece takes."""
        if isinstance(piece, Words):
            words = sum(weight_begun(run.style) + weight(run, run.text) for run in piece.runs)
        else:
            words = sum(map(self.code, piece.lines))
        return _WRAPPING + words

    def frame(self, piece: Piece) -> int:  # noqa: ARG002  # the same around all
        """Return at most what stands around a piece's elements."""
        return _WRAPPING

    def run(self, run: Run) -> int:
        """Return what stands around a run's text."""
        return weight_begun(run.style)

    def word(self, run: Run, word: str) -> int:
        """Return how many bytes so much of a run adds."""
        return weight(run, word)

    def code(self, text: str) -> int:
        """Return how many bytes so much of a line of code adds."""
        return size(text) + 1

    def line(self, piece: Piece) -> int:  # noqa: ARG002  # nothing stands before a line
        """Return nothing: the end of a line counts with its text."""
        return 0


RICH_TEXT = RichText()


def plain_text(text: str) -> dict[str, Any]:
    """Return a text object that shows no emoji but those that are there."""
    return {"type": "plain_text", "text": text, "emoji": False}


def context(text: str) -> Block:
    """Return a block of small print."""
    parts = [plain_text(part) for part in parts_of(text, _LONGEST_SMALL)]
    return {"type": "context", "elements": parts}


class _Item:
    """Puts the pieces of one item of a list where they can stand, front to back."""

    def __init__(self, spot: Spot) -> None:
        self._spot = spot
        self._begun = False
        self._open = True  # whether further words can still stand beside the mark

    def placed(self, piece: Piece) -> Iterator[Piece]:
        """Yield the piece, after the item's mark if nothing stands there yet."""
        mine = isinstance(piece, Words) and piece.spot == self._spot
        if not self._begun and not mine:
            # A block of code or another list cannot stand beside its mark.
            yield self._mark()
        if mine and self._begun:
            further = replace(self._spot, goes_on=True)
            piece = replace(piece, spot=further if self._open else _outside(self._spot))
        self._open = self._open and mine
        self._begun = True
        yield piece

    def ended(self) -> Iterator[Piece]:
        """Yield the number of an item without anything to see."""
        if not self._begun and self._spot.number is not None:
            yield self._mark()

    def _mark(self) -> Words:
        """Return what an item shows that begins with no words of its own."""
        number = self._spot.number
        return Words((Run("…" if number is None else f"{number}."),), self._spot)


def _settled(spot: Spot) -> Spot:
    """Return the nearest place that there is in Slack."""
    counts = spot.number is not None and spot.number <= _LARGEST_NUMBER
    return replace(spot, depth=min(spot.depth, _DEEPEST), number=spot.number if counts else None)


def _outside(spot: Spot) -> Spot:
    """Return the same place without the list."""
    return replace(spot, depth=-1, number=None, goes_on=False)


def _outside_where_alone(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield the pieces; what goes on with an item that is not there stands outside of the list."""
    is_item = False
    for piece in pieces:
        alone = piece.spot.goes_on and not is_item
        settled = replace(piece, spot=_outside(piece.spot)) if alone else piece
        is_item = isinstance(settled, Words) and settled.spot.depth >= 0
        yield settled


def _kind(piece: Piece) -> str:
    if piece.spot.level:
        return "header"
    return "context" if piece.spot.small else "rich_text"


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
        return "code", 0, False, piece.spot.quoted
    spot = piece.spot
    if spot.depth >= 0:
        return "list", spot.depth, spot.number is not None, spot.quoted
    return "quote" if spot.quoted else "section", 0, False, False


def _joined(words: Sequence[Words]) -> list[Run]:
    runs: list[Run] = []
    for number, each in enumerate(words):
        gap = Run("\n" if each.gap is Gap.LINE else "\n\n")
        runs += (gap, *each.runs) if number else each.runs
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
    return {**made, "border": 1} if fence.spot.quoted else made
