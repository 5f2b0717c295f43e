"""Our words around a message that is turned in pages, and on the cards of one without columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.core.view import Card, CardKind, Point

PREVIOUS = "Previous"
NEXT = "Next"
CHOOSE = "Choose one"
NO_TEXT = "No text."
YOU = "you"
KEY_POINT = "Key point"
KEY_POINTS = "Key points"
MORE = "There is more than fits here."

_KINDS = {
    CardKind.REFERENCE: "reference",
    CardKind.REPLY: "reply",
    CardKind.EARLIER: "earlier reader",
}
_NO_LETTER = re.compile(r"[^a-z0-9]+")
_LONGEST_SLUG = 40


def page_words(number: int, total: int) -> str:
    """Return which page it is: "Page 2 of 5"."""
    return f"Page {number} of {total}"


def continued_words(what: str) -> str:
    """Return what a page begins with that goes on with the one before it."""
    return f"{what}, continued"


def kind_words(card: Card) -> str:
    """Return whose text the card shows: "earlier reader"."""
    return _KINDS[card.kind]


def also_words(names: Sequence[str]) -> str:
    """Return who wrote nearly the same."""
    return f"also: {', '.join(names)}"


def point_words(point: Point) -> str:
    """Return what stands before a key point."""
    return f"{touched_words(point)}: "


def touched_words(point: Point) -> str:
    """Return whether a key point is touched; the sign is for a quick look only."""
    return "✓ touched" if point.touched else "○ not touched"


def touch_words(touched: Sequence[bool]) -> str:
    """Return which of the numbered key points a text touches: "✓ touches 1 and 3 · ○ not 2"."""
    hits = [number for number, hit in enumerate(touched, start=1) if hit]
    misses = [number for number, hit in enumerate(touched, start=1) if not hit]
    if not misses:
        return "✓ touches every key point"
    if not hits:
        return "○ touches no key point"
    return f"✓ touches {_listed(hits)} · ○ not {_listed(misses)}"


def _listed(numbers: Sequence[int]) -> str:
    *others, last = map(str, numbers)
    return f"{', '.join(others)} and {last}" if others else last


def attached_words(name: str) -> str:
    """Return where the rest of a long text is."""
    return f"This is its beginning. The whole text is in the file {name}."


def file_words(author: str) -> str:
    """Return what an attached file is."""
    return f"The whole answer by {author}" if author else "The whole text"


def file_name(author: str) -> str:
    """Return a name of plain letters for the file of somebody's text, without its ending."""
    plain = unicodedata.normalize("NFKD", author).encode("ascii", "ignore").decode().lower()
    slug = _NO_LETTER.sub("-", plain).strip("-")[:_LONGEST_SLUG].strip("-")
    return f"answer-by-{slug}" if slug else "answer"
