"""Questions and answers side by side in a Markdown table: `| question | answer |`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.importing.assembly import Draft
from bot.importing.lines import Line
from bot.importing.questions import Look, look

_DELIMITERS = re.compile(r"\|?(?:[ \t]{0,20}:?-{1,100}:?[ \t]{0,20}\|){1,12}[ \t:-]{0,100}$")
_BAR = re.compile(r"(?<!\\)\|")
_LEAST_ASKING = 0.5  # of a column's cells

Row = tuple[Line, list[str]]


def find(lines: Sequence[Line]) -> list[Draft]:
    """Return the rows of the tables with a column of questions as drafts, in order.

    The answer is what stands in the columns behind the question's.
    """
    return [draft for rows in _tables(lines) for draft in _drafts(rows)]


def _tables(lines: Sequence[Line]) -> Iterator[list[Row]]:
    """Yield the rows of each table: those below a line of dashes and bars."""
    rows: list[Row] = []
    inside = False
    for line in lines:
        if not line.fenced and "|" in line.raw and _DELIMITERS.match(line.raw.strip()):
            inside = True
        elif inside and "|" in line.raw and not line.fenced:
            rows.append((line, _cells(line.raw)))
        elif inside:
            yield rows
            rows, inside = [], False
    yield rows


def _cells(raw: str) -> list[str]:
    text = raw.strip()
    text = text.removeprefix("|")
    text = text[:-1] if text.endswith("|") and not text.endswith("\\|") else text
    return [cell.replace("\\|", "|").strip() for cell in _BAR.split(text)]


def _drafts(rows: Sequence[Row]) -> list[Draft]:
    column = _asking_column(rows)
    if column is None:
        return []
    return [
        _draft(line, cells, column) for line, cells in rows if column < len(cells) and cells[column]
    ]


def _asking_column(rows: Sequence[Row]) -> int | None:
    """Return the first column, the last one aside, in which most cells ask something."""
    width = min((len(cells) for _, cells in rows), default=0)
    for column in range(width - 1):
        asking = sum(1 for _, cells in rows if look(cells[column]) is not Look.NONE)
        if asking >= _LEAST_ASKING * len(rows):
            return column
    return None


def _draft(line: Line, cells: Sequence[str], column: int) -> Draft:
    before = [cell for cell in cells[:column] if cell and not cell.rstrip(".)").isdecimal()]
    answer = "\n".join(filter(None, [*cells[column + 1 :], *before]))
    end = line.index + 1
    return Draft(cells[column], line.index, end, end, answer, answer=answer)
