"""A round as a row of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.feedback import Rating


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
