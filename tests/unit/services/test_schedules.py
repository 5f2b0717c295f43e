"""Questions by the clock: none missed that could be made up for, none twice, never a burst."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.deliveries import DeliveryKind
from bot.core.models import (
    AtEnd,
    Channel,
    ChannelId,
    Deck,
    DeckId,
    Group,
    Order,
    QuestionId,
    Schedule,
    ScheduleState,
)
from bot.core.question_order import disagreements
from bot.core.schedules import Plan
from bot.errors import BadSchedule, NotFound
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.live import Topic
from bot.services.services import Services
from bot.storage.decks import DeckRepository
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.members import see
from tests.fakes.rows import rewrite
from tests.fakes.study_deck import StudyDeck, store_deck

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TUESDAY_NINE = datetime(2026, 3, 3, 9, tzinfo=UTC)


@pytest.fixture
async def daily(services: Services, room: Group, deck: StudyDeck) -> Schedule:
    """Nine o'clock every day, eight hours to answer in: four hours of grace."""
    return await services.schedules.add(room.id, Plan(deck.id, "09:00", "UTC", 8 * HOUR))


async def _asked(services: Services, group: Group) -> list[int]:
    """Return the numbers of the questions that have been asked and not skipped."""
    cards = await services.cards.open_now(see())
    cards += await services.cards.past(see(), 100)
    return sorted(card.question.position + 1 for card in cards)


async def _notes(services: Services) -> list[str]:
    return [
        json.loads(delivery.note)["code"]
        for delivery in await services.deliveries.due()
        if delivery.kind is DeliveryKind.NOTICE
    ]


async def test_a_new_schedule_waits_for_its_next_time(daily: Schedule, clock: Clock):
    assert daily.next_at == TUESDAY_NINE
    assert daily.grace == 4 * HOUR


async def test_at_its_time_it_asks_and_the_window_starts_at_the_planned_time(
    services: Services, clock: Clock, room: Group, daily: Schedule
):
    clock.set(TUESDAY_NINE - timedelta(seconds=1))
    assert await services.rounds.tick() == TUESDAY_NINE
    assert await _asked(services, room) == []

    clock.set(TUESDAY_NINE + timedelta(seconds=7))
    await services.rounds.tick()
    await services.rounds.tick()

    (card,) = await services.cards.open_now(see())
    assert card.round.opened_at == TUESDAY_NINE + timedelta(seconds=7)
    assert card.round.closes_at == TUESDAY_NINE + 8 * HOUR
    assert card.round.occurrence == TUESDAY_NINE


async def test_it_wakes_for_whatever_is_due_first(
    services: Services, clock: Clock, daily: Schedule
):
    clock.set(TUESDAY_NINE)
    assert await services.rounds.tick() == TUESDAY_NINE + 8 * HOUR
    clock.set(TUESDAY_NINE + 8 * HOUR)
    assert await services.rounds.tick() == TUESDAY_NINE + DAY


async def test_an_opening_missed_within_the_grace_is_made_up_for_once(
    restarted: Callable[[], Services], clock: Clock, room: Group, daily: Schedule
):
    clock.set(TUESDAY_NINE + 4 * HOUR)
    services = restarted()
    await services.rounds.tick()
    await restarted().rounds.tick()

    (card,) = await services.cards.open_now(see())
    assert card.round.closes_at == TUESDAY_NINE + 8 * HOUR
    assert await _notes(services) == []


async def test_an_opening_missed_for_longer_is_left_out_and_told_to_admins_once(
    restarted: Callable[[], Services], clock: Clock, room: Group, daily: Schedule
):
    clock.set(TUESDAY_NINE + 4 * HOUR + timedelta(seconds=1))
    services = restarted()
    await services.rounds.tick()
    await restarted().rounds.tick()

    assert await services.cards.open_now(see()) == []
    assert await _notes(services) == ["opening-missed"]


