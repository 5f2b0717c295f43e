"""Slack's rate limits: a bucket for each method and channel, or for each method and workspace.

Slack's reference, "Rate limits": posting is about one message a second and channel; over it is a
429 with `Retry-After`, in whole seconds.
"""

from __future__ import annotations

from datetime import timedelta

from tests.fakes.common.rates import Rates

POSTING = ("chat.postMessage", "chat.update")


class SlackRates(Rates):
    """The buckets."""

    def one_post_a_second(self) -> None:
        """Limit posting as Slack does."""
        for method in POSTING:
            self.limit(method, 1, timedelta(seconds=1))

    def spend(self, method: str, place: str) -> int | None:
        """Count a request. Return the seconds to wait where it is refused."""
        limit = self._limits.get(method)
        if limit is None or self.left(method, place) is not None:
            return None
        return max(1, round(limit.window.total_seconds()))
