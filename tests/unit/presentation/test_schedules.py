"""Schedules, openings and reminders in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.models import (
    AtEnd,
    DeckId,
    GroupId,
    Order,
    ScheduleId,
    ScheduleState,
)
from bot.core.recurrence import ClockChange
from bot.core.schedules import Plan, paused, planned, preview
from bot.core.view import Line, Moment
from bot.presentation import schedules
from tests.fakes.clock import MONDAY_NOON

HOUR = timedelta(hours=1)
PLAN = Plan(DeckId("d"), "weekdays 18:30", "Europe/Paris", 8 * HOUR, reminder=HOUR)
SCHEDULE = planned(PLAN, id_=ScheduleId("s"), group=GroupId("g"), cycle=0, now=MONDAY_NOON)


def test_a_schedule_says_when_where_and_what_else_was_decided():
    shuffled = replace(SCHEDULE, order=Order.SHUFFLED, at_end=AtEnd.START_OVER, reminder=None)

    assert schedules.schedule_words(SCHEDULE) == "Weekdays 18:30, Europe/Paris"
    assert schedules.facts_words(SCHEDULE) == (
        "Open for 8 hours, reminder 1 hour before it closes, in the deck’s order"
    )
    assert schedules.facts_words(shuffled) == "Open for 8 hours, shuffled, starts over at the end"


@pytest.mark.parametrize(
    ("state", "reason", "words"),
    [
        (ScheduleState.ACTIVE, None, ""),
        (ScheduleState.PAUSED, None, "Paused."),
        (ScheduleState.PAUSED, "channel-gone", "Paused: a channel cannot be reached."),
        (ScheduleState.PAUSED, "fault", "Paused: opening it failed; the log has the details."),
        (ScheduleState.FINISHED, None, "Finished: every question was asked."),
    ],
)
def test_one_that_opens_nothing_says_why(state: ScheduleState, reason: str | None, words: str):
    assert schedules.idle_words(replace(SCHEDULE, state=state, reason=reason)) == words


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("UTC", "UTC+0"),
        ("Europe/Paris", "UTC+1"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("America/St_Johns", "UTC-3:30"),
    ],
)
def test_an_offset_is_told_in_hours(zone: str, words: str):
    assert schedules.offset_words(datetime(2026, 1, 5, 9, tzinfo=ZoneInfo(zone))) == words


def test_an_opening_is_told_as_its_zone_says_it():
    local = datetime(2026, 3, 2, 9, 5, tzinfo=ZoneInfo("Asia/Tokyo"))

    assert schedules.local_words(local) == "Mon 2 March 2026, 09:05"


def test_every_order_end_and_clock_change_has_words():
    assert set(schedules.ORDERS) == set(Order)
    assert set(schedules.ENDS) == set(AtEnd)
    assert [bool(schedules.change_words(each)) for each in ClockChange] == [False, True, True, True]


def test_a_new_schedule_is_told_with_each_opening_once_as_a_time_of_the_reader():
    openings = preview(SCHEDULE, MONDAY_NOON, 3)
    message = schedules.added_message(SCHEDULE, "Bread", ["#study"], openings, "This is the first.")

    assert message.summary == "Added: Weekdays 18:30, Europe/Paris."
    assert Line("It asks “Bread” in #study.") in message.blocks
    assert Line("This is the first.") in message.blocks
    moments = [each for each in message.blocks if isinstance(each, Moment)]
    assert moments == [
        Moment(label, each.local)
        for label, each in zip(("First", "Then", "Then"), openings, strict=True)
    ]


def test_what_the_clocks_do_is_told_below_the_opening():
    nightly = replace(SCHEDULE, recurrence="30 2 * * *", next_at=None)
    openings = preview(nightly, datetime(2026, 3, 28, 12, tzinfo=UTC), 1)
    blocks = schedules.openings_message(nightly, "Bread", openings).blocks

    assert blocks[-1] == Line("The clocks skip this time; it opens right after.")
    assert blocks[-2] == Moment("Sun 29 March 2026, 03:00 (UTC+2):", openings[0].local)


def test_openings_of_a_schedule_that_rests_are_those_if_it_were_resumed():
    message = schedules.openings_message(paused(SCHEDULE), "Bread", [])

    assert message.summary.startswith("The next openings, if it is resumed now")
    assert Line("Paused.") in message.blocks


def test_schedules_are_listed_in_the_order_in_which_they_open():
    later = replace(SCHEDULE, next_at=MONDAY_NOON + 9 * HOUR)
    message = schedules.schedules_message(
        [paused(SCHEDULE, "left"), later, SCHEDULE], {SCHEDULE.deck: "Bread"}
    )

    moments = [block.at for block in message.blocks if isinstance(block, Moment)]
    assert moments == [SCHEDULE.next_at, later.next_at]
    assert message.blocks[-1] == Line(
        "Paused: Roundtable was sent away from where its channels are."
    )


def test_without_schedules_it_is_said_what_one_does():
    assert schedules.schedules_message([], {}).summary == schedules.NO_SCHEDULE


def test_a_schedule_that_goes_on_tells_its_next_opening():
    message = schedules.going_on_message(SCHEDULE)

    assert message.blocks == (
        Line("Goes on: Weekdays 18:30, Europe/Paris."),
        Moment("Next", SCHEDULE.next_at),
    )
