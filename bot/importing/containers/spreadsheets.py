"""Spreadsheets: Kahoot's and Quizizz's templates, and what else has its cards in rows."""

from __future__ import annotations

import io
from collections.abc import Iterator

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from bot.core.documents import Lines
from bot.importing.containers.reading import MAX_CARDS, MAX_COLUMNS, Card, Unreadable
from bot.importing.containers.rows import Row
from bot.importing.containers.tables import table_cards
from bot.importing.containers.zips import MAX_UNPACKED, Zip
from bot.importing.strange_bytes import STRANGE_BYTES

_MOST_SHEETS = 50
_MOST_SIGNS = 4_000_000  # that open tags of its XML, of which a row of five cells has thirty
_MOST_ROWS = 2 * MAX_CARDS  # empty ones among them
_SEARCHED = 2 * MAX_COLUMNS  # columns in which one too many is looked for


def read_spreadsheet(data: bytes) -> Iterator[Card]:
    """Yield the cards of a workbook's sheets, in order. Raises Unreadable."""
    filled = sheets_of(data)
    for title, table in filled:
        yield from table_cards(table, title if len(filled) > 1 else "")


def sheets_of(data: bytes) -> list[tuple[str, list[Row]]]:
    """Return the titles and rows of a workbook's sheets that hold any. Raises Unreadable."""
    archive = Zip(data)
    archive.refuse_entities()
    archive.refuse_long("xl/", _MOST_SIGNS, MAX_UNPACKED)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = book.worksheets[:_MOST_SHEETS]
        rows = [(sheet.title, list(_rows(sheet))) for sheet in sheets]
    except STRANGE_BYTES as error:
        raise Unreadable("it is a broken spreadsheet; save it again, or as CSV") from error
    return [(title, table) for title, table in rows if table]


def _rows(sheet: Worksheet) -> Iterator[Row]:
    filled = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=_SEARCHED), 1):
        filled += any(cell is not None for cell in row)
        # The first one may be their heads.
        if filled > MAX_CARDS + 1:
            raise Unreadable(f"it has more than {MAX_CARDS:,} rows; split it")
        if number > _MOST_ROWS:
            raise Unreadable(f"it has more than {_MOST_ROWS:,} rows; delete the empty ones")
        if len(row) > MAX_COLUMNS and any(cell is not None for cell in row[MAX_COLUMNS:]):
            raise Unreadable(f"it has more than {MAX_COLUMNS} columns; delete all others")
        cells = [_shown(cell) for cell in row[:MAX_COLUMNS]]
        if any(cells):
            yield Lines(number, number), cells


def _shown(cell: object) -> str:
    """Return a cell's value as a reader sees it: a whole number without a point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
