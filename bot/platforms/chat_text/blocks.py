"""The blocks of a neutral message, and those that people wrote, as pieces.

Chats have no tables, no rules and no quote within a quote: a table becomes aligned code, a rule a
line of dashes, and a quote in a quote a part of the outer one. Titles inside a text are bold lines,
so that they stand below ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

from bot.core.comparison.word_changes import ChangeKind, WordChange
from bot.core.pictures import without_pictures
from bot.core.view import Card, CardKind, Heading, Image, Line, Moment, Point, Prose, WordChanges
from bot.platforms.chat_text.pieces import Fence, Gap, Measure, Piece, Spot, Words
from bot.platforms.chat_text.runs import (
    Run,
    Style,
    mentioning,
    one_line,
    runs_of,
    time_run,
    without_space,
)
from bot.presentation import paging, prose
from bot.presentation.prose import Block, Span
from bot.presentation.sanitize import (
    FIRST_STRONG_ISOLATE,
    POP_ISOLATE,
    isolated,
    sanitize,
    sanitize_line,
)
from bot.presentation.tables import aligned

_SEEN = re.compile("[^\\s\u061c\u200b-\u200f\ufe00-\ufe0f]")
_DASHES = "———"
_OUTSIDE = Spot()  # of lists and quotes


class Layout(Measure, Protocol):
    """How a platform lays pieces out, beside how much room they take."""

    @property
    def point_spot(self) -> Spot:
        """Where a key point stands below its card."""

    def link_to(self, url: str) -> str:
        """Return what is followed when an address is pressed, as `runs.LinkTo` says."""

    def title(self, line: str, level: int) -> Words:
        """Return a title, which is not empty; `level` 1 to 3."""

    def item(self, spot: Spot, pieces: Iterator[Piece]) -> Iterator[Piece]:
        """Yield an item's pieces, each where it stands, with its mark where it begins with none.

        Pieces of lists inside the item have been through this. `spot` is the item's own.
        """


@dataclass(frozen=True, slots=True)
class Unit:
    """What belongs together on a page: words above a text, the text, words below it.

    `markdown` is the text as it was written, `name` whose it is, empty for nobody's. The `images`
    stand below it all.
    """

    head: tuple[Piece, ...] = ()
    body: tuple[Piece, ...] = ()
    foot: tuple[Piece, ...] = ()
    name: str = ""
    markdown: str = ""
    images: tuple[Image, ...] = ()

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Everything, in reading order."""
        return (*self.head, *self.body, *self.foot)


def unit_of(block: Heading | Line | Prose | Moment | WordChanges, layout: Layout) -> Unit:
    """Return a block that is no card."""
    match block:
        case Heading(text, level):
            return Unit(title(text, layout, level))
        case Line(text, mentions):
            runs = without_space(mentioning(sanitize(text).strip(), mentions))
            return Unit((Words(runs),) if runs else ())
        case Prose(markdown, images, quoted):
            body = pieces_of(prose.parse(markdown), layout, Spot(quoted=quoted))
            return Unit(body=body, markdown=without_pictures(markdown), images=images)
        case WordChanges(changes):
            return Unit((Words(tuple(_word_runs(changes))),)) if changes else Unit()
        case Moment(label, at):
            runs = without_space((Run(f"{sanitize_line(label)} "), time_run(at)))
            return Unit((Words(runs),))


_STYLES = {
    ChangeKind.BOTH: Style.PLAIN,
    ChangeKind.OURS: Style.STRIKE,
    ChangeKind.THEIRS: Style.STRONG,
}


def _word_runs(changes: Iterable[WordChange]) -> Iterator[Run]:
    for number, change in enumerate(changes):
        if number:
            yield Run(" ")
        yield Run(sanitize_line(change.text), _STYLES[change.kind])


def card_unit(
    card: Card, layout: Layout, foot: tuple[Piece, ...] | None = None, *, labelled: bool
) -> Unit:
    """Return a card; one that stands under no title of its kind is `labelled` with it.

    Its `foot` is its key points unless it is something else.
    """
    body = pieces_of(prose.parse(card.markdown, typed=card.kind is CardKind.REPLY), layout)
    return Unit(
        head=tuple(_head(card, labelled=labelled)),
        body=(replace(body[0], gap=Gap.LINE), *body[1:]) if body else (small(paging.NO_TEXT),),
        foot=points_below(card.points, layout) if foot is None else foot,
        name=name_of(card.author),
        markdown=without_pictures(card.markdown),
        images=card.images,
    )


