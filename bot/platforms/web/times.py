"""Times as a page without scripts shows them: in UTC, and marked up for the script to localise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def iso(at: datetime) -> str:
    """Return the time as the `datetime` attribute of a `<time>` has it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def date_words(at: datetime) -> str:
    """Return "21 November 2026, 18:05 UTC"."""
    at = at.astimezone(UTC)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


def clock_words(at: datetime) -> str:
    """Return "18:05:09 UTC"."""
    return f"{at.astimezone(UTC):%H:%M:%S} UTC"


def hours_words(span: timedelta) -> str:
    """Return a span in hours, without needless decimals."""
    hours = span.total_seconds() / 3600
    return f"{hours:.4g} hour" if hours == 1 else f"{hours:.4g} hours"
