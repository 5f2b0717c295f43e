"""Slack's rate limits: a bucket for each method and channel, or for each method and workspace.

Slack's reference, "Rate limits": posting is about one message a second and channel; over it is a
429 with `Retry-After`, in whole seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from tests.fakes.common.rates import Rates

POSTING = ("chat.postMessage", "chat.update")
# "Tier 3: 50+ per minute", which is these methods' in the reference; and of all messages in a
# workspace "several hundred per minute": https://docs.slack.dev/apis/web-api/rate-limits
_OF_WORKSPACE = {"chat.postMessage": 300, "chat.update": 50, "conversations.open": 50}


class SlackRates(Rates):
    """The buckets."""

    def __init__(self, now: Callable[[], datetime], known: set[str]) -> None:
        super().__init__(now, known)
        self.of_workspaces = Rates(now, known)

    def one_post_a_second(self) -> None:
        """Limit posting as Slack does."""
        for method in POSTING:
            self.limit(method, 1, timedelta(seconds=1))
        for method, requests in _OF_WORKSPACE.items():
            self.of_workspaces.limit(method, requests, timedelta(minutes=1))

    def spend(self, method: str, place: str, token: str) -> int | None:
        """Count a request with a workspace's token. Return the seconds to wait if it is refused."""
        buckets = ((self, place), (self.of_workspaces, token))
        waits = [wait for rates, part in buckets if (wait := rates.wait(method, part)) is not None]
        return max(waits, default=None)
