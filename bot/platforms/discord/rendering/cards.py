"""Blocks of the neutral message as pieces of Discord's markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.core.view import Card, CardKind, Heading, Line, Moment, Point, Prose
from bot.platforms.discord.rendering.inline import NEW_LINE, Run, Style, runs_of
from bot.platforms.discord.rendering.markdown import pieces_of
from bot.platforms.discord.rendering.pieces import Flow, Piece
from bot.presentation import paging, prose
from bot.presentation.sanitize import (
    FIRST_STRONG_ISOLATE,
    POP_ISOLATE,
    isolated,
    sanitize,
    sanitize_line,
)

_SMALL = "-# "
_NOTHING = "\u200b"


@dataclass(frozen=True, slots=True)
class Unit:
    """What belongs together on a page: words above a text, the text, words below it.

    `markdown` is the text as it was written, `name` whose it is, empty for nobody's.
    """

    head: tuple[Piece, ...] = ()
    body: tuple[Piece, ...] = ()
    foot: tuple[Piece, ...] = ()
    name: str = ""
    markdown: str = ""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Everything, in reading order."""
        return (*self.head, *self.body, *self.foot)


def title(text: str, level: int = 3) -> Flow:
    """Return a title; `level` 1 to 3."""
    mark = f"{'#' * level} "
    line = sanitize_line(text)
    # Discord takes signs at the end of a title's line for a part of its mark.
    return Flow((Run(f"{line}{_NOTHING}" if line.endswith("#") else line),), mark, mark)


def small(*runs: Run) -> Flow:
    """Return small print, below the line above it."""
    return Flow(runs, _SMALL, _SMALL, before="\n")


def unit_of(block: Heading | Line | Prose | Moment) -> Unit:
    """Return a block that is no card."""
    match block:
        case Heading(text, level):
            return Unit((title(text, level),) if sanitize_line(text) else ())
        case Line(text):
            return Unit((Flow(tuple(_lines(text))),) if sanitize_line(text) else ())
        case Prose(markdown):
            return Unit(body=pieces_of(prose.parse(markdown)), markdown=markdown)
        case Moment(label, at):
            seconds = int(at.timestamp())
            when = (Run(f"<t:{seconds}:F> (<t:{seconds}:R>)", Style.RAW),)
            return Unit((Flow((Run(f"{sanitize_line(label)} "), *when)),))


def legend_unit(points: tuple[Point, ...]) -> Unit:
    """Return the key points with their numbers, by which the cards below name them."""
    numbered = (_point(point.text, f"{number}. ") for number, point in enumerate(points, start=1))
    return Unit((title(paging.KEY_POINTS), *numbered))


def card_unit(card: Card, *, labelled: bool, legend: tuple[str, ...] = ()) -> Unit:
    """Return a card; one that stands under no title of its kind is `labelled` with it.

    Key points that are those of the `legend`, by their texts, are told by number.
    """
    head = tuple(_head(card, labelled=labelled))
    body = pieces_of(prose.parse(card.markdown, typed=card.kind is CardKind.REPLY))
    if not body:
        body = (small(Run(paging.NO_TEXT)),)
    return Unit(
        head=head,
        body=(replace(body[0], before="\n"), *body[1:]),
        foot=tuple(_touches(card.points, legend)),
        name=_name(card.author),
        markdown=card.markdown,
    )


def _head(card: Card, *, labelled: bool) -> Iterator[Piece]:
    if card.author:
        facts = [paging.YOU] * card.mine + [paging.kind_words(card)] * labelled
        runs = (Run(_name(card.author), Style.STRONG), *(Run(f" · {fact}") for fact in facts))
        yield Flow(runs)
    if card.source:
        yield small(Run(_name(card.source)))
    if card.also:
        yield small(Run(paging.also_words([_name(name) for name in card.also])))
    if card.remark:
        yield small(Run(sanitize_line(card.remark)))


def _touches(points: tuple[Point, ...], legend: tuple[str, ...]) -> Iterator[Piece]:
    if points and tuple(point.text for point in points) == legend:
        yield small(Run(paging.touch_words([point.touched for point in points])))
        return
    for point in points:
        yield _point(point.text, paging.point_words(point))


@lru_cache(maxsize=256)  # cards may all show the same few points
def _point(text: str, before: str) -> Piece:
    runs = tuple(_inline(prose.parse(text)))
    words = "".join(run.text for run in runs)
    if isolated(words) != words:
        runs = (Run(FIRST_STRONG_ISOLATE), *runs, Run(POP_ISOLATE))
    return small(Run(before), *runs)


def _inline(blocks: tuple[prose.Block, ...]) -> Iterator[Run]:
    """Yield the blocks' words as one line."""
    for number, block in enumerate(blocks):
        if number:
            yield Run(" ")
        if isinstance(block, prose.Paragraph):
            yield from _unbroken(runs_of(block.spans))
        else:
            yield Run(" ".join(prose.plain_text((block,)).split()))


def _unbroken(runs: Iterable[Run]) -> Iterator[Run]:
    return (Run(" ") if run == NEW_LINE else run for run in runs)


def _lines(text: str) -> Iterator[Run]:
    for number, line in enumerate(sanitize(text).strip().split("\n")):
        if number:
            yield NEW_LINE
        yield Run(line)


def _name(text: str) -> str:
    return isolated(sanitize_line(text))
