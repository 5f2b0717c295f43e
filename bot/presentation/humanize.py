"""Counts, lists and spans of time, as one says them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

_MB, _GB = 1_000_000, 1_000_000_000
_MOST_NAMED = 5
_MINUTE = timedelta(minutes=1)


def count(number: int, noun: str) -> str:
    """Return a number with its noun, in the singular or the plural."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def amount(number: float) -> str:
    """Return an average with a decimal where it has one: "2", "1.5"."""
    return f"{number:.1f}".removesuffix(".0")


def listed(names: Sequence[str]) -> str:
    """Return the names as one says them: "a, b and c"."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def several(names: Sequence[str]) -> str:
    """Return the first few names, and how many more there are."""
    shown = [f"“{name}”" for name in names[:_MOST_NAMED]]
    more = len(names) - len(shown)
    return listed([*shown, f"{more} more"] if more else shown)


def size_words(size: int) -> str:
    """Return a size in bytes as one says it: "62.6 GB", "312 MB"."""
    return f"{size / _GB:,.1f} GB" if size >= _GB else f"{size / _MB:,.0f} MB"


def time_words(at: datetime) -> str:
    """Return "2 March 2026, 17:00:05 UTC", for where no time stamp of a platform's can stand."""
    at = at.astimezone(UTC)
    return f"{at.day} {at:%B %Y, %H:%M:%S} UTC"


def span_words(span: timedelta) -> str:
    """Return a span to the minute, "less than a minute" at the least: "1 hour 30 minutes"."""
    minutes = span // _MINUTE
    if not minutes:
        return "less than a minute"
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "day"), (hours, "hour"), (minutes, "minute"))
    return " ".join(count(number, noun) for number, noun in parts if number)