async def test_after_a_fortnight_away_there_is_one_question_and_one_note(
    restarted: Callable[[], Services], clock: Clock, room: Group, daily: Schedule
):
    clock.set(TUESDAY_NINE + 14 * DAY + HOUR)
    services = restarted()
    await services.rounds.tick()

    assert await _asked(services, room) == [1]
    assert await _notes(services) == ["opening-missed"]
    assert (await services.schedules.of_group(room.id))[0].next_at == TUESDAY_NINE + 15 * DAY


async def test_at_the_decks_end_it_stops_and_tells_admins_once(
    services: Services, clock: Clock, room: Group, daily: Schedule
):
    for day in range(6):
        clock.set(TUESDAY_NINE + day * DAY)
        await services.rounds.tick()

    assert await _asked(services, room) == [1, 2, 3]
    assert await _notes(services) == ["deck-finished"]
    assert (await services.schedules.of_group(room.id))[0].next_at is None


async def test_two_schedules_of_one_deck_share_its_questions(
    services: Services, clock: Clock, room: Group, deck: StudyDeck, daily: Schedule
):
    await services.schedules.add(room.id, Plan(deck.id, "09:00", "UTC", HOUR))
    clock.set(TUESDAY_NINE)
    await services.rounds.tick()

    assert await _asked(services, room) == [1, 2]


async def test_more_schedules_than_fit_in_one_pass_all_open(
    services: Services, store: Store, clock: Clock, room: Group
):
    for number in range(120):
        made = await store_deck(store, room.id, clock.now(), f"Deck {number}")
        await services.schedules.add(room.id, Plan(made.id, "09:00", "UTC", 8 * HOUR))
    clock.set(TUESDAY_NINE)

    await services.rounds.tick()

    async with store.writing() as tx:
        assert await tx.schedules.due(clock.now()) == []
        assert await tx.schedules.next_opening() == TUESDAY_NINE + DAY
    assert len(await services.deliveries.due()) == 100


async def test_the_local_hour_stays_through_a_clock_change(
    services: Services, clock: Clock, room: Group, deck: StudyDeck
):
    await services.schedules.add(room.id, Plan(deck.id, "18:30", " Europe/Paris ", HOUR))
    times = []
    for day in range(3):
        clock.set(datetime(2026, 3, 28, 15, 0, tzinfo=UTC) + day * DAY)
        await services.rounds.tick()
        (schedule,) = await services.schedules.of_group(room.id)
        assert schedule.next_at is not None
        times.append(schedule.next_at)

    # Until 29 March, 2 o'clock, Paris is an hour ahead of UTC, then two.
    assert [f"{time:%d %H:%M}" for time in times] == ["28 17:30", "29 16:30", "30 16:30"]


async def test_a_removed_schedule_asks_no_more_and_its_rounds_stay(
    services: Services, clock: Clock, room: Group, daily: Schedule
):
    clock.set(TUESDAY_NINE)
    await services.rounds.tick()
    with services.live.listen(Topic.ROUNDS) as listener:
        await services.schedules.remove(room.id, daily.id)
        assert await listener.changes(timeout=0)

    clock.set(TUESDAY_NINE + DAY)
    await services.rounds.tick()

    assert await _asked(services, room) == [1]
    assert await services.schedules.of_group(room.id) == []


@pytest.mark.parametrize(
    ("clock_time", "zone", "window", "field"),
    [
        ("25:00", "UTC", HOUR, "recurrence"),
        ("09:00", "Mars", HOUR, "zone"),
        ("09:00", "UTC", timedelta(seconds=1), "window"),
    ],
)
async def test_what_makes_no_schedule_is_refused(
    *,
    services: Services,
    room: Group,
    deck: StudyDeck,
    clock_time: str,
    zone: str,
    window: timedelta,
    field: str,
):
    with pytest.raises(BadSchedule) as refusal:
        await services.schedules.add(room.id, Plan(deck.id, clock_time, zone, window))

    assert refusal.value.field == field
    assert await services.schedules.of_group(room.id) == []


async def test_another_group_neither_sees_nor_removes_a_schedule(
    services: Services, other_room: Group, room: Group, daily: Schedule
):
    await services.schedules.remove(other_room.id, daily.id)

    assert await services.schedules.of_group(other_room.id) == []
    assert await services.schedules.of_group(room.id) == [daily]


