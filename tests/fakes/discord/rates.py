"""Rate limits: a bucket for each route and major parameter, counted on the fake's clock.

Headers: Discord's reference, "Rate Limits". Nothing is scarce until a test says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

PLENTY = 1_000_000
_SECONDS_OF_WINDOW = 1.0
# Windows so long that a client may think of them as a refusal: waits of minutes are told for this
# one in https://github.com/discord/discord-api-docs/issues/7816.
_LONG_WINDOWS = {"POST /channels/{channel_id}/messages/{message_id}/threads": 300.0}


@dataclass(frozen=True)
class Limit:
    """So many requests in so long. `told` is the wait in seconds that the client is told."""

    requests: int
    window: timedelta
    told: float


@dataclass
class Bucket:
    """One window of one bucket."""

    ends: datetime
    used: int = 0


def check_route(route: str, known: set[str]) -> None:
    """Raise LookupError for a route that nothing would ever strike."""
    if route not in known:
        raise LookupError(f"{route} is none of {sorted(known)}")


class Rates:
    """The buckets. `refused` counts the 429s by route."""

    def __init__(self, now: Callable[[], datetime], known: set[str]) -> None:
        self._known = known
        self._now = now
        self._limits: dict[str, Limit] = {}
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self.refused: dict[str, int] = {}

    def limit(
        self, route: str, requests: int, window: timedelta, *, told: float | None = None
    ) -> None:
        """Let a route, as `GET /channels/{channel_id}`, take so many requests a window."""
        check_route(route, self._known)
        wait = window.total_seconds() if told is None else told
        self._limits[route] = Limit(requests, window, wait)

    def lift(self, route: str) -> None:
        """Take a limit back."""
        self._limits.pop(route, None)

    def spend(self, route: str, major: str) -> tuple[dict[str, str], float | None]:
        """Count a request. Return the headers, and the seconds to wait where it is refused."""
        limit = self._limits.get(route)
        if limit is None:
            window = _LONG_WINDOWS.get(route, _SECONDS_OF_WINDOW)
            return self._headers(route, PLENTY, PLENTY - 1, window), None
        bucket = self._bucket(route, major, limit)
        if bucket.used >= limit.requests:
            self.refused[route] = self.refused.get(route, 0) + 1
            return self._headers(route, limit.requests, 0, limit.told), limit.told
        bucket.used += 1
        left = limit.requests - bucket.used
        return self._headers(route, limit.requests, left, limit.told), None

    def _bucket(self, route: str, major: str, limit: Limit) -> Bucket:
        bucket = self._buckets.get((route, major))
        if bucket is None or bucket.ends <= self._now():
            bucket = self._buckets[route, major] = Bucket(self._now() + limit.window)
        return bucket

    def _headers(self, route: str, limit: int, left: int, after: float) -> dict[str, str]:
        reset = self._now().timestamp() + after
        return {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(left),
            "X-RateLimit-Reset": f"{reset:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": blake2b(route.encode(), digest_size=8).hexdigest(),
        }
