"""Rounds as CSV, which a spreadsheet shows and never runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.feedback import Rating
from bot.core.formats import inert_cell
from bot.core.text import plain

HEAD = (
    "question",
    "deck",
    "opened",
    "closed",
    "replies",
    "who answered",
    "key points found",
    "key points",
    *(rating.value for rating in Rating),
)
TEXTS = ("author", "answer")


@dataclass(frozen=True, slots=True)
class RoundRow:
    """What was asked and when, how many answered and who, and how it went.

    `found` of the `points` key points were found in anybody's answer, None where that is not known.
    `author` and `text` are of one reply, empty where texts were not asked for.
    """

    question: str
    deck: str
    opened_at: datetime
    closed_at: datetime | None
    replies: int
    names: tuple[str, ...]
    found: int | None
    points: int | None
    ratings: Mapping[Rating, int] = field(default_factory=dict)
    author: str = ""
    text: str = ""

    def with_reply(self, author: str, text: str) -> RoundRow:
        """Return the row for one reply."""
        return replace(self, author=author, text=text)


def written(rows: Iterable[RoundRow], *, texts: bool) -> bytes:
    """Return the rows in UTF-8 with the mark that Excel looks for; times are UTC, in ISO 8601."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*HEAD, *(TEXTS if texts else ())))
    for row in rows:
        said = (inert_cell(row.author), inert_cell(row.text)) if texts else ()
        writer.writerow((*_cells(row), *said))
    return out.getvalue().encode("utf-8-sig")


def _cells(row: RoundRow) -> tuple[object, ...]:
    return (
        inert_cell(plain(row.question)),
        inert_cell(row.deck),
        row.opened_at.isoformat(timespec="seconds"),
        row.closed_at.isoformat(timespec="seconds") if row.closed_at else "",
        row.replies,
        inert_cell(", ".join(row.names)),
        "" if row.found is None else row.found,
        "" if row.points is None else row.points,
        *(row.ratings.get(rating, 0) if row.ratings else "" for rating in Rating),
    )
