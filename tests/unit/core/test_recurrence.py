"""Openings through every zone's clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.recurrence import clock_of, daily, latest_opening, next_opening, zone_named
from bot.errors import BadSchedule

ZONES = sorted(available_timezones() - {"Factory", "localtime"})
CENTURY = st.datetimes(datetime(1975, 1, 1), datetime(2075, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis adds the zone
CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def _offset(at: datetime) -> timedelta:
    offset = at.utcoffset()
    assert offset is not None
    return offset


def _openings_on(day: date, clock: time, zone: str) -> list[datetime]:
    """Return the openings whose local date is the day."""
    midnight = datetime.combine(day, time(), UTC)
    opening = next_opening(daily(f"{clock:%H:%M}"), zone, midnight - timedelta(days=2))
    found = []
    while opening < midnight + timedelta(days=3):
        if opening.astimezone(ZoneInfo(zone)).date() == day:
            found.append(opening)
        opening = next_opening(daily(f"{clock:%H:%M}"), zone, opening)
    return found


def _exists(local: datetime) -> bool:
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(
        tzinfo=None
    )


@settings(max_examples=1000)
@given(st.sampled_from(ZONES), CENTURY, CLOCKS)
@example("Europe/Paris", datetime(2026, 3, 29, 0, 59, tzinfo=UTC), time(2, 30))
@example("Europe/Paris", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), time(2, 30))
@example("Australia/Lord_Howe", datetime(2026, 4, 4, 14, 50, tzinfo=UTC), time(1, 45))
@example("America/St_Johns", datetime(2000, 10, 29, 2, 0, tzinfo=UTC), time(0, 0))
def test_the_next_opening_is_later_and_within_two_days(zone: str, after: datetime, clock: time):
    opening = next_opening(daily(f"{clock:%H:%M}"), zone, after)

    assert opening.tzinfo is UTC
    # A day that a zone never had (Samoa left one out) makes two days of one.
    assert timedelta(0) < opening - after <= timedelta(days=2, hours=1)


@settings(max_examples=1000)
@given(st.sampled_from(ZONES), CENTURY, CLOCKS)
def test_an_opening_is_at_its_clock_time_or_right_after_the_hour_that_was_skipped(
    zone: str, after: datetime, clock: time
):
    local = next_opening(daily(f"{clock:%H:%M}"), zone, after).astimezone(ZoneInfo(zone))

    if local.time() != clock:
        wanted = datetime.combine(local.date(), clock, ZoneInfo(zone))
        assert not _exists(wanted)
        before = local - timedelta(minutes=1)
        assert _offset(before.astimezone(UTC).astimezone(local.tzinfo)) <= _offset(local)


def _changes(zone: str, years: range) -> list[datetime]:
    """Return the moments, to the minute, at which the zone's clocks are changed."""
    info, found = ZoneInfo(zone), []
    start = datetime(years.start, 1, 1, tzinfo=UTC)
    for days in range((datetime(years.stop, 1, 1, tzinfo=UTC) - start).days):
        low, high = start + timedelta(days=days), start + timedelta(days=days + 1)
        if _offset(low.astimezone(info)) == _offset(high.astimezone(info)):
            continue
        while high - low > timedelta(minutes=1):
            middle = low + (high - low) / 2
            same = _offset(middle.astimezone(info)) == _offset(low.astimezone(info))
            low, high = (middle, high) if same else (low, middle)
        found.append(high.replace(second=0, microsecond=0))
    return found


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Paris",
        "America/New_York",
        "America/Santiago",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "Asia/Gaza",
        "Pacific/Chatham",
        "America/Scoresbysund",
    ],
)
def test_every_clock_change_has_one_opening_a_day_whatever_the_hour(zone: str):
    for change in _changes(zone, range(2025, 2028)):
        local = change.astimezone(ZoneInfo(zone))
        for minutes in range(-120, 121, 15):
            clock = (local + timedelta(minutes=minutes)).time().replace(second=0)
            around = [local.date() + timedelta(days=days) for days in (-1, 0, 1)]
            counts = [len(_openings_on(day, clock, zone)) for day in around]
            assert sum(counts) == 3, (zone, change, clock, counts)


def test_a_repeated_hour_opens_once():
    paris = _openings_on(date(2026, 10, 25), time(2, 30), "Europe/Paris")

    assert paris == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]


def test_a_skipped_time_opens_right_after_the_gap():
    paris = _openings_on(date(2026, 3, 29), time(2, 30), "Europe/Paris")

    assert paris == [datetime(2026, 3, 29, 1, 0, tzinfo=UTC)]


def test_the_latest_opening_has_both_ends_included():
    at_nine = daily("09:00")
    nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    moment = timedelta(microseconds=1)

    assert latest_opening(at_nine, "UTC", nine, nine) == nine
    assert latest_opening(at_nine, "UTC", nine + moment, nine + timedelta(hours=1)) is None
    assert latest_opening(at_nine, "UTC", nine - timedelta(hours=1), nine - moment) is None
    assert latest_opening(at_nine, "UTC", nine - timedelta(days=9), nine) == nine


@given(CLOCKS)
def test_a_clock_time_survives_as_a_recurrence(clock: time):
    assert clock_of(daily(f"{clock:%H:%M}")) == f"{clock:%H:%M}"


@pytest.mark.parametrize("typed", ["9:05", " 09:05 "])
def test_a_clock_time_is_read_as_people_type_it(typed: str):
    assert daily(typed) == "5 9 * * *"


@pytest.mark.parametrize(
    "typed", ["", "9", "24:00", "09:60", "9.30", "nine", "09:00:00", "\u0660\u0669:\u0660\u0660"]
)
def test_what_is_no_clock_time_is_refused(typed: str):
    with pytest.raises(BadSchedule) as refusal:
        daily(typed)

    assert (refusal.value.field, refusal.value.value) == ("time", typed)


@pytest.mark.parametrize(
    "name",
    ["", "Mars/Olympus", "../etc/passwd", "America", "/UTC", "a\0b", "UTC+2", "x" * 5000, "\ud800"],
)
def test_what_is_no_zone_is_refused(name: str):
    with pytest.raises(BadSchedule) as refusal:
        zone_named(name)

    assert refusal.value.field == "zone"


@pytest.mark.parametrize("recurrence", ["", "61 9 * * *", "tea time", "0 0 30 2 *"])
def test_a_recurrence_that_never_comes_is_refused(recurrence: str):
    with pytest.raises(BadSchedule):
        next_opening(recurrence, "UTC", datetime(2026, 1, 1, tzinfo=UTC))
