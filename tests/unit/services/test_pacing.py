"""However many workers take turns, a platform gets no more requests a second than it takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.core.deliveries import Whither
from bot.core.models import Channel, ChannelId, Group
from bot.services.pacing import Pace
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.conftest import ENGINES
from tests.fakes.clock import Clock
from tests.fakes.study_deck import StudyDeck

pytestmark = pytest.mark.parametrize("engine_name", ENGINES)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
RATE, MESSAGES = 20, 70
PACE = Pace(Whither("memory"), RATE)


@pytest.fixture
async def asked(services: Services, store: Store, room: Group, deck: StudyDeck) -> None:
    """A question that is to be told in many channels."""
    async with store.writing() as tx:
        for number in range(MESSAGES):
            name = f"c{number}"
            await tx.groups.add_channel(Channel(ChannelId(name), room.id, "memory", name))
    await services.rounds.open_next(room.id, deck.id)


def _most_in_a_second(turns: list[datetime]) -> int:
    return max(sum(first <= other < first + SECOND for other in turns) for first in turns)


@pytest.mark.usefixtures("asked")
async def test_workers_that_claim_and_edit_at_once_share_the_platforms_turns(
    services: Services, restarted: Callable[[], Services], clock: Clock
):
    turns, claimed = list[datetime](), set[str]()
    workers = services, restarted()
    while len(claimed) < MESSAGES:
        for worker in workers:
            taken = await worker.deliveries.claim_at_pace(32, PACE)
            assert claimed.isdisjoint(each.key for each, _ in taken.turns)
            claimed |= {each.key for each, _ in taken.turns}
            turns += [at for _, at in taken.turns]
            turns.append(await worker.pacing.turn(PACE))
        clock.advance(SECOND / 4)

    assert _most_in_a_second(turns) <= RATE
    assert max(turns) - min(turns) < (len(turns) + 1) * SECOND / RATE


@pytest.mark.usefixtures("asked")
async def test_what_is_too_far_ahead_is_left_to_whoever_has_its_turn(services: Services):
    first = await services.deliveries.claim_at_pace(32, PACE)
    second = await services.deliveries.claim_at_pace(32, PACE)

    assert (len(first.turns), first.held_back) == (RATE, True)
    assert (len(second.turns), second.held_back) == (0, True)


@pytest.mark.usefixtures("asked")
async def test_a_clock_that_was_set_back_keeps_nobody_waiting(services: Services, clock: Clock):
    await services.deliveries.claim_at_pace(1, PACE)
    clock.advance(-HOUR)
    now = clock.now()

    assert await services.pacing.turn(PACE) == now


async def test_a_platform_without_a_limit_has_its_turn_at_once(services: Services, clock: Clock):
    turns = [await services.pacing.turn(Pace(Whither("web"))) for _ in range(3)]

    assert turns == [clock.now()] * 3
