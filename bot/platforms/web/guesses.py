"""Wrong keys, links and tokens of late: who guesses is slowed down before anything is looked up.

A key has far more bits than anybody can guess. It is the looking up that members would feel.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from ipaddress import IPv4Address, ip_address, ip_network

from bot.platforms.web.refusals import WebRefusal

MOST_WRONG = 50
"""How many an address has at once; a class that mistypes its link together stays below it."""
_ONE_MORE_S = 6.0
_ADDRESSES = 10_000
_RIGHT = 1_000
# A network gives a house, or a machine, all of these: https://www.rfc-editor.org/rfc/rfc6177.
_IPV6_PREFIX = 64


class Guesses:
    """Counts wrong ones in this process, in memory that does not grow."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        # How many are left to each, and when that was so.
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._right: OrderedDict[bytes, None] = OrderedDict()

    def check(self, whose: str, secret: str) -> None:
        """Raise WebRefusal (429) for a guess too many.

        A secret that was right of late is let through: who guesses keeps nobody from joining that
        shares their address and has the right link.
        """
        left = self._left_to(whose)
        if left < 1 and _digest(secret) not in self._right:
            raise _too_many(math.ceil((1 - left) * _ONE_MORE_S))

    def begin(self, whose: str, secret: str) -> None:
        """Count a guess before it is looked up. Raises as `check`."""
        self.check(whose, secret)
        if _digest(secret) not in self._right:
            self._keep(whose, self._left_to(whose) - 1)

    def right(self, whose: str, secret: str) -> None:
        """Take a guess back: it was none."""
        digest = _digest(secret)
        if digest not in self._right:
            self._keep(whose, self._left_to(whose) + 1)
        self._right[digest] = None
        self._right.move_to_end(digest)
        if len(self._right) > _RIGHT:
            self._right.popitem(last=False)

    def _left_to(self, whose: str) -> float:
        left, then = self._left.get(whose, (MOST_WRONG, self._now()))
        return min(left + (self._now() - then) / _ONE_MORE_S, MOST_WRONG)

    def _keep(self, whose: str, left: float) -> None:
        self._left[whose] = left, self._now()
        self._left.move_to_end(whose)
        if len(self._left) > _ADDRESSES:
            self._left.popitem(last=False)


def network_of(host: str) -> str:
    """Return what of an address is one sender's: an IPv4 address, the /64 of an IPv6 one."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((int(address), _IPV6_PREFIX), strict=False))


def _digest(secret: str) -> bytes:
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _too_many(seconds: int) -> WebRefusal:
    unit = "second" if seconds == 1 else "seconds"
    words = (
        f"Too many wrong links and keys were tried from your network. Wait {seconds} {unit}, then "
        "open the whole link again."
    )
    return WebRefusal(429, words, retry_s=seconds)
