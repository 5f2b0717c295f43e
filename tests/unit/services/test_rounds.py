"""Opening, closing and skipping, by an admin and by the clock, each told to every channel once."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from functools import partialmethod

import pytest

from bot.core.deliveries import Delivery, DeliveryKind
from bot.core.feedback import TALLY_AFTER
from bot.core.models import (
    Channel,
    ChannelId,
    DeckId,
    Group,
    Member,
    MemberId,
    Round,
    RoundId,
    RoundState,
)
from bot.core.schedules import Plan
from bot.errors import AlreadyAsked, BadSchedule, NotFound, NothingToAsk, NothingToSkip
from bot.services.groups import LOCAL_CHANNEL
from bot.services.live import Topic
from bot.services.rounds import DEFAULT_WINDOW
from bot.services.services import Services
from bot.storage.rounds import RoundRepository
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.members import see
from tests.fakes.study_deck import StudyDeck, store_deck

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


async def _told(services: Services) -> list[str]:
    """Return what waits to be delivered: each kind, notices by their code."""
    return [_kind(delivery) for delivery in await services.deliveries.due()]


def _kind(delivery: Delivery) -> str:
    if delivery.kind is DeliveryKind.NOTICE:
        return str(json.loads(delivery.note)["code"])
    return str(delivery.kind)


async def test_rounds_ask_the_decks_questions_in_order_until_its_end(
    services: Services, clock: Clock, room: Group, deck: StudyDeck
):
    asked = []
    for _ in deck.questions:
        round_ = await services.rounds.open_next(room.id, deck.id, HOUR)
        assert round_.closes_at == clock.now() + HOUR
        asked.append(round_.question)

    assert asked == [question.id for question in deck.questions]
    with pytest.raises(NothingToAsk) as refusal:
        await services.rounds.open_next(room.id, deck.id)
    assert refusal.value.deck == deck.deck.title


async def test_every_channel_is_told_of_each_change_once(
    services: Services, store: Store, room: Group, deck: StudyDeck
):
    async with store.writing() as tx:
        await tx.groups.add_channel(Channel(ChannelId("chat"), room.id, "memory", "general"))

    first = await services.rounds.open_next(room.id, deck.id)
    for _ in range(3):
        await services.rounds.close(room.id, first.id)
    second = await services.rounds.open_next(room.id, deck.id)
    for _ in range(3):
        await services.rounds.skip(room.id, second.id)

    due = await services.deliveries.due()
    told = {(each.round, each.kind, each.channel) for each in due}
    assert len(due) == len(told) == 8
    assert {channel for *_, channel in told} == {"chat", "local-web"}


async def test_a_round_is_for_the_channels_that_its_group_had_when_it_opened(
    services: Services, store: Store, room: Group, deck: StudyDeck
):
    first = await services.rounds.open_next(room.id, deck.id)
    chat = Channel(ChannelId("chat"), room.id, "memory", "general")
    async with store.writing() as tx:
        await tx.groups.add_channel(chat)
    second = await services.rounds.open_question(room.id, deck.questions[1].id)
    await services.rounds.close(room.id, first.id)
    await services.rounds.close(room.id, second.id)

    told = {(each.round, each.kind, each.channel) for each in await services.deliveries.due()}
    kinds = ("question", "reveal")
    assert told == {
        *((first.id, kind, LOCAL_CHANNEL) for kind in kinds),
        *((second.id, kind, each) for kind in kinds for each in (LOCAL_CHANNEL, chat.id)),
    }
    assert [each.round.id for each in await services.cards.past(see(channels=[chat]), 9)] == [
        second.id
    ]
    assert {each.id for each in await services.cards.audience(second.id)} == {
        LOCAL_CHANNEL,
        chat.id,
    }


async def test_a_channel_that_was_deleted_is_told_nothing_and_in_no_audience(
    services: Services, store: Store, room: Group, deck: StudyDeck
):
    gone = Channel(ChannelId("chat"), room.id, "memory", "general", gone=True)
    async with store.writing() as tx:
        await tx.groups.add_channel(gone)

    round_ = await services.rounds.open_next(room.id, deck.id)

    assert {each.channel for each in await services.deliveries.due()} == {LOCAL_CHANNEL}
    async with store.reading() as tx:
        assert [each.id for each in await tx.groups.told_in(round_.id)] == [LOCAL_CHANNEL]


async def test_a_round_and_its_delivery_are_stored_together_or_not_at_all(
    services: Services, store: Store, room: Group, deck: StudyDeck
):
    # A question that is open already breaks a rule after the round's own checks.
    await services.rounds.open_next(room.id, deck.id)
    with pytest.raises(AlreadyAsked):
        await services.rounds.open_question(room.id, deck.questions[0].id)

    assert await _told(services) == ["question"]
    assert len(await services.cards.open_now(see())) == 1


async def test_a_question_can_be_asked_again_once_its_round_is_over(
    services: Services, room: Group, deck: StudyDeck
):
    first = await services.rounds.open_next(room.id, deck.id)
    await services.rounds.close(room.id, first.id)

    again = await services.rounds.open_question(room.id, first.question)

    assert again.id != first.id
    following = await services.rounds.open_next(room.id, deck.id)
    assert following.question == deck.questions[1].id


async def test_a_skipped_question_is_not_the_next_one(
    services: Services, room: Group, deck: StudyDeck
):
    first = await services.rounds.open_next(room.id, deck.id)
    skipped = await services.rounds.skip(room.id, first.id)

    assert skipped.state is RoundState.SKIPPED
    assert (await services.rounds.open_next(room.id, deck.id)).question == deck.questions[1].id


async def test_a_round_that_is_over_cannot_be_skipped_and_still_reveals(
    services: Services, clock: Clock, open_round: Round
):
    clock.set(open_round.closes_at)
    with pytest.raises(NothingToSkip):
        await services.rounds.skip(open_round.group, open_round.id)

    await services.rounds.tick()

    assert await _told(services) == ["question", "reveal"]


async def test_the_clock_closes_a_round_at_its_time(
    services: Services, clock: Clock, open_round: Round
):
    assert await services.rounds.tick() == open_round.closes_at
    clock.set(open_round.closes_at + 3 * DAY)
    assert await services.rounds.tick() == clock.now() + TALLY_AFTER

    card = await services.cards.card(open_round.id, see())
    assert card.round.state is RoundState.CLOSED
    assert card.round.closed_at == open_round.closes_at
    await services.rounds.tick()
    assert await _told(services) == ["question", "reveal"]


async def test_more_rounds_than_fit_in_one_pass_all_close(
    services: Services,
    store: Store,
    clock: Clock,
    room: Group,
    monkeypatch: pytest.MonkeyPatch,
):
    few = partialmethod(RoundRepository.due_to_close, limit=5)
    monkeypatch.setattr(RoundRepository, "due_to_close", few)
    for number in range(6):
        made = await store_deck(store, room.id, clock.now(), f"Deck {number}")
        await services.rounds.open_next(room.id, made.id, HOUR)
        await services.rounds.open_next(room.id, made.id, HOUR)
    clock.advance(HOUR)

    assert await services.rounds.tick() == clock.now() + TALLY_AFTER

    assert await services.cards.open_now(see()) == []


async def test_the_first_start_asks_the_first_question_and_no_later_start_does(
    services: Services, room: Group, deck: StudyDeck
):
    first = await services.rounds.open_first_ever(room.id)

    assert first is not None
    assert first.question == deck.questions[0].id
    assert first.closes_at - first.opened_at == DEFAULT_WINDOW
    await services.rounds.close(room.id, first.id)
    assert await services.rounds.open_first_ever(room.id) is None


async def test_a_room_without_decks_starts_without_a_question(services: Services, room: Group):
    assert await services.rounds.open_first_ever(room.id) is None


@pytest.mark.parametrize("window", [timedelta(0), timedelta(seconds=59), timedelta(days=32)])
async def test_a_window_that_nobody_could_answer_in_is_refused(
    services: Services, room: Group, deck: StudyDeck, window: timedelta
):
    with pytest.raises(BadSchedule):
        await services.rounds.open_next(room.id, deck.id, window)
    with pytest.raises(BadSchedule):
        await services.rounds.open_question(room.id, deck.questions[0].id, window)


async def test_another_groups_rounds_decks_and_questions_are_not_found(
    services: Services, room: Group, other_room: Group, deck: StudyDeck, open_round: Round
):
    theirs, question = other_room.id, deck.questions[1].id
    there = see(channels=[ChannelId("other-web")])
    attempts: list[Callable[[], Awaitable[object]]] = [
        lambda: services.rounds.close(theirs, open_round.id),
        lambda: services.rounds.skip(theirs, open_round.id),
        lambda: services.rounds.open_next(theirs, deck.id),
        lambda: services.rounds.open_question(theirs, question),
        lambda: services.cards.card(open_round.id, there),
        lambda: services.reveals.reveal(open_round.id, there),
        lambda: services.lookup.question(there, question),
        lambda: services.schedules.add(theirs, Plan(deck.id, "09:00", "UTC", HOUR)),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            await attempt()

    assert (await services.cards.card(open_round.id, see())).round == open_round
    assert await services.cards.open_now(there) == []


async def test_what_nobody_has_is_not_found(services: Services, room: Group):
    with pytest.raises(NotFound):
        await services.rounds.close(room.id, RoundId("nobody"))
    with pytest.raises(NotFound):
        await services.rounds.open_next(room.id, DeckId("nobody"))


async def test_pages_hear_of_every_change_after_it_is_stored(
    services: Services, clock: Clock, room: Group, deck: StudyDeck
):
    with services.live.listen(Topic.ROUNDS) as listener:
        round_ = await services.rounds.open_next(room.id, deck.id, HOUR)
        assert await listener.changes(timeout=0)
        clock.advance(HOUR)
        await services.rounds.tick()
        assert await listener.changes(timeout=0)
        second = await services.rounds.open_question(room.id, round_.question)
        await services.rounds.skip(room.id, second.id)
        assert await listener.changes(timeout=0)
        await services.rounds.tick()
        assert not await listener.changes(timeout=0)


# --- reminders ------------------------------------------------------------------------------------


@pytest.fixture
async def reminding(services: Services, clock: Clock, room: Group, deck: StudyDeck) -> Round:
    """A round that a schedule opened, with a reminder an hour before it closes in eight."""
    plan = Plan(deck.id, "13:00", "UTC", 8 * HOUR, reminder=HOUR)
    await services.schedules.add(room.id, plan)
    clock.advance(HOUR)
    await services.rounds.tick()
    (card,) = await services.cards.open_now(see())
    return card.round


async def _reminded(services: Services) -> list[MemberId | None]:
    due = await services.deliveries.due()
    return sorted(each.member or "" for each in due if each.kind is DeliveryKind.REMINDER)  # type: ignore[return-value]  # ids are words


async def test_those_who_have_not_replied_are_reminded_once_over_restarts(
    *,
    services: Services,
    restarted: Callable[[], Services],
    clock: Clock,
    ann: Member,
    bo: Member,
    reminding: Round,
):
    await services.replies.save(reminding.id, ann, "The gluten relaxes.", 0)
    assert reminding.remind_at == reminding.closes_at - HOUR
    clock.set(reminding.closes_at - HOUR - timedelta(microseconds=1))
    assert await services.rounds.tick() == reminding.remind_at
    assert await _reminded(services) == []

    clock.set(reminding.closes_at - HOUR)
    await services.rounds.tick()
    assert await restarted().rounds.tick() == reminding.closes_at

    assert await _reminded(services) == [bo.id]


async def test_who_switched_reminders_off_gets_none(
    services: Services, clock: Clock, ann: Member, bo: Member, reminding: Round
):
    for _ in range(2):
        changed = await services.members.set_reminders(ann.id, wanted=False)
    assert changed == replace(ann, reminders=False)

    clock.set(reminding.closes_at - HOUR)
    await services.rounds.tick()

    assert await _reminded(services) == [bo.id]


async def test_nobody_is_reminded_of_a_round_that_is_over(
    services: Services, clock: Clock, ann: Member, reminding: Round
):
    await services.rounds.close(reminding.group, reminding.id)
    clock.set(reminding.closes_at - HOUR)
    await services.rounds.tick()
    assert await _reminded(services) == []


async def test_a_bot_that_was_away_when_a_round_closed_reminds_nobody(
    services: Services, clock: Clock, ann: Member, reminding: Round
):
    clock.set(reminding.closes_at)
    await services.rounds.tick()

    assert await _reminded(services) == []


async def test_a_bot_that_comes_back_before_a_round_closes_still_reminds(
    services: Services, clock: Clock, ann: Member, reminding: Round
):
    clock.set(reminding.closes_at - timedelta(minutes=1))
    await services.rounds.tick()

    assert await _reminded(services) == [ann.id]
