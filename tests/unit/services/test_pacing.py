"""However many workers take turns, a platform gets no more requests a second than it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.core.deliveries import Delivery, DeliveryKey, DeliveryKind, Rates, Whither
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
PACE = Pace(Whither("memory"), Rates(bot=RATE))


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
            turns.append((await worker.pacing.turn_to_edit(PACE, "w"))[0])
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

    assert await services.pacing.turn_to_edit(PACE, "w") == (now, True)


async def test_a_platform_without_a_limit_has_its_turn_at_once(services: Services, clock: Clock):
    turns = [await services.pacing.turn_to_edit(Pace(Whither("web")), "w") for _ in range(3)]

    assert turns == [(clock.now(), True)] * 3


async def test_edits_in_a_workspace_that_have_to_wait_hold_up_no_other_workspace(
    services: Services, clock: Clock
):
    pace = Pace(Whither("memory"), Rates(edits=0.25))

    busy = [await services.pacing.turn_to_edit(pace, "busy") for _ in range(4)]
    other = await services.pacing.turn_to_edit(pace, "other")

    now = clock.now()
    waits = [4 * SECOND, 8 * SECOND, 12 * SECOND]
    assert busy == [(now, True), *((now + each, False) for each in waits)]
    assert other == (now, True)


SLACKS = Rates(channel=1.0, workspace=4.0, direct=0.8)
ROOMS, PEOPLE = 12, 8


@pytest.fixture
async def crowded(services: Services, store: Store, room: Group, deck: StudyDeck) -> None:
    """Two workspaces, of which one has many channels with three questions, and members to remind.

    The other has one channel.
    """
    async with store.writing() as tx:
        for number in range(ROOMS):
            name = f"c{number}"
            there = Channel(ChannelId(name), room.id, "memory", name, workspace="large")
            await tx.groups.add_channel(there)
        alone = Channel(ChannelId("alone"), room.id, "memory", "alone", workspace="small")
        await tx.groups.add_channel(alone)
    for question in deck.questions:
        await services.rounds.open_question(room.id, question.id)
    now = services.clock()
    async with store.writing() as tx:
        await tx.deliveries.add(_reminder(number, room, now) for number in range(PEOPLE))


def _reminder(number: int, room: Group, now: datetime) -> Delivery:
    key, channel = DeliveryKey(f"reminder-{number}"), ChannelId(f"c{number}")
    kind = DeliveryKind.REMINDER
    return Delivery(key, kind, room.id, channel, now, platform="memory", next_attempt_at=now)


@dataclass
class Crowd:
    """What two workers claimed, when, and how often something was claimed or put off."""

    sent: list[tuple[datetime, Delivery]] = field(default_factory=list)
    puts_off: int = 0

    def at(self, wanted: Callable[[Delivery], bool]) -> list[datetime]:
        return [at for at, each in self.sent if wanted(each)]


async def _through(workers: Sequence[Services], clock: Clock, total: int) -> Crowd:
    """Let workers send all there is, each message taking a moment."""
    crowd, pace = Crowd(), Pace(Whither("memory"), SLACKS)
    while len(crowd.sent) < total:
        for worker in workers:
            taken = await worker.deliveries.claim_at_pace(32, pace)
            for each, at in taken.turns:
                crowd.sent.append((max(at, clock.now()), each))
                await worker.deliveries.sent(each, each.key, SECOND / SLACKS.channel)
        clock.advance(SECOND / 10)
    return crowd


def _most(times: Sequence[datetime], span: timedelta) -> int:
    return max(sum(first <= other < first + span for other in times) for first in times)


@pytest.mark.usefixtures("crowded")
async def test_channels_and_workspaces_are_left_alone_as_long_as_each_wants(
    services: Services, restarted: Callable[[], Services], clock: Clock
):
    began, total = clock.now(), 3 * (ROOMS + 1) + PEOPLE

    crowd = await _through([services, restarted()], clock, total)

    assert len({each.key for _, each in crowd.sent}) == total
    large = crowd.at(lambda each: each.channel != "alone")
    direct = crowd.at(lambda each: each.kind is DeliveryKind.REMINDER)
    assert _most(large, SECOND) <= 4
    assert _most(direct, 10 * SECOND) <= 8
    for number in range(ROOMS):
        in_channel = crowd.at(lambda each, name=f"c{number}": each.channel == name)
        assert _most(in_channel, SECOND) <= 2  # of which one may go to a person
    # As fast as that allows, and nobody waits for another workspace's.
    assert max(large) - began < 2 * len(large) * SECOND / 4
    assert max(crowd.at(lambda each: each.channel == "alone")) - began < 4 * SECOND
    assert all(each.attempts == 1 for _, each in crowd.sent)
