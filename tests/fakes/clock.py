"""Time that stands still until a test moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

MONDAY_NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Clock:
    """Pass `clock.now` where a clock is wanted."""

    def __init__(self, start: datetime = MONDAY_NOON) -> None:
        self._now = start

    def now(self) -> datetime:
        """Return the time."""
        return self._now

    def advance(self, span: timedelta) -> datetime:
        """Let time pass and return what it is now."""
        self._now += span
        return self._now

    def set(self, now: datetime) -> None:
        """Make it a certain time."""
        self._now = now


class Seconds:
    """Pass it where `time.monotonic` is wanted."""

    def __init__(self, start: float = 0.0) -> None:
        self.now = start

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now
