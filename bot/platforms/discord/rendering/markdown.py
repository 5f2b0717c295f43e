"""People's blocks as pieces of Discord's markdown.

Discord has no tables, no rules and no quote within a quote: a table becomes aligned code, a rule a
line of dashes, and a quote in a quote a part of the outer one. Titles inside a text are bold lines,
so that they stand below ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.platforms.discord.rendering.inline import Run, Style, runs_of
from bot.platforms.discord.rendering.pieces import Fence, Flow, Piece, without_space
from bot.platforms.discord.rendering.splitting import joined, take
from bot.presentation import prose
from bot.presentation.prose import Block, Span
from bot.presentation.tables import aligned

_LANGUAGE = re.compile(r"[a-z0-9+#-]{1,20}")
_SEEN = re.compile("[^\\s\u061c\u200c-\u200f\ufe00-\ufe0f]")
_MORE = "\n…"
_DASHES = "———"
_DEEPEST = 5  # lists; Discord shows those below no further in
_BLANK_LINE, _NEXT_LINE = "\n\n", "\n"


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands before each line of a block; `marker` only before the first."""

    depth: int = -1
    marker: str = ""
    quoted: bool = False

    @property
    def quote(self) -> str:
        return "> " if self.quoted else ""

    @property
    def rest(self) -> str:
        return f"{self.quote}{'  ' * (min(self.depth, _DEEPEST) + 1)}"

    @property
    def outer(self) -> str:
        return f"{self.quote}{'  ' * min(self.depth, _DEEPEST)}"

    @property
    def first(self) -> str:
        return f"{self.outer}{self.marker}" if self.marker else self.rest


def pieces_of(blocks: Iterable[Block]) -> tuple[Piece, ...]:
    """Return the blocks as pieces, each to be written below the one before it."""
    return tuple(_pieces(blocks, _Place()))


def shortened(markdown: str, limit: int) -> str:
    """Return the beginning of a text in Discord's markdown, at most `limit` characters, "" of none.

    The limit is at least `LEAST_ROOM`.
    """
    taken, left = take(pieces_of(prose.parse(markdown)), limit - len(_MORE))
    return joined(taken) + (_MORE if left else "")


def _pieces(blocks: Iterable[Block], place: _Place) -> Iterator[Piece]:
    above: Block | None = None
    for block in blocks:
        for number, piece in enumerate(_block(block, place)):
            yield replace(piece, before=_between(above, block, place)) if number == 0 else piece
        above = block
        place = replace(place, marker="")


def _between(above: Block | None, block: Block, place: _Place) -> str:
    """Return what separates a block from the one above it."""
    is_list = isinstance(above, prose.Paragraph) and isinstance(block, prose.Listing)
    if place.depth >= 0 or is_list or isinstance(above, prose.Headline):
        return _NEXT_LINE
    return f"\n{place.quote}\n" if above is not None and place.quoted else _BLANK_LINE


def _block(block: Block, place: _Place) -> Iterator[Piece]:
    match block:
        case prose.Paragraph(spans):
            yield from _flow(runs_of(spans), place)
        case prose.Headline(_, spans):
            yield from _flow(runs_of(spans, Style.STRONG), place)
        case prose.Listing(items, start):
            yield from _items(items, start, place)
        case prose.Quote(inner):
            yield from _pieces(inner, replace(place, quoted=True))
        case prose.CodeBlock(text, language):
            known = language.lower() if _LANGUAGE.fullmatch(language.lower()) else ""
            yield from _code(text, known, place)
        case prose.Table(rows):
            yield from _code(aligned([_cells(row) for row in rows]), "", place)
        case prose.Rule():
            yield from _flow((Run(_DASHES),), place)


def _flow(runs: Iterable[Run], place: _Place) -> Iterator[Piece]:
    whole = without_space(tuple(runs))
    if any(_SEEN.search(run.text) for run in whole):
        yield Flow(whole, first=place.first, rest=place.rest)


def _code(text: str, language: str, place: _Place) -> Iterator[Piece]:
    if place.marker:
        # A block of code cannot stand beside its number.
        yield Flow((Run(place.marker.strip()),), first=place.outer, before=_NEXT_LINE)
    lines = tuple(text.split("\n"))
    yield Fence(lines, language=language, prefix=place.quote, before=_NEXT_LINE)


def _items(
    items: tuple[tuple[Block, ...], ...], start: int | None, place: _Place
) -> Iterator[Piece]:
    for number, item in enumerate(items):
        marker = "- " if start is None else f"{start + number}. "
        inner = _Place(place.depth + 1, marker, place.quoted)
        for index, piece in enumerate(_pieces(item, inner)):
            yield piece if index else replace(piece, before=_NEXT_LINE)


def _cells(row: tuple[tuple[Span, ...], ...]) -> list[str]:
    return [" ".join(prose.plain_line(cell).split()) for cell in row]
