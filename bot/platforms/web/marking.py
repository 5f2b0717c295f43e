"""Words of a card that say a key point of the reference, marked in its HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from bot.core.view import Point
from bot.platforms.web.markdown import document_html

# Tags and entities are passed over; what is between them is text. The words are those of
# `bot.core.text`, in the HTML that our own Markdown renderer writes: it escapes every > of a text.
_PIECE = re.compile(r"(<[^>]*>|&#?\w+;)")
_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:['’][^\W_]+)?(?:_[^\W_]+)*")


_BEFORE, _AFTER = "\ue001", "\ue002"
"""Signs of nobody's writing (private use) between which a number stands while Markdown is read."""
_PLACED = re.compile(f"{_BEFORE}([0-9]+){_AFTER}")
_FENCES = ("```", "~~~")
_BETWEEN = r"\s+(?:>\s*)*"
_TELLING = 8  # words by which a point is found in its reference


def said_words(points: Iterable[Point]) -> dict[str, list[int]]:
    """Return the words by which a text says some points, case-folded, with the points' numbers."""
    found: dict[str, list[int]] = {}
    for number, point in enumerate(points, start=1):
        for word in {word for said in point.words for word in said.split()}:
            found.setdefault(word, []).append(number)
    return found


def marked(html: Markup, points: Iterable[Point]) -> Markup:
    """Return the HTML of a text with the words marked that say a point, and which."""
    words = said_words(points)
    if not words:
        return html
    pieces = _PIECE.split(html)
    pieces[::2] = [_WORD.sub(lambda word: _mark(word[0], words), text) for text in pieces[::2]]
    return Markup("".join(pieces))  # noqa: S704  # nothing but <mark> was added to safe HTML


def _mark(word: str, words: Mapping[str, list[int]]) -> str:
    said = words.get(word.casefold().replace("’", "'"))
    return f'<mark data-points="{" ".join(map(str, said))}">{word}</mark>' if said else word


def numbered(markdown: str, points: Sequence[str]) -> tuple[Markup, list[int]]:
    """Return a reference's HTML with a button before each key point, and the numbers left over.

    Those are of points that do not stand in it as they are.
    """
    bare = markdown.replace(_BEFORE, "").replace(_AFTER, "")
    pieces, left, at = list[str](), list[int](), 0
    for number, point in enumerate(points, start=1):
        place = _place_of(point, bare, at)
        if place is None:
            left.append(number)
            continue
        pieces += bare[at:place], f"{_BEFORE}{number}{_AFTER}"
        at = place
    html = document_html("".join((*pieces, bare[at:])))
    inside_tags = any(_BEFORE in tag for tag in _PIECE.split(html)[1::2])
    if inside_tags or len(_PLACED.findall(html)) + len(left) != len(points):
        return document_html(bare), [*range(1, len(points) + 1)]
    return Markup(_PLACED.sub(_button, html)), left  # noqa: S704  # numbers in safe HTML


def _place_of(point: str, markdown: str, since: int) -> int | None:
    if point.startswith(_FENCES):
        return None
    words = re.escape(" ".join(point.split()[:_TELLING])).replace("\\ ", _BETWEEN)
    found = re.compile(words).search(markdown, since)
    if found is None:
        return None
    return found.start() + (markdown[found.start()] == "|")


def _button(number: re.Match[str]) -> str:
    return (
        f'<button type="button" class="point-number" data-point="{number[1]}" '
        f'aria-pressed="false"><span class="visually-hidden">Key point </span>{number[1]}</button> '
    )


def numbers(points: Iterable[Point], what: str) -> str:
    """Return the numbers of the points that were `touched`, or that a passage `differs` from."""
    return ", ".join(
        str(number) for number, point in enumerate(points, start=1) if getattr(point, what)
    )
