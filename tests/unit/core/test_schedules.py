"""What a schedule wants after a pause of any length: one opening at the most, never a stale one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.models import DeckId, GroupId, Schedule, ScheduleId
from bot.core.recurrence import daily
from bot.core.schedules import MAX_WINDOW, MIN_WINDOW, checked_window, grace_for, settle
from bot.errors import BadSchedule

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
GRACE = timedelta(hours=6)
DAILY = Schedule(
    id=ScheduleId("s"),
    group=GroupId("g"),
    deck=DeckId("d"),
    recurrence=daily("09:00"),
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
        DAILY, zone=zone, recurrence=daily(clock), window=window, grace=grace, next_at=first
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
