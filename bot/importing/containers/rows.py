"""Rows of delimited text, with the quotes that its cells have and the lines that go on in them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence

from bot.core.documents import Lines
from bot.core.formats import CSV_HEAD
from bot.core.limits import MAX_DOCUMENT_BYTES
from bot.importing.containers.reading import MAX_COLUMNS, Unreadable

Row = tuple[Lines, list[str]]

# Characters of a cell: more are a quote that nothing ends, but in a table that we wrote ourselves.
_FIELD_LIMIT, _OWN_LIMIT = 200_000, MAX_DOCUMENT_BYTES
_HEAD, _FEWEST_QUOTED, _MANY_QUOTED = (
    20_000,
    2,
    9,
)  # characters that tell a quote, and cells with it
_PAIR = 2  # cells
_FEWEST_FRONTS, _MOSTLY = 3, 0.9
# `1.`, `Q2)`, `Answer:`: what a tab stands behind in notes, and no front of a card.
_COUNTS = re.compile(
    r"[\W_]*(?:[^\W\d_]{0,12}[ .]?\d{1,4}(?:[.:]\d{1,4})*[.):\]]?|[^\W\d_]{1,12}[.):\]])?[\W_]*"
)


def rows_of(text: str, delimiter: str) -> Iterator[Row]:
    """Yield the rows of delimited text with their lines. Raises Unreadable for too many columns."""
    is_ours = text.startswith(",".join(CSV_HEAD))
    csv.field_size_limit(_OWN_LIMIT if is_ours else _FIELD_LIMIT)
    lines = text.split("\n")
    written = (f"{line}\n" for line in lines)
    quote = '"' if is_ours else _quote(text, delimiter)
    reader = csv.reader(written, delimiter=delimiter, quotechar=quote)
    first = 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if len(cells) > MAX_COLUMNS:
                raise Unreadable(f"it has {len(cells):,} columns; delete all but {MAX_COLUMNS}")
            if any(cells):
                yield Lines(first, min(reader.line_num, len(lines))), cells
            first = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(f"line {first} is no row ({error}); mend it and try again") from error


def _quote(text: str, delimiter: str) -> str:
    """Return what cells are quoted with: `'` where as many begin as end with it, `"` elsewhere."""
    head, mark = text[:_HEAD], re.escape(delimiter)
    if re.search(rf'(?:^|{mark})"', head, re.MULTILINE):
        return '"'
    begun = len(re.findall(rf"(?:^|{mark})'", head, re.MULTILINE))
    ended = len(re.findall(rf"'(?={mark}|$)", head, re.MULTILINE))
    open_ = begun - ended  # one, where the head ends within a cell
    return "'" if begun >= _FEWEST_QUOTED and 0 <= open_ <= (begun > _MANY_QUOTED) else '"'


def continued(rows: Sequence[Row]) -> list[Row]:
    """Return rows of two cells with the lines below that have no second one in theirs.

    So Quizlet exports a meaning of several lines, and blank lines between cards. Rows of which
    these are not most stay as they are, and what notes have behind their numbers.
    """
    if not _go_on(rows):
        return list(rows)
    joined: list[Row] = []
    for lines, cells in rows:
        if len(cells) == _PAIR:
            joined.append((lines, cells))
            continue
        above, (front, back) = joined[-1]
        gap = "\n" if lines.first == above.last + 1 else "\n\n"
        joined[-1] = (Lines(above.first, lines.last), [front, f"{back}{gap}{cells[0]}"])
    return joined


def _go_on(rows: Sequence[Row]) -> bool:
    """Whether rows of two cells with fronts of their own have single ones below them."""
    widths = [len(cells) for _, cells in rows]
    fronts = [cells[0] for _, cells in rows if len(cells) == _PAIR]
    if len(fronts) < _FEWEST_FRONTS or 2 * len(fronts) < len(rows):
        return False
    if widths[0] != _PAIR or max(widths) > _PAIR or len(fronts) == len(rows):
        return False
    worded = sum(1 for front in fronts if not _COUNTS.fullmatch(front))
    return min(len(set(fronts)), worded) >= _MOSTLY * len(fronts)
