"""The database goes away and comes back: who was told yes was told the truth, and work goes on."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import count

import pytest
from sqlalchemy import URL
from sqlalchemy.util import await_only

from bot.core.models import Group, Member, Reply, Round
from bot.errors import DatabaseUnavailable
from bot.presentation.deliveries import present
from bot.services.context import Context
from bot.services.deliveries import LEASE
from bot.services.live import Topic
from bot.services.services import Services
from bot.storage.engine import make_engine
from bot.storage.transaction import Store
from bot.workers.outbox_dispatcher import OutboxDispatcher
from tests.fakes.clock import Clock
from tests.fakes.eventually import eventually
from tests.fakes.memory_platform import MemoryPlatform, MemoryServer
from tests.fakes.postgres import PostgresServer
from tests.fakes.study_deck import StudyDeck
from tests.faults.invariants import revealed
from tests.faults.loops import running_loops
from tests.faults.people import add_members
from tests.faults.steps import Steps

MEMBERS = 200
# A batch is ten steps, the last of them after its commit. Cut is the second one.
_CUT_AT = range(11, 20)
_CUTS = 5
_STEPS_BETWEEN_CUTS = 7
_NEVER = 1_000_000
_LOOKS_IN_A_LEASE = 300


@pytest.fixture
def engine_name() -> str:
    """SQLite has no connection that could be cut."""
    return "postgresql"


@pytest.fixture
async def members(store: Store, room: Group) -> list[Member]:
    """A group."""
    return await add_members(store, room, MEMBERS)


@asynccontextmanager
async def _watched(url: URL, clock: Clock, steps: Steps) -> AsyncIterator[Services]:
    """Give services on a connection of their own whose steps are counted."""
    engine = make_engine(url)
    steps.watch(engine)
    yield Services(Context(Store(engine), clock=clock.now))
    await engine.dispose()


@pytest.mark.parametrize("step", _CUT_AT)
async def test_cut_in_the_middle_of_many_replies_it_keeps_every_one_that_was_acknowledged(
    *,
    postgres: PostgresServer,
    postgres_url: URL,
    services: Services,
    clock: Clock,
    members: list[Member],
    open_round: Round,
    step: int,
):
    steps = Steps(step, lambda: await_only(postgres.cut(postgres_url)))
    async with _watched(postgres_url, clock, steps) as cut:
        outcomes = await _reply_one_after_the_other(cut, open_round, members)
        await _everybody_again(cut, open_round, members)
    yes = {reply.text for reply in outcomes if isinstance(reply, Reply)}
    assert all(isinstance(outcome, Reply | Exception) for outcome in outcomes)
    assert 0 < len(yes) < MEMBERS

    await services.rounds.close(open_round.group, open_round.id)
    assert yes <= set(await revealed(services, open_round))


async def _reply(services: Services, round_: Round, member: Member) -> Reply:
    text = f"What {member.name} thinks"
    return (await services.replies.save(round_.id, member, text, 0)).reply


async def _reply_one_after_the_other(
    services: Services, round_: Round, members: list[Member]
) -> list[Reply | BaseException]:
    replies = []
    for member in members:
        replies.append(asyncio.create_task(_reply(services, round_, member)))
        await asyncio.sleep(0)
    return await asyncio.gather(*replies, return_exceptions=True)


async def _everybody_again(services: Services, round_: Round, members: list[Member]) -> None:
    """Those who were told yes get the same yes, the others theirs."""
    again = await asyncio.gather(*(_reply(services, round_, member) for member in members))
    assert [reply.revision for reply in again] == [1] * len(members)


async def test_cut_anywhere_while_a_message_is_being_sent_it_is_there_once(
    *,
    postgres: PostgresServer,
    postgres_url: URL,
    services: Services,
    clock: Clock,
    room: Group,
    deck: StudyDeck,
):
    server = MemoryServer(deduplicates=False)
    platforms = {"web": MemoryPlatform(server, "web")}
    steps = Steps(None, lambda: await_only(postgres.cut(postgres_url)))
    async with _watched(postgres_url, clock, steps) as cut:
        dispatcher = OutboxDispatcher(cut, platforms, present)
        for step in count(1):
            round_ = await services.rounds.open_question(room.id, deck.questions[0].id)
            steps.at, steps.taken = step, 0
            with suppress(ExceptionGroup, DatabaseUnavailable):  # its supervisor starts it again
                await dispatcher.deliver_due()
            was_cut, steps.at = steps.taken >= step, None
            clock.advance(LEASE)
            await dispatcher.deliver_due()
            await services.rounds.skip(room.id, round_.id)
            await dispatcher.deliver_due()
            if not was_cut:
                break
    posts = Counter(post.key for posted in server.channels.values() for post in posted)
    assert len(posts) == 2 * step
    assert set(posts.values()) == {1}


async def test_cut_again_and_again_the_running_loops_go_on(
    *, postgres: PostgresServer, postgres_url: URL, clock: Clock, open_round: Round
):
    server, cuts = MemoryServer(deduplicates=False), 0

    def cut() -> None:
        nonlocal cuts
        steps.taken = _NEVER  # while one loop is being cut, the other one goes on
        try:
            # Cancelled where the others of its group see first that they were cut.
            await_only(postgres.cut(postgres_url))
        finally:
            cuts += 1
            if cuts < _CUTS:
                steps.taken = 0

    async def is_revealed() -> bool:
        # What was cut while it was being sent may be taken up again when its lease is over: not
        # while it is being sent, or nothing ever would be.
        clock.advance(LEASE / _LOOKS_IN_A_LEASE)
        live.live.publish(open_round.group, Topic.ROUNDS)
        if cuts < _CUTS or not _has_reveal(server):
            return False
        return await _all_sent(live)

    steps = Steps(_STEPS_BETWEEN_CUTS, cut)
    steps.taken = _NEVER
    async with (
        _watched(postgres_url, clock, steps) as live,
        running_loops(live, MemoryPlatform(server, "web")),
    ):
        await eventually(lambda: _all_sent(live))
        clock.set(open_round.closes_at)
        steps.taken = 0
        live.live.publish(open_round.group, Topic.ROUNDS)
        await eventually(is_revealed)
    assert [len(posts) for posts in server.channels.values()] == [2]


def _has_reveal(server: MemoryServer) -> bool:
    return all(len(posts) > 1 for posts in server.channels.values())


async def _all_sent(services: Services) -> bool:
    return await services.deliveries.next_attempt() is None
