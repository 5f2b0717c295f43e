"""Questions and answers side by side: flash cards, one a line, and rows of a Markdown table.

A card is `question<TAB>answer`, or has a semicolon, `::` or a comma between the two.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.importing.assembly import ItemDraft
from bot.importing.containers.fields import ASIDE, Field, field_named
from bot.importing.containers.terms import cells_of
from bot.importing.lines import SourceLine
from bot.importing.questions import LONGEST_QUESTION, Look, asks, look

_SEPARATORS = ("\t", "::", ";", ",")
_FEWEST = 3
_LEAST_ASKING = 0.5  # of the cards, or of a column's cells
_LEAST_SPLIT = 0.9  # of the lines
_HEADERS = frozenset({"question", "questions", "q", "front", "prompt"})

_DELIMITERS = re.compile(r"\|?(?:[ \t]{0,20}:?-{1,100}:?[ \t]{0,20}\|){1,12}[ \t:-]{0,100}$")

Row = tuple[SourceLine, list[str]]


def find(lines: Sequence[SourceLine]) -> list[ItemDraft]:
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


def _split(line: SourceLine, separator: str) -> tuple[str, str]:
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


def _asks_in_front(draft: ItemDraft) -> bool:
    """Whether the front asks; a question whose mark is on the back was merely cut in two."""
    return look(draft.question) is not Look.NONE and (
        asks(draft.question) or not asks(draft.inline)
    )


def _draft(line: SourceLine, front: str, back: str) -> ItemDraft:
    end = line.index + 1
    return ItemDraft(front, line.index, end, end, back, answer=back)


def find_in_tables(lines: Sequence[SourceLine]) -> list[ItemDraft]:
    """Return the rows of the tables with a column of questions as drafts, in order.

    The answer is what stands in the columns behind the question's.
    """
    found: list[ItemDraft] = []
    for head, rows in _tables(lines):
        named = _named_column(head, rows)
        column = named if named is not None else _asking_column(rows)
        if column is None:
            continue
        drafts = (
            _row_draft(line, cells, column, _answering(head, column, len(cells)))
            for line, cells in rows
            if column < len(cells) and cells[column]
        )
        found += drafts if named is None else (replace(each, is_sure=True) for each in drafts)
    return found


def _named_column(head: Sequence[str], rows: Sequence[Row]) -> int | None:
    """Return the column that its head calls questions, where some of its cells ask."""
    places = [at for at, cell in enumerate(head) if field_named(cell) is Field.QUESTION]
    if len(places) != 1 or len(head) <= 1:
        return None
    asked = sum(1 for _, cells in rows if places[0] < len(cells) and asks(cells[places[0]]))
    return places[0] if asked > 1 else None


def _answering(head: Sequence[str], column: int, width: int) -> list[int]:
    """Return the columns of the answer: those that say so, all behind the question's if none."""
    fields = {at: field_named(cell) for at, cell in enumerate(head) if cell and at != column}
    named = [at for at, field in fields.items() if field in (Field.ANSWER, Field.CORRECT)]
    if named:
        explaining = (at for at, field in fields.items() if field is Field.EXPLANATION)
        # What stands beyond the head is an answer with a bar in it.
        return [*named, *explaining, *range(len(head), width)]
    behind = range(column + 1, width)
    before = range(column)
    return [at for at in (*behind, *before) if fields.get(at) not in ASIDE]


def _tables(lines: Sequence[SourceLine]) -> Iterator[tuple[list[str], list[Row]]]:
    """Yield the head and the rows of each table: those above and below its dashes and bars."""
    rows: list[Row] = []
    head: list[str] = []
    inside = False
    for line in lines:
        if not line.fenced and "|" in line.raw and _DELIMITERS.match(line.raw.strip()):
            inside = True
            head = cells_of(lines[line.index - 1].raw) if line.index else []
        elif inside and "|" in line.raw and not line.fenced:
            rows.append((line, cells_of(line.raw)))
        elif inside:
            yield head, rows
            rows, inside = [], False
    yield head, rows


def _asking_column(rows: Sequence[Row]) -> int | None:
    """Return the first column, the last one aside, in which most cells ask something."""
    width = min((len(cells) for _, cells in rows), default=0)
    for column in range(width - 1):
        asking = sum(1 for _, cells in rows if look(cells[column]) is not Look.NONE)
        if asking >= _LEAST_ASKING * len(rows):
            return column
    return None


def _row_draft(
    line: SourceLine, cells: Sequence[str], column: int, answering: Sequence[int]
) -> ItemDraft:
    kept = [cells[at] for at in answering if at < len(cells) and cells[at]]
    if answering and answering[-1] < column:
        kept = [cell for cell in kept if not cell.rstrip(".)").isdecimal()]
    return _draft(line, cells[column], "\n".join(kept))