# --- what admins do -------------------------------------------------------------------------------


async def _only(services: Services, room: Group) -> Schedule:
    (schedule,) = await services.schedules.of_group(room.id)
    return schedule


async def test_a_paused_schedule_asks_nothing_and_goes_on_without_what_it_missed(
    services: Services, clock: Clock, room: Group, daily: Schedule
):
    for _ in range(2):
        await services.schedules.pause(room.id, daily.id)
    clock.set(TUESDAY_NINE + DAY + HOUR)
    await services.rounds.tick()
    assert await _asked(services, room) == []

    for _ in range(2):
        resumed = await services.schedules.resume(room.id, daily.id)
    await services.rounds.tick()

    assert resumed.next_at == TUESDAY_NINE + 2 * DAY
    assert await _asked(services, room) == []
    assert await _notes(services) == []


async def test_a_skipped_opening_is_left_out_once_however_often_it_is_asked_for(
    services: Services, clock: Clock, room: Group, daily: Schedule
):
    for _ in range(3):
        skipped = await services.schedules.skip(room.id, daily.id, TUESDAY_NINE)
    assert skipped.next_at == TUESDAY_NINE + DAY

    clock.set(TUESDAY_NINE)
    await services.rounds.tick()
    assert await _asked(services, room) == []
    clock.set(TUESDAY_NINE + DAY)
    await services.rounds.tick()
    assert await _asked(services, room) == [1]


async def test_a_change_keeps_what_was_asked(
    services: Services, clock: Clock, room: Group, deck: StudyDeck, daily: Schedule
):
    clock.set(TUESDAY_NINE)
    await services.rounds.tick()
    plan = Plan(deck.id, "10:00", "UTC", HOUR)
    for _ in range(2):
        await services.schedules.change(room.id, daily.id, plan)
    clock.set(TUESDAY_NINE + HOUR)
    await services.rounds.tick()

    assert await _asked(services, room) == [1, 2]
    assert (await _only(services, room)).id == daily.id


async def test_a_draft_is_what_would_be_added_and_is_not_kept(
    services: Services, room: Group, deck: StudyDeck
):
    draft = await services.schedules.draft(room.id, Plan(deck.id, "09:00", "UTC", HOUR))

    assert [opening.local.day for opening in services.schedules.preview(draft)][:2] == [3, 4]
    assert await services.schedules.of_group(room.id) == []


