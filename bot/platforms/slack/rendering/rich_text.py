"""People's blocks as pieces of Slack's rich text.

Slack lets a message have one table, which is ours; theirs become aligned code, a rule a line of
dashes, and a quote in a quote a part of the outer one. A rich text has no titles: they are bold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.platforms.slack.rendering.pieces import LINE, Fence, Piece, Spot, Words
from bot.platforms.slack.rendering.runs import Run, Style, runs_of, unbroken, without_space
from bot.presentation import prose
from bot.presentation.prose import Block, Span
from bot.presentation.tables import aligned

_SEEN = re.compile("[^\\s\u061c\u200b-\u200f\ufe00-\ufe0f]")
_DASHES = "———"
_DEEPEST = 5  # lists; those below stand no further in
_LARGEST_NUMBER = 1_000_000  # in a list; whoever wrote a larger one counted nothing


def pieces_of(blocks: Iterable[Block]) -> tuple[Piece, ...]:
    """Return the blocks as pieces, each to be shown below the one before it."""
    return tuple(_pieces(blocks, Spot()))


def one_line(blocks: Iterable[Block]) -> tuple[Run, ...]:
    """Return the blocks' words on one line, without what they were laid out as."""
    runs: list[Run] = []
    for block in blocks:
        if runs:
            runs.append(Run(" "))
        if isinstance(block, prose.Paragraph):
            runs += unbroken(runs_of(block.spans))
        else:
            runs.append(Run(" ".join(prose.plain_text((block,)).split())))
    return tuple(runs)


def _pieces(blocks: Iterable[Block], spot: Spot) -> Iterator[Piece]:
    above: Block | None = None
    for block in blocks:
        for number, piece in enumerate(_block(block, spot)):
            close = number == 0 and isinstance(above, prose.Headline)
            yield replace(piece, gap=LINE) if close and isinstance(piece, Words) else piece
        above = block


def _block(block: Block, spot: Spot) -> Iterator[Piece]:
    match block:
        case prose.Paragraph(spans):
            yield from _words(runs_of(spans), spot)
        case prose.Headline(_, spans):
            yield from _words(runs_of(spans, Style.STRONG), spot)
        case prose.Listing(items, start):
            yield from _items(items, start, spot)
        case prose.Quote(inner):
            yield from _pieces(inner, replace(spot, quoted=True))
        case prose.CodeBlock(text):
            yield Fence(tuple(text.split("\n")), spot.quoted)
        case prose.Table(rows):
            yield Fence(tuple(aligned([_cells(row) for row in rows]).split("\n")), spot.quoted)
        case prose.Rule():
            yield from _words((Run(_DASHES),), spot)


def _words(runs: Iterable[Run], spot: Spot) -> Iterator[Piece]:
    whole = without_space(run for run in runs if run.text)
    if any(_SEEN.search(run.text) for run in whole):
        yield Words(whole, spot)


@dataclass
class _Item:
    """The pieces of one item of a list, front to back."""

    spot: Spot
    begun: bool = False
    open: bool = True  # whether further words can still stand beside the mark

    def placed(self, piece: Piece) -> Iterator[Piece]:
        """Yield the piece where it belongs, after the item's mark if nothing stands there yet."""
        mine = isinstance(piece, Words) and piece.spot == self.spot
        if not self.begun and not mine:
            # A block of code or another list cannot stand beside its mark.
            yield Words((Run(_mark(self.spot)),), self.spot)
        if isinstance(piece, Words) and mine and self.begun:
            within = replace(self.spot, goes_on=True)
            piece = replace(piece, spot=within if self.open else self.spot.outside)
        self.open = self.open and mine
        self.begun = True
        yield piece


def _items(items: tuple[tuple[Block, ...], ...], start: int | None, spot: Spot) -> Iterator[Piece]:
    counts = start is not None and start <= _LARGEST_NUMBER
    depth = min(spot.depth + 1, _DEEPEST)
    for number, blocks in enumerate(items, start or 0):
        inner = Spot(depth, number if counts else None, spot.quoted)
        item = _Item(inner)
        for piece in _pieces(blocks, inner):
            yield from item.placed(piece)
        if counts and not item.begun:
            yield Words((Run(_mark(inner)),), inner)


def _mark(spot: Spot) -> str:
    """Return what an item shows that begins with no words of its own."""
    return "…" if spot.number is None else f"{spot.number}."


def _cells(row: tuple[tuple[Span, ...], ...]) -> list[str]:
    return [" ".join(prose.plain_line(cell).split()) for cell in row]
