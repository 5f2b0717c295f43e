"""What a schedule wants after a pause of any length: one opening at the most, never a stale one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.models import DeckId, GroupId, Schedule, ScheduleId, ScheduleState
from bot.core.phrases import recurrence_of
from bot.core.schedules import (
    MAX_WINDOW,
    MIN_WINDOW,
    Plan,
    changed,
    checked_window,
    finished,
    grace_for,
    paused,
    planned,
    preview,
    remind_at,
    resumed,
    returned,
    settle,
    without,
)
from bot.core.zones import choosable_zones
from bot.errors import BadSchedule

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
GRACE = timedelta(hours=6)
DAILY = Schedule(
    id=ScheduleId("s"),
    group=GroupId("g"),
    deck=DeckId("d"),
    recurrence=recurrence_of("09:00"),
    zone="UTC",
    window=DAY,
    grace=GRACE,
    next_at=NINE,
)


def test_before_its_time_it_wants_nothing():
    due = settle(DAILY, NINE - timedelta(microseconds=1))

    assert (due.schedule, due.opening, due.missed) == (DAILY, None, None)


def test_a_paused_schedule_wants_nothing():
    paused = replace(DAILY, next_at=None)

    assert settle(paused, NINE + 100 * DAY).schedule == paused


def test_at_its_time_it_opens_and_moves_on():
    due = settle(DAILY, NINE)

    assert (due.opening, due.missed) == (NINE, None)
    assert due.schedule.next_at == NINE + DAY


def test_a_missed_opening_is_made_up_for_to_the_end_of_the_grace():
    due = settle(DAILY, NINE + GRACE)

    assert (due.opening, due.missed) == (NINE, None)


def test_an_opening_a_moment_older_than_the_grace_is_missed():
    due = settle(DAILY, NINE + GRACE + timedelta(microseconds=1))

    assert (due.opening, due.missed) == (None, NINE)


def test_after_days_away_the_last_opening_is_made_and_the_first_missed_one_named():
    due = settle(DAILY, NINE + 3 * DAY + timedelta(minutes=5))

    assert (due.opening, due.missed) == (NINE + 3 * DAY, NINE)


@given(
    zone=st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})),
    clock=st.times().map(lambda at: f"{at:%H:%M}"),
    pause=st.timedeltas(timedelta(0), timedelta(days=400)),
    window=st.timedeltas(MIN_WINDOW, MAX_WINDOW),
    start=st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # hypothesis adds the zone
)
def test_however_long_the_pause_no_opening_is_stale_and_the_next_is_to_come(
    zone: str, clock: str, pause: timedelta, window: timedelta, start: datetime
):
    first = start.replace(second=0, microsecond=0)
    grace = grace_for(window)
    schedule = replace(
        DAILY, zone=zone, recurrence=recurrence_of(clock), window=window, grace=grace, next_at=first
    )
    now = first + pause

    due = settle(schedule, now)

    assert due.schedule.next_at is not None
    assert due.schedule.next_at > now
    if due.opening is not None:
        assert max(first, now - grace) <= due.opening <= now
        assert now < due.opening + window
    again = settle(due.schedule, now)
    assert (again.opening, again.missed) == (None, None)


@given(st.timedeltas(MIN_WINDOW, MAX_WINDOW))
def test_half_the_window_is_left_to_answer_in(window: timedelta):
    assert grace_for(window) <= window / 2
    assert grace_for(window) <= timedelta(hours=6)


@pytest.mark.parametrize("window", [MIN_WINDOW, DAY, MAX_WINDOW])
def test_a_window_from_a_minute_to_31_days_is_taken(window: timedelta):
    assert checked_window(window) == window


@pytest.mark.parametrize(
    "window",
    [
        timedelta(0),
        -DAY,
        MIN_WINDOW - timedelta(microseconds=1),
        MAX_WINDOW + timedelta(microseconds=1),
    ],
)
def test_any_other_window_is_refused(window: timedelta):
    with pytest.raises(BadSchedule) as refusal:
        checked_window(window)

    assert refusal.value.field == "window"


# --- what admins do -------------------------------------------------------------------------------

HOUR = timedelta(hours=1)
PLAN = Plan(DeckId("d"), "every day 09:00", "UTC", DAY)
NOON = NINE + 3 * HOUR


def _planned(**decided: object) -> Schedule:
    plan = replace(PLAN, **decided)  # type: ignore[arg-type]  # each test decides what it is about
    return planned(plan, id_=ScheduleId("s"), group=GroupId("g"), cycle=0, now=NOON)


def test_a_plan_becomes_a_schedule_that_waits_for_its_next_time():
    schedule = _planned(when="mon, wed 7 pm", zone=" Europe/Paris ")

    assert (schedule.recurrence, schedule.zone) == ("0 19 * * 1,3", "Europe/Paris")
    assert schedule.next_at == NINE + 9 * HOUR
    assert schedule.grace == timedelta(hours=6)


@pytest.mark.parametrize(
    ("field", "decided"),
    [
        ("recurrence", {"when": "now and then"}),
        ("zone", {"zone": "Mars"}),
        ("window", {"window": timedelta(0)}),
        ("reminder", {"reminder": DAY}),
        ("reminder", {"reminder": timedelta(0)}),
        ("reminder", {"reminder": -HOUR}),
        ("grace", {"grace": DAY}),
        ("grace", {"grace": -HOUR}),
        ("seed", {"seed": -1}),
        ("seed", {"seed": 10**9}),
    ],
)
def test_what_makes_no_schedule_is_refused(field: str, decided: dict[str, object]):
    with pytest.raises(BadSchedule) as refusal:
        _planned(**decided)

    assert refusal.value.field == field


def test_every_schedule_shuffles_in_its_own_way_unless_it_is_given_a_number():
    other = planned(PLAN, id_=ScheduleId("t"), group=GroupId("g"), cycle=0, now=NOON)

    assert 0 <= _planned().seed != other.seed < 10**9
    assert _planned(seed=7).seed == 7


@pytest.mark.parametrize("schedule", [_planned(), _planned(when="*/10 * * * *", zone="Asia/Gaza")])
def test_pausing_and_resuming_again_changes_nothing_more(schedule: Schedule):
    still = paused(schedule)
    assert (still.state, still.next_at) == (ScheduleState.PAUSED, None)
    assert paused(still) == still
    assert paused(still, "fault") == still

    again = resumed(still, NOON)
    assert resumed(again, NOON + 9 * DAY) == again
    assert again == schedule


@given(st.timedeltas(timedelta(0), timedelta(days=400)))
def test_resuming_makes_nothing_up(pause: timedelta):
    again = resumed(paused(_planned()), NOON + pause)

    assert again.next_at is not None
    assert again.next_at > NOON + pause
    assert settle(again, NOON + pause).opening is None


def test_skipping_leaves_out_the_opening_that_was_seen_and_no_other():
    schedule = _planned()
    assert schedule.next_at is not None

    skipped = without(schedule, schedule.next_at)

    assert skipped.next_at == schedule.next_at + DAY
    assert without(skipped, schedule.next_at) == skipped
    assert without(paused(schedule), schedule.next_at) == paused(schedule)


def test_a_change_of_the_times_counts_from_now():
    later = changed(_planned(), replace(PLAN, when="15:00"), 0, NOON)

    assert later.next_at == NINE + 6 * HOUR


def test_a_change_that_leaves_the_times_loses_no_opening_that_is_due():
    due = _planned()
    assert due.next_at is not None

    later = changed(due, replace(PLAN, window=2 * HOUR), 0, due.next_at + HOUR)

    assert (later.next_at, later.window) == (due.next_at, 2 * HOUR)


def test_a_change_keeps_the_cycle_of_its_deck_and_takes_that_of_another():
    schedule = replace(_planned(), cycle=4)

    assert changed(schedule, PLAN, 2, NOON).cycle == 4
    assert changed(schedule, replace(PLAN, deck=DeckId("e")), 2, NOON).cycle == 2


def test_a_change_starts_what_stopped_by_itself_and_not_what_an_admin_paused():
    for stopped in (finished(_planned()), paused(_planned(), "unreadable")):
        assert changed(stopped, PLAN, 0, NOON).state is ScheduleState.ACTIVE
    still = changed(paused(_planned()), replace(PLAN, when="15:00"), 0, NOON)
    assert (still.state, still.next_at, still.recurrence) == (
        ScheduleState.PAUSED,
        None,
        "0 15 * * *",
    )


def test_a_reminder_comes_before_closing_unless_the_round_opened_later_than_that():
    schedule = _planned(reminder=HOUR)

    assert remind_at(schedule, NINE, NINE + DAY) == NINE + 23 * HOUR
    assert remind_at(schedule, NINE + 23 * HOUR, NINE + DAY) is None
    assert remind_at(_planned(), NINE, NINE + DAY) is None


@given(
    zone=st.sampled_from(choosable_zones()),
    when=st.sampled_from(["02:30", "weekdays 00:00", "0 */5 * * *", "sun 01:30"]),
    start=st.datetimes(datetime(1970, 1, 1), datetime(2070, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # hypothesis adds the zone
)
def test_the_preview_is_what_will_happen(zone: str, when: str, start: datetime):
    plan = replace(PLAN, when=when, zone=zone)
    schedule = planned(plan, id_=ScheduleId("s"), group=GroupId("g"), cycle=0, now=start)

    shown = [opening.local.astimezone(UTC) for opening in preview(schedule, start)]

    happened = []
    while len(happened) < 10 and schedule.next_at:
        due = settle(schedule, schedule.next_at)
        happened.append(due.opening)
        assert due.missed is None
        schedule = due.schedule
    assert shown == happened


def test_the_preview_of_a_paused_schedule_is_that_of_resuming_it_now():
    schedule = _planned()

    assert preview(paused(schedule), NOON) == preview(schedule, NOON)


def test_the_preview_leaves_out_what_was_skipped():
    schedule = _planned()

    skipped = preview(without(schedule, NINE + DAY), NOON)

    assert skipped == preview(schedule, NOON, 11)[1:]


def test_what_paused_by_itself_goes_on_with_what_was_next_and_settles_what_was_missed():
    held = paused(DAILY, "channel-gone")
    assert (held.next_at, held.held_at) == (None, NINE)

    due = settle(returned(held, NINE + 2 * DAY + GRACE), NINE + 2 * DAY + GRACE)
    assert (due.opening, due.missed) == (NINE + 2 * DAY, NINE)
    assert due.schedule == replace(DAILY, next_at=NINE + 3 * DAY)
    assert returned(held, NINE - DAY) == DAILY


def test_what_was_left_out_stays_so_over_a_pause_and_a_change_that_leaves_the_times():
    skipped = without(DAILY, NINE)
    later = replace(PLAN, window=timedelta(hours=2))

    assert resumed(paused(skipped), NINE - DAY) == skipped
    assert resumed(changed(paused(skipped), later, 0, NOON), NINE - DAY).next_at == NINE + DAY
    moved = changed(paused(skipped), replace(PLAN, when="every day 10:00"), 0, NOON)
    assert moved.held_at is None
    assert resumed(paused(skipped), NINE + DAY).next_at == NINE + 2 * DAY


def test_what_an_admin_paused_stays_so_whatever_had_paused_it_before():
    assert paused(paused(DAILY, "left")) == paused(DAILY)
    assert resumed(paused(DAILY, "left"), NINE + DAY) == replace(DAILY, next_at=NINE + 2 * DAY)


def test_a_schedule_is_finished_after_its_last_date():
    last = planned(
        replace(PLAN, when="every day 09:00 until 3 March", zone="Delhi"),
        id_=ScheduleId("s"),
        group=GroupId("g"),
        cycle=0,
        now=NOON,
    )

    due = settle(last, last.next_at or NOON)

    assert (last.zone, last.next_at) == ("Asia/Kolkata", NOON.replace(hour=3, minute=30) + DAY)
    assert due.opening == last.next_at
    assert due.schedule.state is ScheduleState.FINISHED
    assert without(last, last.next_at or NOON).state is ScheduleState.FINISHED


def test_a_schedule_whose_last_date_is_past_is_refused():
    with pytest.raises(BadSchedule) as refused:
        _planned(when="every day 09:00 until 2026-03-01")

    assert refused.value.field == "over"
