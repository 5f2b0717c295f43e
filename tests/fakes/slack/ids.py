"""Ids and timestamps as Slack makes them. A message's `ts` is its id within its channel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

_LENGTH = 8
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MICROSECONDS = 1_000_000


class Ids:
    """Makes ids, and timestamps of the fake's clock that only grow while it does not go back."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._made = 0
        self._latest = 0

    def next(self, kind: str) -> str:
        """Return a new id that starts with a letter for its kind, as `C` for a channel."""
        self._made += 1
        number, text = self._made + len(_DIGITS) ** (_LENGTH - 1), ""
        while number:
            number, digit = divmod(number, len(_DIGITS))
            text = _DIGITS[digit] + text
        return f"{kind}{text}"

    def ts(self) -> str:
        """Return a timestamp that was not given before."""
        moment = round(self._now().timestamp() * _MICROSECONDS)
        self._latest = max(moment, self._latest + 1)
        return in_ts(self._latest)


def in_ts(microseconds: int) -> str:
    """Write microseconds since 1970 as Slack does: seconds, a point, six digits."""
    return f"{microseconds // _MICROSECONDS}.{microseconds % _MICROSECONDS:06d}"


def from_ts(ts: str) -> int:
    """Return a timestamp's microseconds. Raises ValueError for what is none."""
    seconds, _, rest = ts.partition(".")
    return int(seconds) * _MICROSECONDS + int((rest + "000000")[:6])
