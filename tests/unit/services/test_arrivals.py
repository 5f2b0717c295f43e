"""What arrived in time counts, however long it waited; a closing lets it be answered first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from bot.core.deliveries import Delivery, DeliveryKind
from bot.core.models import Group, Member, Round, RoundState
from bot.errors import RoundClosed
from bot.services import arrivals
from bot.services.arrivals import Arrival, Arrivals
from bot.services.live import Topic
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.members import see
from tests.fakes.rows import stored

MOMENT = timedelta(microseconds=1)


async def _turns() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


async def test_a_reply_from_before_the_closing_is_stored_after_it_and_revealed(
    services: Services, clock: Clock, ann: Member, open_round: Round
):
    clock.set(open_round.closes_at + timedelta(seconds=5))
    await services.rounds.tick()

    await services.replies.save(open_round.id, ann, "yeast", 0, open_round.closes_at - MOMENT)

    reveal = await services.reveals.reveal(open_round.id, see(ann))
    assert [each.text for each in reveal.replies] == ["yeast"]


async def test_one_from_before_an_organiser_closed_counts_and_one_from_after_does_not(
    services: Services, clock: Clock, ann: Member, bo: Member, open_round: Round
):
    closed = clock.advance(timedelta(hours=1))
    await services.rounds.close(open_round.group, open_round.id)
    clock.advance(timedelta(seconds=5))

    await services.replies.save(open_round.id, ann, "yeast", 0, closed - MOMENT)

    with pytest.raises(RoundClosed):
        await services.replies.save(open_round.id, bo, "water", 0, closed)


async def test_a_clock_that_is_ahead_of_ours_makes_nobody_late(
    services: Services, clock: Clock, ann: Member, open_round: Round
):
    clock.set(open_round.closes_at - MOMENT)
    ahead = open_round.closes_at + timedelta(minutes=5)

    saved = await services.replies.save(open_round.id, ann, "yeast", 0, ahead)

    assert saved.reply.saved_at == clock.now()


async def test_what_shows_a_closed_round_is_made_anew_for_a_reply_that_comes_late(
    services: Services, store: Store, clock: Clock, ann: Member, open_round: Round
):
    clock.set(open_round.closes_at)
    await services.rounds.tick()
    for delivery in await services.deliveries.claim():
        await services.deliveries.sent(delivery, delivery.key, timedelta(0))

    with services.live.listen(Topic.ROUNDS) as listener:
        await services.replies.save(open_round.id, ann, "yeast", 0, clock.now() - MOMENT)
        assert await listener.changes(0) == {(ann.group, Topic.ROUNDS)}

    async with store.reading() as tx:
        kept = {each.kind for each in await stored(tx, Delivery) if each.edit_at == clock.now()}
    assert {DeliveryKind.QUESTION, DeliveryKind.REVEAL} & kept


@pytest.fixture
def closings(
    services: Services, clock: Clock, room: Group, open_round: Round
) -> dict[str, Callable[[], Awaitable[object]]]:
    """Both ways to close the round, at its time."""
    clock.set(open_round.closes_at)
    return {
        "by the clock": services.rounds.tick,
        "by an organiser": lambda: services.rounds.close(room.id, open_round.id),
    }


async def _state(services: Services, round_: Round, member: Member) -> RoundState:
    return (await services.cards.card(round_.id, see(member))).round.state


@pytest.mark.parametrize("how", ["by the clock", "by an organiser"])
async def test_a_closing_waits_for_what_came_before_it(
    services: Services,
    closings: dict[str, Callable[[], Awaitable[object]]],
    ann: Member,
    open_round: Round,
    how: str,
):
    with services.arrivals.answering(_at(open_round.closes_at - MOMENT)):
        closing = asyncio.ensure_future(closings[how]())
        await _turns()
        assert await _state(services, open_round, ann) is RoundState.OPEN
    await closing
    assert await _state(services, open_round, ann) is RoundState.CLOSED


@pytest.mark.parametrize("how", ["by the clock", "by an organiser"])
async def test_it_waits_neither_for_what_came_later_nor_for_what_is_not_here_as_a_whole(
    services: Services,
    closings: dict[str, Callable[[], Awaitable[object]]],
    ann: Member,
    open_round: Round,
    how: str,
):
    unfinished = Arrival(Clock().now, lambda: None)
    later = _at(open_round.closes_at)
    with services.arrivals.answering(later), services.arrivals.answering(unfinished):
        await closings[how]()
    assert await _state(services, open_round, ann) is RoundState.CLOSED


async def test_it_does_not_wait_until_somebody_who_is_saved_was_told_so(
    services: Services,
    closings: dict[str, Callable[[], Awaitable[object]]],
    ann: Member,
    open_round: Round,
):
    arrived = open_round.closes_at - MOMENT
    with services.arrivals.answering(_at(arrived)):
        await services.replies.save(open_round.id, ann, "yeast", 0, arrived)
        await closings["by the clock"]()
    assert await _state(services, open_round, ann) is RoundState.CLOSED


async def test_it_does_not_wait_for_ever(
    services: Services,
    closings: dict[str, Callable[[], Awaitable[object]]],
    ann: Member,
    open_round: Round,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(arrivals, "PATIENCE_S", 0.01)
    with services.arrivals.answering(_at(open_round.closes_at - MOMENT)):
        await closings["by the clock"]()
    assert await _state(services, open_round, ann) is RoundState.CLOSED


async def test_what_begins_to_be_answered_a_few_turns_later_had_come_before():
    all_ = Arrivals()
    now = Clock().now()
    done = asyncio.Event()

    async def accepted() -> None:
        for _ in range(5):  # as a connection is accepted, read, and begins to be answered
            await asyncio.sleep(0)
        with all_.answering(_at(now - MOMENT)):
            await done.wait()

    answering = asyncio.create_task(accepted())
    waiting = asyncio.create_task(all_.answered(before=now))
    await _turns()
    assert not waiting.done()
    done.set()
    await asyncio.gather(waiting, answering)


def _at(time: datetime) -> Arrival:
    return Arrival(lambda: time)


def test_an_arrival_stays_what_it_was_when_all_of_it_was_here():
    clock, waited = Clock(), [None, 2.0, 3.0]
    arrival = Arrival(clock.now, lambda: waited.pop(0))

    assert arrival.at() == clock.now() - timedelta(seconds=2)
    assert arrival.at() == clock.now() - timedelta(seconds=2)