def name_of(text: str) -> str:
    """Return a name that keeps to its line and its direction."""
    return isolated(sanitize_line(text))


def title(text: str, layout: Layout, level: int = 3) -> tuple[Piece, ...]:
    """Return a title, nothing when it is empty."""
    line = sanitize_line(text)
    return (layout.title(line, level),) if line else ()


def small(text: str) -> Words:
    """Return small print, below the line above it."""
    return Words((Run(text),), Spot(small=True), Gap.LINE)


def point_piece(text: str, before: str, layout: Layout) -> Piece:
    """Return a key point with our words `before` it, which it cannot reorder."""
    runs = one_line(_parsed(text), layout.link_to)
    words = "".join(run.text for run in runs)
    if isolated(words) != words:
        runs = (Run(FIRST_STRONG_ISOLATE), *runs, Run(POP_ISOLATE))
    return Words((Run(before), *runs), layout.point_spot, Gap.LINE)


def points_below(points: Iterable[Point], layout: Layout) -> tuple[Piece, ...]:
    """Return the key points that were found in a card's text, and where it differs from one."""
    return tuple(piece for point in points for piece in _point_below(point, layout))


def _point_below(point: Point, layout: Layout) -> Iterator[Piece]:
    if point.differs and not point.claimed:
        yield point_piece(point.differs, paging.point_words(point), layout)
        yield point_piece(point.text, paging.beside_words(), layout)
    elif point.touched or point.claimed:
        yield point_piece(point.text, paging.point_words(point), layout)


def pieces_of(blocks: Iterable[Block], layout: Layout, spot: Spot = _OUTSIDE) -> tuple[Piece, ...]:
    """Return the blocks that people wrote as pieces, each to be shown below the one before it."""
    return tuple(_pieces(blocks, spot, layout))


@lru_cache(maxsize=256)  # cards may all show the same few points
def _parsed(text: str) -> tuple[Block, ...]:
    return prose.parse(text)


def _head(card: Card, *, labelled: bool) -> Iterator[Piece]:
    if name_of(card.author):
        facts = [paging.YOU] * card.mine + [paging.kind_words(card)] * labelled
        runs = (Run(name_of(card.author), Style.STRONG), *(Run(f" · {fact}") for fact in facts))
        yield Words(runs)
    if name_of(card.source):
        yield small(name_of(card.source))
    if card.also:
        yield small(paging.also_words([name_of(name) for name in card.also]))
    if sanitize_line(card.remark):
        yield small(sanitize_line(card.remark))


def _pieces(blocks: Iterable[Block], spot: Spot, layout: Layout) -> Iterator[Piece]:
    above: Block | None = None
    for block in blocks:
        for number, piece in enumerate(_block(block, spot, layout)):
            yield piece if number else replace(piece, gap=_gap(above, block, spot))
        above = block


def _gap(above: Block | None, block: Block, spot: Spot) -> Gap:
    if isinstance(above, prose.Headline):
        return Gap.LINE
    if spot.depth >= 0:
        return Gap.ITEM
    if isinstance(above, prose.Paragraph) and isinstance(block, prose.Listing):
        return Gap.LINE
    return Gap.QUOTED if above is not None and spot.quoted else Gap.PARAGRAPH


def _block(block: Block, spot: Spot, layout: Layout) -> Iterator[Piece]:
    match block:
        case prose.Paragraph(spans):
            yield from _words(runs_of(spans, layout.link_to), spot)
        case prose.Headline(_, spans):
            yield from _words(runs_of(spans, layout.link_to, Style.STRONG), spot)
        case prose.Listing(items, start):
            for number, item in enumerate(items, start or 0):
                inner = Spot(spot.depth + 1, None if start is None else number, spot.quoted)
                yield from layout.item(inner, _pieces(item, inner, layout))
        case prose.Quote(inner_blocks):
            yield from _pieces(inner_blocks, replace(spot, quoted=True), layout)
        case prose.CodeBlock(text, language):
            yield Fence(tuple(text.split("\n")), language, spot)
        case prose.Table(rows):
            table = aligned([_cells(row) for row in rows])
            yield Fence(tuple(table.split("\n")), spot=spot)
        case prose.Rule():
            yield from _words((Run(_DASHES),), spot)


def _words(runs: Iterable[Run], spot: Spot) -> Iterator[Piece]:
    whole = without_space(runs)
    if any(_SEEN.search(run.text) for run in whole):
        yield Words(whole, spot)


def _cells(row: tuple[tuple[Span, ...], ...]) -> list[str]:
    return [" ".join(prose.plain_line(cell).split()) for cell in row]
