"""Discord's rate limits: a bucket for each route and major parameter.

Headers: Discord's reference, "Rate Limits".
"""

from __future__ import annotations

from hashlib import blake2b

from tests.fakes.common.rates import Rates

PLENTY = 1_000_000
_SECONDS_OF_WINDOW = 1.0
# Windows so long that a client may think of them as a refusal: waits of minutes are told for this
# one in https://github.com/discord/discord-api-docs/issues/7816.
_LONG_WINDOWS = {"POST /channels/{channel_id}/messages/{message_id}/threads": 300.0}


class DiscordRates(Rates):
    """The buckets. Routes are named as `GET /channels/{channel_id}`."""

    def spend(self, route: str, major: str) -> tuple[dict[str, str], float | None]:
        """Count a request. Return the headers, and the seconds to wait where it is refused."""
        limit = self._limits.get(route)
        if limit is None:
            window = _LONG_WINDOWS.get(route, _SECONDS_OF_WINDOW)
            return self._headers(route, PLENTY, PLENTY - 1, window), None
        left, wait = self.left(route, major), limit.window.total_seconds()
        headers = self._headers(route, limit.requests, left or 0, wait)
        return headers, wait if left is None else None

    def _headers(self, route: str, limit: int, left: int, after: float) -> dict[str, str]:
        reset = self._now().timestamp() + after
        return {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(left),
            "X-RateLimit-Reset": f"{reset:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": blake2b(route.encode(), digest_size=8).hexdigest(),
        }