async def test_another_groups_schedule_and_deck_are_not_found(
    services: Services, room: Group, other_room: Group, deck: StudyDeck, daily: Schedule
):
    plan = Plan(deck.id, "09:00", "UTC", HOUR)
    attempts: list[Callable[[], Awaitable[object]]] = [
        lambda: services.schedules.get(other_room.id, daily.id),
        lambda: services.schedules.pause(other_room.id, daily.id),
        lambda: services.schedules.resume(other_room.id, daily.id),
        lambda: services.schedules.skip(other_room.id, daily.id, TUESDAY_NINE),
        lambda: services.schedules.change(other_room.id, daily.id, plan),
        lambda: services.schedules.draft(other_room.id, plan),
        lambda: services.schedules.add(other_room.id, plan),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            await attempt()

    assert await _only(services, room) == daily


# --- order, and the deck's end --------------------------------------------------------------------


async def _ask_for_days(services: Services, clock: Clock, days: int) -> None:
    for day in range(days):
        clock.set(TUESDAY_NINE + day * DAY)
        await services.rounds.tick()


async def _order(services: Services, room: Group) -> list[int]:
    """Return the numbers of the closed rounds' questions, the first in front."""
    cards = await services.cards.past(see(), 100)
    return [card.question.position + 1 for card in reversed(cards)]


async def test_the_most_disputed_question_comes_first(
    services: Services, clock: Clock, room: Group, deck: StudyDeck
):
    plan = Plan(deck.id, "09:00", "UTC", HOUR, order=Order.DISPUTED)
    await services.schedules.add(room.id, plan)
    measured = disagreements(deck.questions, deck.answers)

    await _ask_for_days(services, clock, 4)

    by_disagreement = sorted(deck.questions, key=lambda each: -measured[each.id])
    assert await _order(services, room) == [each.position + 1 for each in by_disagreement]


@pytest.mark.parametrize("order", Order)
async def test_a_tick_reads_no_deck_whole(
    *,
    services: Services,
    clock: Clock,
    room: Group,
    deck: StudyDeck,
    monkeypatch: pytest.MonkeyPatch,
    order: Order,
):
    await services.schedules.add(room.id, Plan(deck.id, "09:00", "UTC", HOUR, order=order))
    for whole in ("questions", "answers"):
        monkeypatch.delattr(DeckRepository, whole)
    await _ask_for_days(services, clock, 2)
    assert len(await _order(services, room)) == 1


async def test_one_that_starts_over_shuffles_anew_and_asks_all_before_any_again(
    services: Services, clock: Clock, room: Group, deck: StudyDeck
):
    plan = Plan(
        deck.id, "09:00", "UTC", HOUR, order=Order.SHUFFLED, seed=1, at_end=AtEnd.START_OVER
    )
    await services.schedules.add(room.id, plan)

    await _ask_for_days(services, clock, 10)

    order = await _order(services, room)
    cycles = [order[at : at + 3] for at in (0, 3, 6)]
    assert [sorted(cycle) for cycle in cycles] == [[1, 2, 3]] * 3
    assert len({tuple(cycle) for cycle in cycles}) > 1
    assert await _notes(services) == []
    assert (await _only(services, room)).cycle == 3


async def test_one_that_starts_over_does_not_ask_what_is_still_open(
    services: Services, clock: Clock, room: Group, deck: StudyDeck
):
    plan = Plan(deck.id, "09:00", "UTC", 31 * DAY, at_end=AtEnd.START_OVER)
    await services.schedules.add(room.id, plan)

    await _ask_for_days(services, clock, 5)

    assert await _asked(services, room) == [1, 2, 3]
    assert await _notes(services) == ["all-open", "all-open"]
    assert (await _only(services, room)).state is ScheduleState.ACTIVE


async def test_after_a_deck_was_started_over_an_admin_asks_on_in_the_same_cycle(
    services: Services, clock: Clock, room: Group, deck: StudyDeck
):
    plan = Plan(deck.id, "09:00", "UTC", HOUR, at_end=AtEnd.START_OVER)
    await services.schedules.add(room.id, plan)
    await _ask_for_days(services, clock, 4)

    assert (await services.rounds.open_next(room.id, deck.id)).question == deck.questions[1].id


async def test_a_few_questions_ahead_of_the_end_admins_are_told_once(
    *,
    services: Services,
    store: Store,
    clock: Clock,
    room: Group,
    deck: StudyDeck,
    daily: Schedule,
):
    more = [replace(deck.questions[0], id=QuestionId(f"m{n}"), position=3 + n) for n in range(3)]
    async with store.writing() as tx:
        await tx.decks.put_questions(more)

    await _ask_for_days(services, clock, 2)
    assert await _notes(services) == []
    await _ask_for_days(services, clock, 6)
    assert await _notes(services) == ["deck-nearly-finished"]
    await _ask_for_days(services, clock, 7)
    assert await _notes(services) == ["deck-nearly-finished", "deck-finished"]


async def test_a_finished_schedule_goes_on_when_the_deck_was_added_to_and_it_is_resumed(
    *,
    services: Services,
    store: Store,
    clock: Clock,
    room: Group,
    deck: StudyDeck,
    daily: Schedule,
):
    await _ask_for_days(services, clock, 4)
    assert (await _only(services, room)).state is ScheduleState.FINISHED
    more = replace(deck.questions[0], id=QuestionId("more"), position=3)
    async with store.writing() as tx:
        await tx.decks.put_questions([more])

    await services.schedules.resume(room.id, daily.id)
    await _ask_for_days(services, clock, 5)

    assert await _asked(services, room) == [1, 2, 3, 4]


async def test_a_deck_without_questions_ends_a_schedule_that_starts_over(
    services: Services, store: Store, clock: Clock, room: Group
):
    async with store.writing() as tx:
        await tx.decks.add(Deck(DeckId("empty"), LOCAL_WORKSPACE, "Empty", clock.now()))
    plan = Plan(DeckId("empty"), "09:00", "UTC", HOUR, at_end=AtEnd.START_OVER)
    await services.schedules.add(room.id, plan)

    await _ask_for_days(services, clock, 2)

    assert (await _only(services, room)).state is ScheduleState.FINISHED


async def test_a_schedule_asks_wherever_its_group_talks_when_it_opens(
    services: Services, store: Store, clock: Clock, room: Group, deck: StudyDeck
):
    await services.schedules.add(room.id, Plan(deck.id, "09:00", "UTC", HOUR))
    await _ask_for_days(services, clock, 1)
    async with store.writing() as tx:
        await tx.groups.add_channel(Channel(ChannelId("chat"), room.id, "memory", "general"))

    await _ask_for_days(services, clock, 2)

    there = [each.kind for each in await services.deliveries.due() if each.channel == "chat"]
    assert there == [DeliveryKind.QUESTION]


# --- what is wrong with one does not hold up another ----------------------------------------------


@pytest.mark.parametrize("broken", [{"zone": "Gone/Zone"}, {"recurrence": "tea time"}])
async def test_one_that_cannot_be_read_any_more_is_paused_told_and_left_alone(
    *,
    services: Services,
    store: Store,
    clock: Clock,
    room: Group,
    deck: StudyDeck,
    daily: Schedule,
    broken: dict[str, str],
):
    async with store.writing() as tx:
        await rewrite(tx, replace(daily, **broken))  # type: ignore[arg-type]  # both are words
    other = await services.schedules.add(room.id, Plan(deck.id, "09:00", "UTC", HOUR))

    await _ask_for_days(services, clock, 2)

    assert await _asked(services, room) == [1, 2]
    assert await _notes(services) == ["schedule-unreadable"]
    known = {each.id: each for each in await services.schedules.of_group(room.id)}
    assert (known[daily.id].state, known[daily.id].reason) == (ScheduleState.PAUSED, "unreadable")
    assert known[other.id].state is ScheduleState.ACTIVE
    with pytest.raises(BadSchedule):
        await services.schedules.resume(room.id, daily.id)

    plan = Plan(deck.id, "09:00", "UTC", HOUR)
    assert (await services.schedules.change(room.id, daily.id, plan)).reason is None


async def test_one_whose_opening_breaks_is_paused_and_the_others_open(
    *,
    services: Services,
    store: Store,
    clock: Clock,
    room: Group,
    deck: StudyDeck,
    daily: Schedule,
):
    fragile = await store_deck(store, room.id, clock.now(), "Fragile")
    poison = await services.schedules.add(room.id, Plan(fragile.id, "09:00", "UTC", HOUR))
    # Its first question is open in the name of another deck: a second round of it is refused.
    odd = await services.rounds.open_question(room.id, fragile.questions[0].id, 30 * DAY)
    async with store.writing() as tx:
        await rewrite(tx, replace(odd, deck=deck.id, cycle=9))

    await _ask_for_days(services, clock, 2)

    assert await _notes(services) == ["schedule-fault"]
    known = {each.id: each for each in await services.schedules.of_group(room.id)}
    assert (known[poison.id].state, known[poison.id].reason) == (ScheduleState.PAUSED, "fault")
    assert known[daily.id].next_at == TUESDAY_NINE + 2 * DAY
    assert await _asked(services, room) == [1, 1, 2]


async def test_after_the_clock_was_set_back_no_opening_is_made_twice(
    services: Services, clock: Clock, room: Group, deck: StudyDeck, daily: Schedule
):
    await _ask_for_days(services, clock, 1)
    clock.set(TUESDAY_NINE - HOUR)
    await services.schedules.pause(room.id, daily.id)
    await services.schedules.resume(room.id, daily.id)

    await _ask_for_days(services, clock, 1)

    assert await _asked(services, room) == [1]
    assert await _notes(services) == []
    assert (await _only(services, room)).next_at == TUESDAY_NINE + DAY
