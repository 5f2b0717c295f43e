"""Turns for requests to a platform that takes so many a second of all workers together.

Turns of the bot are given out up to a second ahead: a message waits for its own in hand. Those of a
channel or a workspace are given out when they have come: what has to wait for them is put off, each
to when it will be its turn if nobody else asks, so that no workspace holds up another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.deliveries import (
    ANYWHERE,
    Delivery,
    DeliveryKey,
    DeliveryKind,
    Rates,
    Turns,
    Whither,
)
from bot.core.models import ChannelId
from bot.services.context import Context
from bot.storage.transaction import Transaction

# Further ahead nothing is taken: what comes first in another worker has its turn soon.
_AHEAD = timedelta(seconds=1)
_EDITS_AHEAD = 2 * _AHEAD  # more than messages take, or these would leave no turn to an edit
_THREAD_OR_DIRECT = 2  # to open it, and to write there
_LOOK = 2  # for a post of an earlier attempt
_DIRECT = frozenset({DeliveryKind.REMINDER, DeliveryKind.NOTICE})


@dataclass(frozen=True, slots=True)
class Pace:
    """To which platforms, and how fast: of one that is not named, nothing is known."""

    whither: Whither = ANYWHERE
    rates: Rates = field(default_factory=Rates)


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

    async def turn_to_edit(self, pace: Pace, workspace: str) -> tuple[datetime, bool]:
        """Return when a message in the workspace may be edited, and whether that turn is taken.

        It is not where it is so far ahead that others would wait for it: then ask again.
        """
        now, name, rates = self._context.clock(), pace.whither.platform, pace.rates
        if name is None:
            return now, True
        steps = {
            each: 1 / rate
            for each, rate in ((name, rates.bot), (f"{name}:{workspace}:edits", rates.edits))
            if rate is not None
        }
        if not steps:
            return now, True
        async with self._context.store.writing() as tx:
            turns = await tx.rates.lock(steps, now)
            at, is_taken = _next(steps, turns, now + _EDITS_AHEAD)
            await tx.rates.take(turns)
        return at, is_taken


async def claim(tx: Transaction, now: datetime, until: datetime, limit: int, pace: Pace) -> Taken:
    """Lease what is due until then, at most `limit` messages, with turns for their requests."""
    name, rates = pace.whither.platform, pace.rates
    if name is None or rates.bot is None:
        found = await tx.deliveries.claim(now, until, limit, pace.whither)
        return Taken(await _of_places(tx, [(each, now) for each in found], rates, now))
    bot = await tx.rates.lock([name], now)
    at = bot[name].free_at
    room = int((now + _AHEAD - at).total_seconds() * rates.bot)
    if room <= 0:
        return Taken((), held_back=True)
    turns = list[tuple[Delivery, datetime]]()
    for each in await tx.deliveries.claim(now, until, min(limit, room), pace.whither):
        turns.append((each, at))
        at += timedelta(seconds=_requests(each) / rates.bot)
    await tx.rates.take({name: Turns(at, at, at)})
    return Taken(await _of_places(tx, turns, rates, now), held_back=len(turns) == room < limit)


def channel_name(delivery: Delivery) -> str | None:
    """Return the name by which the turns of a message's channel are known.

    What a single person is told is in no channel.
    """
    is_direct = delivery.kind in _DIRECT
    return None if is_direct else f"{delivery.platform}:channel:{delivery.channel}"


async def _of_places(
    tx: Transaction, claimed: Sequence[tuple[Delivery, datetime]], rates: Rates, now: datetime
) -> Sequence[tuple[Delivery, datetime]]:
    """Return what has its turn in its channel and workspace now, and put off what has not."""
    if not claimed or (rates.channel, rates.workspace, rates.direct) == (None, None, None):
        return claimed
    workspaces = await tx.groups.workspaces_of({each.channel for each, _ in claimed})
    steps = {each.key: _steps(each, workspaces, rates) for each, _ in claimed}
    turns = await tx.rates.lock({name for each in steps.values() for name in each}, now)
    taken, later = list[tuple[Delivery, datetime]](), dict[DeliveryKey, datetime]()
    for each, at in claimed:
        # What was put off before has waited in the queue: it is next, if not at this moment.
        has_waited = each.next_attempt_at is not None and each.next_attempt_at > each.created_at
        turn, is_taken = _next(steps[each.key], turns, now, has_waited=has_waited)
        if is_taken:
            taken.append((each, max(at, turn)))
        else:
            later[each.key] = turn
    await tx.rates.take(turns)
    await tx.deliveries.hold_back(later)
    return taken


def _steps(
    delivery: Delivery, workspaces: Mapping[ChannelId, str], rates: Rates
) -> Mapping[str, float]:
    """Return whose turns a message needs, each with the seconds to the next one."""
    workspace = f"{delivery.platform}:{workspaces.get(delivery.channel, '')}"
    channel = channel_name(delivery)
    wanted = (
        (workspace, rates.workspace),
        (f"{workspace}:direct", rates.direct if channel is None else None),
        (channel, rates.channel),
    )
    return {name: 1 / rate for name, rate in wanted if name is not None and rate is not None}


def _next(
    steps: Mapping[str, float],
    turns: Mapping[str, Turns],
    latest: datetime,
    *,
    has_waited: bool = False,
) -> tuple[datetime, bool]:
    """Take the next turn of all of these and say so, or a place in their queue if it is later.

    What `has_waited` already is first again, after those of this claim for which that holds too.
    """
    mine = [(turns[name], timedelta(seconds=step)) for name, step in steps.items()]
    at = max((turn.free_at for turn, _ in mine), default=latest)
    if is_taken := at <= latest:
        for turn, step in mine:
            turn.free_at = turn.again_at = at + step
            turn.queue_ends_at = max(turn.queue_ends_at, turn.free_at)
    else:
        busy = [(turn, step) for turn, step in mine if turn.free_at > latest]
        at = max(turn.again_at if has_waited else turn.queue_ends_at for turn, _ in busy)
        for turn, step in busy:
            if has_waited:
                turn.again_at = at + step
            else:
                turn.queue_ends_at = at + step
    return at, is_taken


def _requests(delivery: Delivery) -> int:
    """Return how many requests a message takes at the most."""
    post = 1 if delivery.kind is DeliveryKind.QUESTION else _THREAD_OR_DIRECT
    return post if delivery.attempts <= 1 else post + _LOOK
