"""Rate limits: buckets that are counted on the fake's clock. Nothing is scarce by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Limit:
    """So many requests in so long."""

    requests: int
    window: timedelta


@dataclass
class Bucket:
    """One window of one bucket."""

    ends: datetime
    used: int = 0


def check_known(name: str, known: set[str]) -> None:
    """Raise LookupError for a name that no request ever has."""
    if name not in known:
        raise LookupError(f"{name} is none of {sorted(known)}")


class Rates:
    """The buckets of requests whose names are in `known`. `refused` counts the 429s by name."""

    def __init__(self, now: Callable[[], datetime], known: set[str]) -> None:
        self._known = known
        self._now = now
        self._limits: dict[str, Limit] = {}
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self.refused: dict[str, int] = {}

    def limit(self, name: str, requests: int, window: timedelta) -> None:
        """Take so many requests of a name a window."""
        check_known(name, self._known)
        self._limits[name] = Limit(requests, window)

    def lift(self, name: str) -> None:
        """Take a limit back."""
        self._limits.pop(name, None)

    def wait(self, name: str, part: str) -> int | None:
        """Count a request as `left` does. Return the seconds to wait where it is refused."""
        if name not in self._limits or self.left(name, part) is not None:
            return None
        return max(1, round(self._limits[name].window.total_seconds()))

    def left(self, name: str, part: str) -> int | None:
        """Count a request in its bucket, the `part` of those of its name.

        Returns how many more its limit allows, or None where it is refused.
        """
        limit, now = self._limits[name], self._now()
        bucket = self._buckets.get((name, part))
        if bucket is None or bucket.ends <= now:
            bucket = self._buckets[name, part] = Bucket(now + limit.window)
        if bucket.used >= limit.requests:
            self.refused[name] = self.refused.get(name, 0) + 1
            return None
        bucket.used += 1
        return limit.requests - bucket.used
