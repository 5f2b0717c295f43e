"""The loop that opens and closes rounds: it wakes for changes and ends with the feed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.core.models import Group, RoundState
from bot.core.schedules import Plan
from bot.services.live import Topic
from bot.services.services import Services
from bot.workers.scheduler import LONGEST_WAIT, SHORTEST_WAIT, Scheduler
from bot.workers.supervisor import seconds_until
from tests.fakes.clock import Clock
from tests.fakes.eventually import eventually
from tests.fakes.members import see
from tests.fakes.patience import PATIENCE_S
from tests.fakes.study_deck import StudyDeck


@pytest.fixture
async def running(services: Services, clock: Clock) -> AsyncIterator[asyncio.Task[None]]:
    """The loop, already waiting."""
    scheduler = Scheduler(services)
    task = asyncio.create_task(scheduler.run())
    await asyncio.sleep(0)
    yield task
    services.live.close()
    async with asyncio.timeout(PATIENCE_S):
        await task


async def test_it_closes_a_round_that_was_opened_meanwhile(
    running: asyncio.Task[None], services: Services, clock: Clock, room: Group, deck: StudyDeck
):
    round_ = await services.rounds.open_next(room.id, deck.id, timedelta(minutes=1))
    clock.advance(timedelta(minutes=1))
    services.live.publish(room.id, Topic.ROUNDS)

    async def is_closed() -> bool:
        card = await services.cards.card(round_.id, see())
        return card.round.state is RoundState.CLOSED

    await eventually(is_closed)


async def test_it_opens_by_a_schedule_that_was_added_meanwhile(
    running: asyncio.Task[None], services: Services, clock: Clock, room: Group, deck: StudyDeck
):
    await services.schedules.add(room.id, Plan(deck.id, "12:30", "UTC", timedelta(hours=1)))
    clock.advance(timedelta(minutes=30))
    services.live.publish(room.id, Topic.ROUNDS)

    await eventually(lambda: services.cards.open_now(see()))


async def test_it_ends_when_the_feed_is_closed(running: asyncio.Task[None], services: Services):
    services.live.close()

    async with asyncio.timeout(PATIENCE_S):
        await running


async def test_it_does_not_start_on_a_feed_that_is_closed(services: Services, clock: Clock):
    services.live.close()

    async with asyncio.timeout(PATIENCE_S):
        await Scheduler(services).run()


@pytest.mark.parametrize(
    ("ahead", "wait"), [(None, 20.0), (-5, 0.05), (0, 0.05), (3, 3.0), (86_400, 20.0)]
)
def test_it_looks_again_when_something_is_due_and_after_20_seconds_at_the_latest(
    clock: Clock, ahead: int | None, wait: float
):
    due = None if ahead is None else clock.now() + timedelta(seconds=ahead)

    assert seconds_until(due, clock.now(), LONGEST_WAIT, SHORTEST_WAIT) == wait
