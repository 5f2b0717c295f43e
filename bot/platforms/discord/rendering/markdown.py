"""Pieces in Discord's markdown, and how many characters of it they take."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.core.view import Image
from bot.platforms.chat_text.blocks import pieces_of
from bot.platforms.chat_text.pieces import Fence, Gap, Piece, Spot, Words, take
from bot.platforms.chat_text.runs import Run, Style
from bot.platforms.chat_text.wrapping import length
from bot.platforms.discord.rendering import inline
from bot.presentation import prose

_LANGUAGE = re.compile(r"[a-z0-9+#-]{1,20}")
_FENCE = "```"
_MORE = "\n…"
_NOTHING = "\u200b"
_DEEPEST = 5  # lists; Discord shows those below no further in


@dataclass(frozen=True, slots=True)
class TextPart:
    """Discord's markdown."""

    content: str


@dataclass(frozen=True, slots=True)
class Divider:
    """A line between two texts."""


@dataclass(frozen=True, slots=True)
class Gallery:
    """Pictures beside each other, at most ten."""

    images: tuple[Image, ...]


Part = TextPart | Divider | Gallery


class Markdown:
    """Discord's way to show pieces (`pages.Medium`)."""

    # A room this wide takes at least one word, one address or one part of a line of code.
    least = 600
    point_spot = Spot(small=True)
    divider: Part = Divider()

    def link_to(self, url: str) -> str:
        """Return what is followed when an address is pressed."""
        return inline.link_to(url)

    def title(self, line: str, level: int) -> Words:
        """Return a title."""
        # Discord takes signs at the end of a title's line for a part of its mark.
        text = f"{line}{_NOTHING}" if line.endswith("#") else line
        return Words((Run(text),), Spot(level=level))

    def item(self, spot: Spot, pieces: Iterator[Piece]) -> Iterator[Piece]:
        """Yield an item's pieces; an item that begins with another list shows that one's mark."""
        for number, piece in enumerate(pieces):
            if piece.spot.depth != spot.depth:
                yield piece
            elif number:
                yield replace(piece, spot=replace(piece.spot, goes_on=True))
            elif isinstance(piece, Fence):
                # A block of code cannot stand beside its mark.
                before = replace(piece.spot, depth=min(spot.depth, _DEEPEST) - 1, goes_on=True)
                yield Words((Run(_mark(spot).strip()),), before, piece.gap)
                yield replace(piece, gap=Gap.LINE)
            else:
                yield piece

    def write(self, pieces: Sequence[Piece]) -> list[Part]:
        """Return the pieces below each other in one text."""
        return [TextPart(joined(pieces))] if pieces else []

    def size_of(self, parts: Sequence[Part]) -> int:
        """Return how many characters the parts have."""
        return sum(length(part.content) for part in parts if isinstance(part, TextPart))

    def gallery(self, images: Sequence[Image]) -> list[Part]:
        """Return pictures that belong together in one part."""
        return [Gallery(tuple(images))]

    def gap(self, piece: Piece) -> int:
        """Return what keeps the piece apart from the one above it."""
        return len(_gap(piece))

    def whole(self, piece: Piece) -> int:
        """Return how many characters the piece is."""
        return length(_text(piece))

    def frame(self, piece: Piece) -> int:
        """Return what stands before words, and around lines of code."""
        if isinstance(piece, Words):
            return len(_first(piece.spot))
        return length(_text(replace(piece, lines=("",))))

    def run(self, run: Run) -> int:  # noqa: ARG002  # its marks count with its words
        """Return nothing: a run's marks stand around each of its words in `word`."""
        return 0

    def word(self, run: Run, word: str) -> int:
        """Return how many characters a word is, as if it stood alone."""
        if run.is_whole:
            return length(inline.whole(run))
        apart = 0 if run.style is Style.PLAIN else 1  # `written` may keep marks apart
        return length(inline.marked(word, run.style)) + apart + word.count("@")

    def code(self, text: str) -> int:
        """Return how many characters so much of a line of code is."""
        return length(text) + 2 * text.count("`")

    def line(self, piece: Piece) -> int:
        """Return what stands before each line; a line of code has its end beside it."""
        if isinstance(piece, Words):
            return len(_rest(piece.spot))
        return 1 + len(_quote(piece.spot))


MARKDOWN = Markdown()


def joined(pieces: Sequence[Piece]) -> str:
    """Return the pieces one below the other, in Discord's markdown."""
    return "".join(
        f"{_gap(piece) if number else ''}{_text(piece)}" for number, piece in enumerate(pieces)
    )


def shortened(markdown: str, limit: int) -> str:
    """Return the beginning of a text in Discord's markdown, at most `limit` characters, "" of none.

    The limit is at least `MARKDOWN.least` and two more.
    """
    taken, left = take(pieces_of(prose.parse(markdown), MARKDOWN), limit - len(_MORE), MARKDOWN)
    return joined(taken) + (_MORE if left else "")


def _text(piece: Piece) -> str:
    spot = piece.spot
    if isinstance(piece, Words):
        lines = inline.written(piece.runs).strip().replace("\n", f"\n{_rest(spot)}")
        return f"{_first(spot)}{lines}"
    # A block without a visible character would show its backticks.
    body = "\n".join(piece.lines) if any(map(str.strip, piece.lines)) else _NOTHING
    # Two joined by nothing that shows cannot close the block with a third.
    body = body.replace("``", "`\u200d`\u200d")
    language = piece.language.lower()
    known = language if _LANGUAGE.fullmatch(language) else ""
    lines = f"{_FENCE}{known}\n{body}\n{_FENCE}"
    return _quote(spot) + lines.replace("\n", f"\n{_quote(spot)}")


def _gap(piece: Piece) -> str:
    match piece.gap:
        case Gap.PARAGRAPH:
            return "\n\n"
        case Gap.QUOTED:
            return f"\n{_quote(piece.spot)}\n"
        case _:
            return "\n"


def _quote(spot: Spot) -> str:
    return "> " if spot.quoted else ""


def _mark(spot: Spot) -> str:
    return "- " if spot.number is None else f"{spot.number}. "


def _first(spot: Spot) -> str:
    """Return what stands before the first line."""
    if spot.depth < 0 or spot.goes_on:
        return _rest(spot)
    return f"{_quote(spot)}{'  ' * min(spot.depth, _DEEPEST)}{_mark(spot)}"


def _rest(spot: Spot) -> str:
    """Return what stands before the other lines."""
    if spot.small:
        return "-# "
    if spot.level:
        return f"{'#' * spot.level} "
    return f"{_quote(spot)}{'  ' * (min(spot.depth, _DEEPEST) + 1)}"
