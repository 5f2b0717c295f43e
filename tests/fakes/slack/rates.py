"""Rate limits: counted on the fake's clock by method and channel, or by method and workspace.

Slack's reference, "Rate limits": posting is about one message a second and channel; over it is a
429 with `Retry-After`. Nothing is scarce until a test says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

POSTING = ("chat.postMessage", "chat.update")


@dataclass(frozen=True)
class Limit:
    """So many requests in so long. `told` is the wait in seconds that the client is told."""

    requests: int
    window: timedelta
    told: int


@dataclass
class Bucket:
    """One window of one bucket."""

    ends: datetime
    used: int = 0


class Rates:
    """The buckets. `refused` counts the 429s by method."""

    def __init__(self, now: Callable[[], datetime], known: set[str]) -> None:
        self._known = known
        self._now = now
        self._limits: dict[str, Limit] = {}
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self.refused: dict[str, int] = {}

    def limit(
        self, method: str, requests: int, window: timedelta, *, told: int | None = None
    ) -> None:
        """Let a method take so many requests a window, by channel where it names one."""
        check_method(method, self._known)
        wait = max(1, round(window.total_seconds())) if told is None else told
        self._limits[method] = Limit(requests, window, wait)

    def one_post_a_second(self) -> None:
        """Limit posting as Slack does."""
        for method in POSTING:
            self.limit(method, 1, timedelta(seconds=1))

    def lift(self, method: str) -> None:
        """Take a limit back."""
        self._limits.pop(method, None)

    def spend(self, method: str, place: str) -> int | None:
        """Count a request. Return the seconds to wait where it is refused."""
        limit = self._limits.get(method)
        if limit is None:
            return None
        bucket = self._bucket(method, place, limit)
        if bucket.used >= limit.requests:
            self.refused[method] = self.refused.get(method, 0) + 1
            return limit.told
        bucket.used += 1
        return None

    def _bucket(self, method: str, place: str, limit: Limit) -> Bucket:
        bucket = self._buckets.get((method, place))
        if bucket is None or bucket.ends <= self._now():
            bucket = self._buckets[method, place] = Bucket(self._now() + limit.window)
        return bucket


def check_method(method: str, known: set[str]) -> None:
    """Raise LookupError for a method that nothing would ever strike."""
    if method not in known:
        raise LookupError(f"{method} is none of {sorted(known)}")
