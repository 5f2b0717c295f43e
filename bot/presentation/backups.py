"""How backups are, in words for whoever runs the room."""

from __future__ import annotations

from datetime import datetime

from bot.core.backups import Standing
from bot.presentation.humanize import size_words, span_words

REMEDY = "Look at the log for why, and see to the space on the disk; the next try comes by itself."
NONE_MADE = (
    "No backups are made by themselves: set ROUNDTABLE_BACKUPS to how many are to be kept, one a "
    "day."
)


def standing_words(standing: Standing, now: datetime) -> str:
    """Return how old the latest is, and how much space is free."""
    free = "" if standing.free is None else f" {size_words(standing.free)} are free."
    if not standing.keep:
        return f"{NONE_MADE}{free}"
    age = standing.age(now)
    latest = "There is no backup yet." if age is None else f"The latest is {span_words(age)} old."
    failed = f" The last try failed ({standing.failure})." if standing.failure else ""
    return f"{latest}{failed} One is made each day, and {standing.keep} are kept.{free}"
