"""Each author's answers as CSV, which a spreadsheet shows and never runs."""

from __future__ import annotations

import csv
import io

from bot.core.contents import Sheet
from bot.core.formats import CSV_HEAD, inert_cell
from bot.core.pictures import without_pictures


def written(_title: str, sheet: Sheet) -> bytes:
    """Return one author's answers, a row each, in UTF-8 with the mark that Excel looks for."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_HEAD)
    for entry in sheet.entries:
        answer, author = "\n\n".join(entry.answers), sheet.source.author
        texts = map(without_pictures, (entry.question.text, answer))
        cells = (entry.question.section, *texts, author)
        writer.writerow((entry.question.id, *map(inert_cell, cells)))
    return out.getvalue().encode("utf-8-sig")
