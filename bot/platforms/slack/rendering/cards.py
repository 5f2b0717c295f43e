"""Blocks of the neutral message as pieces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.core.view import Card, CardKind, Heading, Line, Moment, Point, Prose
from bot.platforms.chat_text.wrapping import length
from bot.platforms.slack.rendering.pieces import (
    LINE,
    LONGEST_TITLE,
    Piece,
    Spot,
    Title,
    Words,
    small,
    strong,
)
from bot.platforms.slack.rendering.rich_text import one_line, pieces_of
from bot.platforms.slack.rendering.runs import Run, Style, time_run, without_space
from bot.presentation import paging, prose
from bot.presentation.sanitize import (
    FIRST_STRONG_ISOLATE,
    POP_ISOLATE,
    isolated,
    sanitize,
    sanitize_line,
)


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


def title(text: str) -> tuple[Piece, ...]:
    """Return a title, which is a bold line when it is long, and nothing when it is empty."""
    line = sanitize_line(text)
    if not line:
        return ()
    return (Title(line) if length(line) <= LONGEST_TITLE else strong(line),)


def unit_of(block: Heading | Line | Prose | Moment) -> Unit:
    """Return a block that is no card."""
    match block:
        case Heading(text):
            return Unit(title(text))
        case Line(text):
            words = sanitize(text).strip()
            return Unit((Words((Run(words),)),) if words else ())
        case Prose(markdown):
            return Unit(body=pieces_of(prose.parse(markdown)), markdown=markdown)
        case Moment(label, at):
            return Unit((Words(without_space((Run(f"{sanitize_line(label)} "), time_run(at)))),))


def card_unit(card: Card, *, labelled: bool, pointed: bool = True) -> Unit:
    """Return a card; one that stands under no title of its kind is `labelled` with it.

    It is `pointed` where its key points stand below it.
    """
    body = pieces_of(prose.parse(card.markdown, typed=card.kind is CardKind.REPLY))
    return Unit(
        head=tuple(_head(card, labelled=labelled)),
        body=_close(body) or (small(paging.NO_TEXT),),
        foot=tuple(_point(point) for point in card.points) if pointed else (),
        name=name_of(card.author),
        markdown=card.markdown,
    )


def name_of(text: str) -> str:
    """Return a name that keeps to its line and its direction."""
    return isolated(sanitize_line(text))


def _close(body: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Return the pieces, the first right below the name."""
    first = (replace(each, gap=LINE) if isinstance(each, Words) else each for each in body[:1])
    return (*first, *body[1:])


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


def _point(point: Point) -> Piece:
    runs = one_line(prose.parse(point.text))
    words = "".join(run.text for run in runs)
    if isolated(words) != words:
        runs = (Run(FIRST_STRONG_ISOLATE), *runs, Run(POP_ISOLATE))
    return Words((Run(paging.point_words(point)), *runs), Spot(depth=0))
