"""Reminders that a member asks for, one round at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.deliveries import DeliveryKind
from bot.core.models import (
    Group,
    Member,
    MemberId,
    Round,
    RoundId,
)
from bot.core.schedules import Plan
from bot.errors import NotFound, NothingToRemind, NowhereToRemind
from bot.services.live import Topic
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.members import see
from tests.fakes.places import settled
from tests.fakes.study_deck import StudyDeck, store_deck

HOUR = timedelta(hours=1)


async def _reminded(services: Services) -> list[MemberId | None]:
    due = await services.deliveries.due()
    return [each.member for each in due if each.kind is DeliveryKind.REMINDER]


async def test_a_wish_is_granted_an_hour_before_closing_even_without_reminders_in_general(
    services: Services, clock: Clock, room: Group, ann: Member, open_round: Round
):
    await services.members.set_reminders(ann.id, wanted=False)
    at = await services.reminder_requests.request(room.id, open_round.id, ann)
    assert at == open_round.closes_at - HOUR
    assert await services.rounds.tick() == at
    assert await _reminded(services) == []

    clock.set(at)
    assert await services.rounds.tick() == open_round.closes_at
    await services.rounds.tick()

    assert await _reminded(services) == [ann.id]


async def test_who_asks_again_is_reminded_once_and_who_takes_it_back_is_not(
    *, services: Services, clock: Clock, room: Group, ann: Member, bo: Member, open_round: Round
):
    at = await services.reminder_requests.request(room.id, open_round.id, bo)
    await services.reminder_requests.request(room.id, open_round.id, ann)
    await services.reminder_requests.drop(room.id, open_round.id, ann)
    clock.set(open_round.closes_at - HOUR / 4)
    assert await services.reminder_requests.request(room.id, open_round.id, bo) == at

    await services.rounds.tick()
    assert await _reminded(services) == [bo.id]


async def test_who_replied_meanwhile_is_not_reminded(
    services: Services, clock: Clock, room: Group, ann: Member, open_round: Round
):
    await services.reminder_requests.request(room.id, open_round.id, ann)
    await services.replies.save(open_round.id, ann, "The gluten relaxes.", 0)
    with pytest.raises(NothingToRemind) as refusal:
        await services.reminder_requests.request(room.id, open_round.id, ann)
    assert refusal.value.replied

    clock.set(open_round.closes_at - HOUR)
    assert await services.rounds.tick() == open_round.closes_at
    assert await _reminded(services) == []


async def test_a_round_that_is_over_reminds_nobody(
    services: Services, clock: Clock, room: Group, ann: Member, open_round: Round
):
    await services.reminder_requests.request(room.id, open_round.id, ann)
    await services.rounds.skip(room.id, open_round.id)
    with pytest.raises(NothingToRemind) as refusal:
        await services.reminder_requests.request(room.id, open_round.id, ann)
    assert not refusal.value.replied

    clock.set(open_round.closes_at - HOUR)
    assert await services.rounds.tick() is None
    assert await _reminded(services) == []


async def test_a_bot_that_was_away_until_the_closing_reminds_nobody(
    services: Services, clock: Clock, room: Group, ann: Member, open_round: Round
):
    await services.reminder_requests.request(room.id, open_round.id, ann)
    clock.set(open_round.closes_at)
    await services.rounds.tick()
    assert await _reminded(services) == []


async def test_who_wished_and_is_reminded_by_the_schedule_hears_it_once(
    services: Services, clock: Clock, room: Group, ann: Member, deck: StudyDeck
):
    plan = Plan(deck.id, "13:00", "UTC", 8 * HOUR, reminder=2 * HOUR)
    await services.schedules.add(room.id, plan)
    clock.advance(HOUR)
    await services.rounds.tick()
    (card,) = await services.cards.open_now(see())
    await services.reminder_requests.request(room.id, card.round.id, ann)

    for before in (2 * HOUR, HOUR):
        clock.set(card.round.closes_at - before)
        await services.rounds.tick()

    assert await _reminded(services) == [ann.id]


async def test_the_clockwork_hears_of_a_wish(
    services: Services, room: Group, ann: Member, open_round: Round
):
    with services.live.listen(Topic.ROUNDS) as listener:
        await services.reminder_requests.request(room.id, open_round.id, ann)
        assert await listener.changes(timeout=0)


async def test_another_groups_round_is_not_found(
    services: Services, other_room: Group, ann: Member, open_round: Round
):
    for round_ in (open_round.id, RoundId("none")):
        with pytest.raises(NotFound):
            await services.reminder_requests.request(other_room.id, round_, ann)


async def test_who_cannot_be_written_to_is_promised_no_reminder(
    services: Services, store: Store, clock: Clock
):
    """As a connected workspace's people, for whom no account of theirs is where we are."""
    channel = await settled(services)
    workspace = await services.workspaces.find("chat", "1")
    assert workspace is not None
    deck = await store_deck(store, workspace.id, clock.now())
    round_ = await services.rounds.open_next(channel.group, deck.id)
    people = [
        await services.members.of_platform(channel.group, "chat", subject, subject)
        for subject in ("1:ours", "2:connected")
    ]

    ours, connected = people
    assert await services.reminder_requests.request(channel.group, round_.id, ours)
    with pytest.raises(NowhereToRemind):
        await services.reminder_requests.request(channel.group, round_.id, connected)
