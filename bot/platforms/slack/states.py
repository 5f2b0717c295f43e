"""What a browser that begins to install the app brings back: signed, so that nothing is kept of it.

Anybody may begin, as often as they like. So a state carries its own end and our signature, which
every worker can check; only one that was brought back is remembered, until its end. Bolt gives it
to the browser as a cookie besides, and takes none from another one:
https://docs.slack.dev/authentication/installing-with-oauth.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from slack_sdk.oauth import OAuthStateUtils
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

_PURPOSE = b"roundtable: state of an installation"
_STATE = re.compile(
    r"(?P<said>(?P<ends>[0-9]{1,12})\.[0-9A-Za-z_-]{22})\.(?P<signature>[0-9a-f]{64})"
)
# Of more the oldest are forgotten; their codes Slack took once, and takes no more.
_MOST_USED = 10_000


class SignedStates(AsyncOAuthStateStore):
    """Makes states that hold for ten minutes, and takes each once."""

    def __init__(self, secret: str, clock: Callable[[], datetime]) -> None:
        """Prepare; the `secret` is the same for all workers and over every restart."""
        self._key = hmac.digest(secret.encode(), _PURPOSE, sha256)
        self._clock = clock
        self._used: dict[str, int] = {}  # with their ends

    async def async_issue(self, *_args: object, **_kwargs: object) -> str:
        """Return a new state."""
        ends = int(self._clock().timestamp()) + OAuthStateUtils.default_expiration_seconds
        said = f"{ends}.{secrets.token_urlsafe(16)}"
        return f"{said}.{self._signature(said)}"

    async def async_consume(self, state: str) -> bool:
        """Say whether a state is ours, has not ended, and was not used before."""
        found = _STATE.fullmatch(state)
        if found is None or not hmac.compare_digest(
            found["signature"], self._signature(found["said"])
        ):
            return False
        now, ends = self._clock().timestamp(), int(found["ends"])
        self._used = {used: end for used, end in self._used.items() if end > now}
        if ends <= now or state in self._used:
            return False
        if len(self._used) >= _MOST_USED:
            del self._used[next(iter(self._used))]
        self._used[state] = ends
        return True

    def _signature(self, said: str) -> str:
        return hmac.new(self._key, said.encode(), sha256).hexdigest()
