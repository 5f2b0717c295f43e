"""Questions by the clock: none missed that could be made up for, none twice, never a burst."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.models import DeliveryKind, Group, Schedule
from bot.errors import BadSchedule, NotFound
from bot.services.catalogue import Services
from bot.services.live import Topic
from bot.storage.store import SqlStore
from tests.fakes.clock import Clock
from tests.fakes.study_deck import StudyDeck, store_deck

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TUESDAY_NINE = datetime(2026, 3, 3, 9, tzinfo=UTC)


@pytest.fixture
async def daily(services: Services, room: Group, deck: StudyDeck) -> Schedule:
    """Nine o'clock every day, eight hours to answer in: four hours of grace."""
    return await services.schedules.add_daily(room.id, deck.id, "09:00", "UTC", 8 * HOUR)


async def _asked(services: Services, group: Group) -> list[int]:
    """Return the numbers of the questions that have been asked and not skipped."""
    cards = await services.cards.open_now(group.id, None)
    cards += await services.cards.past(group.id, None, 100)
    return sorted(card.number for card in cards)


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

    (card,) = await services.cards.open_now(room.id, None)
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

    (card,) = await services.cards.open_now(room.id, None)
    assert card.round.closes_at == TUESDAY_NINE + 8 * HOUR
    assert await _notes(services) == []


async def test_an_opening_missed_for_longer_is_left_out_and_told_to_admins_once(
    restarted: Callable[[], Services], clock: Clock, room: Group, daily: Schedule
):
    clock.set(TUESDAY_NINE + 4 * HOUR + timedelta(seconds=1))
    services = restarted()
    await services.rounds.tick()
    await restarted().rounds.tick()

    assert await services.cards.open_now(room.id, None) == []
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
    await services.schedules.add_daily(room.id, deck.id, "09:00", "UTC", HOUR)
    clock.set(TUESDAY_NINE)
    await services.rounds.tick()

    assert await _asked(services, room) == [1, 2]


async def test_more_schedules_than_fit_in_one_pass_all_open(
    services: Services, store: SqlStore, clock: Clock, room: Group
):
    for number in range(120):
        made = await store_deck(store, room.id, clock.now(), f"Deck {number}")
        await services.schedules.add_daily(room.id, made.id, "09:00", "UTC", 8 * HOUR)
    clock.set(TUESDAY_NINE)

    await services.rounds.tick()

    async with store.reading() as kept:
        assert await kept.schedules.due(clock.now()) == []
        assert await kept.schedules.next_opening() == TUESDAY_NINE + DAY
    assert len(await services.deliveries.due()) == 100


async def test_the_local_hour_stays_through_a_clock_change(
    services: Services, clock: Clock, room: Group, deck: StudyDeck
):
    await services.schedules.add_daily(room.id, deck.id, "18:30", " Europe/Paris ", HOUR)
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
        ("25:00", "UTC", HOUR, "time"),
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
        await services.schedules.add_daily(room.id, deck.id, clock_time, zone, window)

    assert refusal.value.field == field
    assert await services.schedules.of_group(room.id) == []


async def test_another_group_neither_sees_nor_removes_a_schedule(
    services: Services, other_room: Group, room: Group, daily: Schedule
):
    with pytest.raises(NotFound):
        await services.schedules.remove(other_room.id, daily.id)

    assert await services.schedules.of_group(other_room.id) == []
    assert await services.schedules.of_group(room.id) == [daily]
