"""A thousand members who reply in the last second: each is told yes or no, and it is true."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.core.models import Group, Member, Reply, Round, RoundState
from bot.errors import RoundClosed
from bot.services.context import Context
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.members import see_all
from tests.faults.invariants import revealed
from tests.faults.people import add_members

MEMBERS = 1_000
_TICK_EVERY = 50  # replies


class RunningClock(Clock):
    """Time that goes on by a millisecond each time somebody looks."""

    def now(self) -> datetime:
        return self.advance(timedelta(milliseconds=1))


@pytest.fixture
async def members(store: Store, room: Group) -> list[Member]:
    """A large group."""
    return await add_members(store, room, MEMBERS)


@pytest.mark.parametrize("workers", [1, 2])
async def test_who_replies_in_the_last_second_is_told_what_the_reveal_shows(
    *,
    open_store: Callable[[], Store],
    members: list[Member],
    open_round: Round,
    engine_name: str,
    workers: int,
):
    if engine_name == "sqlite" and workers > 1:
        workers = 1  # as serve sees to
    last_second = RunningClock(open_round.closes_at - timedelta(milliseconds=MEMBERS / 2))
    shares = [Services(Context(open_store(), clock=last_second.now)) for _ in range(workers)]

    yes, no = await _reply_while_it_closes(shares, members, open_round)

    assert len(yes) + len(no) == MEMBERS
    assert len(yes) > 0
    assert len(no) > 0
    assert await _state(shares[0], open_round) is RoundState.CLOSED
    assert sorted(await revealed(shares[-1], open_round)) == sorted(yes)


async def _reply_while_it_closes(
    shares: list[Services], members: list[Member], round_: Round
) -> tuple[list[str], list[str]]:
    """Return the texts of those who were told yes, and of those who were told no."""
    attempts = []
    async with asyncio.TaskGroup() as group:
        for number, member in enumerate(members):
            services = shares[number % len(shares)]
            attempts.append(group.create_task(_attempt(services, round_, member)))
            await asyncio.sleep(0)  # so that they come one after the other
            if number % _TICK_EVERY == 0:
                group.create_task(services.rounds.tick())
    await shares[0].rounds.tick()
    outcomes = [attempt.result() for attempt in attempts]
    yes = [saved.text for saved in outcomes if isinstance(saved, Reply)]
    no = [refused for refused in outcomes if isinstance(refused, str)]
    return yes, no


async def _attempt(services: Services, round_: Round, member: Member) -> Reply | str:
    text = f"What {member.name} thinks"
    try:
        return (await services.replies.save(round_.id, member, text, 0)).reply
    except RoundClosed:
        return text


async def _state(services: Services, round_: Round) -> RoundState:
    return (await services.cards.card(round_.id, await see_all(services, round_.group))).round.state
