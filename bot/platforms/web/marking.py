"""Words of a card that say a key point of the reference, marked in its HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup

from bot.core.view import Point

# Tags and entities are passed over; what is between them is text. The words are those of
# `bot.core.text`, in the HTML that our own Markdown renderer writes: it escapes every > of a text.
_PIECE = re.compile(r"(<[^>]*>|&#?\w+;)")
_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:['’][^\W_]+)?(?:_[^\W_]+)*")


def said_words(points: Iterable[Point]) -> frozenset[str]:
    """Return the words by which a text says some points, case-folded."""
    return frozenset(word for point in points for said in point.words for word in said.split())


def marked(html: Markup, points: Iterable[Point]) -> Markup:
    """Return the HTML of a text with the words marked that say a point."""
    words = said_words(points)
    if not words:
        return html
    pieces = _PIECE.split(html)
    pieces[::2] = [_WORD.sub(lambda word: _mark(word[0], words), text) for text in pieces[::2]]
    return Markup("".join(pieces))  # noqa: S704  # nothing but <mark> was added to safe HTML


def _mark(word: str, words: frozenset[str]) -> str:
    said = word.casefold().replace("’", "'") in words
    return f"<mark>{word}</mark>" if said else word


def numbers(points: Iterable[Point], what: str) -> str:
    """Return the numbers of the points that were `touched`, or that a passage `differs` from."""
    return ", ".join(
        str(number) for number, point in enumerate(points, start=1) if getattr(point, what)
    )
