"""The machine's clock is set, back or forward: nothing comes twice, nothing comes in a burst."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.core.deliveries import Delivery, DeliveryKind
from bot.core.models import (
    GroupId,
    Round,
    RoundState,
)
from bot.presentation.deliveries import present
from bot.services.services import Services
from bot.storage.transaction import Store
from bot.workers.outbox_dispatcher import OutboxDispatcher
from tests.fakes.clock import MONDAY_NOON, Clock
from tests.fakes.members import see_all
from tests.fakes.memory_platform import Fault, MemoryPlatform, MemoryServer
from tests.fakes.rows import stored
from tests.faults.scenario import CLOSING, OPENING, PLATFORMS, prepare

_A_WHILE = timedelta(minutes=10)
_GROUP = GroupId("group-0")


@dataclass
class Room:
    """A group on two platforms, as the clock finds it."""

    store: Store
    services: Services
    dispatcher: OutboxDispatcher
    server: MemoryServer
    clock: Clock

    async def turn(self, now: datetime) -> None:
        """Let the scheduler and the dispatcher have their turn at a time."""
        self.clock.set(now)
        await self.services.rounds.tick()
        await self.dispatcher.deliver_due()

    async def turns(self, since: datetime, until: datetime) -> None:
        """Give them turns every few minutes, as they take them."""
        for now in _times(since, until):
            await self.turn(now)

    async def rounds(self) -> list[Round]:
        async with self.store.reading() as tx:
            closed = await tx.cards.closed(await see_all(tx, _GROUP), 100)
            found = [*await tx.rounds.open_now(_GROUP), *(card.round for card in closed)]
        return sorted(found, key=lambda round_: round_.opened_at)

    async def states(self) -> list[RoundState]:
        return [round_.state for round_ in await self.rounds()]

    async def posted(self) -> set[tuple[str, int]]:
        """Return how many of each kind every channel has, which has to be the same."""
        kinds = {}
        for round_ in await self.rounds():
            async with self.store.reading() as tx:
                deliveries = await stored(tx, Delivery, round=round_.id)
            kinds.update({each.key: each.kind for each in deliveries})
        counts = [
            Counter(kinds.get(post.key, DeliveryKind.NOTICE) for post in posts)
            for posts in self.server.channels.values()
        ]
        assert len(counts) == len(PLATFORMS)
        assert all(count == counts[0] for count in counts)
        return {(str(kind), count) for kind, count in counts[0].items()}


def _times(since: datetime, until: datetime) -> Iterator[datetime]:
    while since < until:
        yield since
        since += _A_WHILE
    yield until


@pytest.fixture
async def scenario(store: Store, services: Services, clock: Clock) -> Room:
    """A group whose schedule opens a round of an hour every day."""
    await prepare(store, groups=1)
    server = MemoryServer(deduplicates=False)
    platforms = {name: MemoryPlatform(server, name) for name in PLATFORMS}
    dispatcher = OutboxDispatcher(services, platforms, present)
    return Room(store, services, dispatcher, server, clock)


async def test_after_an_hour_back_the_same_opening_comes_no_second_time(scenario: Room):
    await scenario.turns(MONDAY_NOON, OPENING)
    back = OPENING - timedelta(hours=1)
    await scenario.turns(back, CLOSING - timedelta(seconds=1))

    assert await scenario.states() == [RoundState.OPEN]
    assert await scenario.posted() == {("question", 1)}


async def test_after_an_hour_back_the_round_closes_at_its_time_on_the_clock(scenario: Room):
    await scenario.turns(OPENING, OPENING + _A_WHILE)
    await scenario.turns(OPENING - timedelta(hours=1), CLOSING)

    assert await scenario.states() == [RoundState.CLOSED]
    assert await scenario.posted() == {("question", 1), ("reveal", 1)}


async def test_after_an_hour_back_a_closed_round_stays_closed(scenario: Room):
    await scenario.turns(OPENING, CLOSING)
    await scenario.turns(CLOSING - timedelta(hours=1), CLOSING + _A_WHILE)

    assert await scenario.states() == [RoundState.CLOSED]
    assert await scenario.posted() == {("question", 1), ("reveal", 1)}


async def test_a_message_that_waits_for_its_next_attempt_survives_an_hour_back(scenario: Room):
    scenario.server.faults.extend([Fault.ANSWER_LOST, Fault.REFUSED])
    await scenario.turn(OPENING)
    await scenario.turns(OPENING - timedelta(hours=1), OPENING + _A_WHILE)

    assert await scenario.posted() == {("question", 1)}


async def test_after_a_day_forward_one_round_is_closed_and_one_opened(scenario: Room):
    await scenario.turn(OPENING)
    await scenario.turn(OPENING + timedelta(days=1))
    await scenario.turn(OPENING + timedelta(days=1))

    assert await scenario.states() == [RoundState.CLOSED, RoundState.OPEN]
    assert await scenario.posted() == {("question", 2), ("reveal", 1)}


async def test_after_many_days_forward_there_is_no_burst(scenario: Room):
    await scenario.turn(OPENING)
    await scenario.turns(OPENING + timedelta(days=5), OPENING + timedelta(days=5, minutes=59))

    assert await scenario.states() == [RoundState.CLOSED, RoundState.OPEN]
    assert await scenario.posted() >= {("question", 2), ("reveal", 1)}


async def test_a_day_forward_and_back_again_asks_nothing_twice(scenario: Room):
    await scenario.turn(OPENING)
    await scenario.turn(OPENING + timedelta(days=1))
    await scenario.turns(OPENING, CLOSING)
    await scenario.turns(OPENING + timedelta(days=1), CLOSING + timedelta(days=1))

    assert await scenario.states() == [RoundState.CLOSED, RoundState.CLOSED]
    assert await scenario.posted() == {("question", 2), ("reveal", 2)}
