"""Turns for requests to a platform that takes so many a second of all workers together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.deliveries import ANYWHERE, Delivery, DeliveryKind, Whither
from bot.services.context import Context
from bot.storage.transaction import Transaction

# Further ahead nothing is taken: what comes first in another worker has its turn soon.
_AHEAD = timedelta(seconds=1)
_THREAD_OR_DIRECT = 2  # to open it, and to write there
_LOOK = 2  # for a post of an earlier attempt


@dataclass(frozen=True, slots=True)
class Pace:
    """To which platforms, and how many requests a second they take; None without a limit."""

    whither: Whither = ANYWHERE
    per_second: float | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What was claimed, each with the time of its turn.

    It is `held_back` where there may be more that is due, whose turn is too far ahead.
    """

    turns: Sequence[tuple[Delivery, datetime]]
    held_back: bool = False


class PacingService:
    """Any number of workers, in turn."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def turn(self, pace: Pace) -> datetime:
        """Take the next turn for one request, and return when it is."""
        now = self._context.clock()
        if pace.per_second is None or pace.whither.platform is None:
            return now
        async with self._context.store.writing() as tx:
            at = await tx.rates.lock(pace.whither.platform, now)
            await tx.rates.take(pace.whither.platform, at + timedelta(seconds=1 / pace.per_second))
        return at


async def claim(tx: Transaction, now: datetime, until: datetime, limit: int, pace: Pace) -> Taken:
    """Lease what is due until then, at most `limit` messages, with turns for their requests."""
    name, per_second = pace.whither.platform, pace.per_second
    if name is None or per_second is None:
        found = await tx.deliveries.claim(now, until, limit, pace.whither)
        return Taken([(each, now) for each in found])
    at = await tx.rates.lock(name, now)
    room = int((now + _AHEAD - at).total_seconds() * per_second)
    if room <= 0:
        return Taken((), held_back=True)
    turns = list[tuple[Delivery, datetime]]()
    for each in await tx.deliveries.claim(now, until, min(limit, room), pace.whither):
        turns.append((each, at))
        at += timedelta(seconds=_requests(each) / per_second)
    await tx.rates.take(name, at)
    return Taken(turns, held_back=len(turns) == room < limit)


def _requests(delivery: Delivery) -> int:
    """Return how many requests a message takes at the most."""
    post = 1 if delivery.kind is DeliveryKind.QUESTION else _THREAD_OR_DIRECT
    return post if delivery.attempts <= 1 else post + _LOOK
