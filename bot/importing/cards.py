"""Flash cards, one a line: `question<TAB>answer`, or a semicolon, `::` or a comma between them."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from bot.importing.assembly import Draft
from bot.importing.lines import Line
from bot.importing.questions import LONGEST_QUESTION, Look, asks, look

_SEPARATORS = ("\t", "::", ";", ",")
_FEWEST = 3
_LEAST_ASKING = 0.5  # of the cards
_LEAST_SPLIT = 0.9  # of the lines
_HEADERS = frozenset({"question", "questions", "q", "front", "prompt"})


def find(lines: Sequence[Line]) -> list[Draft]:
    """Return the cards of a document that has one on nearly every line, as drafts in order."""
    written = [line for line in lines if not line.blank]
    fewest = max(_FEWEST, _LEAST_SPLIT * len(written))
    for separator in _SEPARATORS:
        if sum(1 for line in written if separator in line.raw) < fewest:
            continue
        cards = [(line, *_split(line, separator)) for line in written]
        cards = [card for card in cards if card[1]]
        if len(cards) < fewest:
            continue
        drafts = [_draft(*card) for card in cards if card[1].casefold() not in _HEADERS]
        asking = sum(1 for draft in drafts if _asks_in_front(draft))
        if asking >= max(1, _LEAST_ASKING * len(drafts)):
            return drafts
    return []


def _split(line: Line, separator: str) -> tuple[str, str]:
    """Return a line's two cells, ("", "") when it has not got them."""
    if separator not in line.raw or line.fenced or len(line.raw) >= LONGEST_QUESTION:
        return "", ""
    if len(separator) > 1:
        front, _, back = line.raw.partition(separator)
        return front.strip(), back.strip()
    # A quote that is never closed makes no error here: the reader is lenient by default.
    cells = next(csv.reader([line.raw], delimiter=separator))
    # A comma is no sign by itself: sentences have many of them.
    if len(cells) < 2 or (separator == "," and len(cells) != 2):  # noqa: PLR2004  # front and back
        return "", ""
    return cells[0].strip(), separator.join(cells[1:]).strip()


def _asks_in_front(draft: Draft) -> bool:
    """Whether the front asks; a question whose mark is on the back was merely cut in two."""
    return look(draft.question) is not Look.NONE and (
        asks(draft.question) or not asks(draft.inline)
    )


def _draft(line: Line, front: str, back: str) -> Draft:
    end = line.index + 1
    return Draft(front, line.index, end, end, back, answer=back)
