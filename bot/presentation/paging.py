"""Our words around a message that is turned in pages, and on the cards of one without columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from bot.core.naming import cut
from bot.core.text import plain
from bot.core.view import Card, CardKind, Point

PREVIOUS = "Previous"
NEXT = "Next"
CHOOSE = "Choose one"
SEARCH = "Search"
SEARCHED = "Some words of it"
NO_TEXT = "No text."
YOU = "you"
KEY_POINT = "Key point"
KEY_POINTS = "Key points"
FOUND = "✓ found"
CLAIMED = "✓ by their own word"
DIFFERS = "≠ differs from the reference here"
MORE = "There is more than fits here."

_KINDS = {
    CardKind.REFERENCE: "reference",
    CardKind.REPLY: "reply",
    CardKind.EARLIER: "earlier reader",
}
_NO_LETTER = re.compile(r"[^a-z0-9]+")
_LONGEST_SLUG = 40
_POINT_NAME = 28


def search_words(total: int) -> str:
    """Return what is pressed to search a list that is too long for a menu."""
    return f"Search all {total}"


def first_words(shown: int, total: int) -> str:
    """Return what a menu says that holds the first of a long list."""
    return f"The first {shown} of {total}"


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
    """Return what stands before a key point that was found or claimed, or what differs from it."""
    if point.claimed:
        return f"{CLAIMED}: "
    return f"{DIFFERS}: " if point.differs else f"{FOUND}: "


def beside_words(number: int | None = None) -> str:
    """Return what stands before the point of the reference that a passage differs from."""
    return "the reference: " if number is None else f"≠ beside {number}: "


def touched_words(point: Point) -> str:
    """Return in a word what is known of a key point; of one that was not found nothing is."""
    if point.claimed:
        return CLAIMED
    if point.differs:
        return "≠ differs"
    return FOUND if point.touched else "·"


def named_points(points: Sequence[Point], references: Iterable[Card]) -> list[str]:
    """Return what a list of key points calls each, below the reference that they are of.

    What that says word for word is not said again: its first words tell which point it is.
    """
    above = "\n".join(plain(card.markdown) for card in references)
    whole = [point.text for point in points]
    return [beginning(plain(text), _POINT_NAME) if plain(text) in above else text for text in whole]


def beginning(text: str, limit: int) -> str:
    """Return a text's first words, and whether there are more of them, in about `limit` signs."""
    if len(text) <= limit:
        return text
    short = cut(text, limit)
    words, _, rest = short.rpartition(" ")
    return f"{(words if len(rest) < limit // 2 else short).rstrip(' ,;:.')}…"


def touch_words(points: Sequence[Point]) -> str:
    """Return which of the numbered key points were found: "✓ found: 1, 3", empty for none."""
    found = _listed(number for number, point in enumerate(points, start=1) if point.touched)
    differing = _listed(number for number, point in enumerate(points, start=1) if point.differs)
    claimed = _listed(number for number, point in enumerate(points, start=1) if point.claimed)
    told = ((FOUND, found), (CLAIMED, claimed), (DIFFERS, differing))
    return " · ".join(f"{words}: {numbers}" for words, numbers in told if numbers)


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


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
