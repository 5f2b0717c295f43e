"""Openings through every zone's clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.phrases import recurrence_of
from bot.core.recurrence import (
    ClockChange,
    described,
    latest_opening,
    next_opening,
    openings,
)
from bot.core.zones import zone_named
from bot.errors import BadSchedule
from tests.profiles import scaled

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
    opening = next_opening(recurrence_of(f"{clock:%H:%M}"), zone, midnight - timedelta(days=2))
    found = []
    while opening < midnight + timedelta(days=3):
        if opening.astimezone(ZoneInfo(zone)).date() == day:
            found.append(opening)
        opening = next_opening(recurrence_of(f"{clock:%H:%M}"), zone, opening)
    return found


def _exists(local: datetime) -> bool:
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(
        tzinfo=None
    )


@settings(max_examples=scaled(1000))
@given(st.sampled_from(ZONES), CENTURY, CLOCKS)
@example("Europe/Paris", datetime(2026, 3, 29, 0, 59, tzinfo=UTC), time(2, 30))
@example("Europe/Paris", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), time(2, 30))
@example("Australia/Lord_Howe", datetime(2026, 4, 4, 14, 50, tzinfo=UTC), time(1, 45))
@example("America/St_Johns", datetime(2000, 10, 29, 2, 0, tzinfo=UTC), time(0, 0))
def test_the_next_opening_is_later_and_within_two_days(zone: str, after: datetime, clock: time):
    opening = next_opening(recurrence_of(f"{clock:%H:%M}"), zone, after)

    assert opening.tzinfo is UTC
    # A day that a zone never had (Samoa left one out) makes two days of one.
    assert timedelta(0) < opening - after <= timedelta(days=2, hours=1)


@settings(max_examples=scaled(1000))
@given(st.sampled_from(ZONES), CENTURY, CLOCKS)
def test_an_opening_is_at_its_clock_time_or_right_after_the_hour_that_was_skipped(
    zone: str, after: datetime, clock: time
):
    local = next_opening(recurrence_of(f"{clock:%H:%M}"), zone, after).astimezone(ZoneInfo(zone))

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
    at_nine = recurrence_of("09:00")
    nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    moment = timedelta(microseconds=1)

    assert latest_opening(at_nine, "UTC", nine, nine) == nine
    assert latest_opening(at_nine, "UTC", nine + moment, nine + timedelta(hours=1)) is None
    assert latest_opening(at_nine, "UTC", nine - timedelta(hours=1), nine - moment) is None
    assert latest_opening(at_nine, "UTC", nine - timedelta(days=9), nine) == nine


@pytest.mark.parametrize("after", [0, 44, 45, 59])
def test_asked_from_within_the_second_of_two_equal_hours_the_first_is_over(after: int):
    # Paris shows 2:00 to 2:59 twice that night, from 0:00 and from 1:00 UTC.
    now = datetime(2026, 10, 25, 1, after, tzinfo=UTC)

    opening = next_opening(recurrence_of("02:45"), "Europe/Paris", now)

    assert opening == datetime(2026, 10, 26, 1, 45, tzinfo=UTC)


def test_several_times_in_a_gap_open_once():
    found = openings("0,15,30 2 * * *", "Europe/Paris", datetime(2026, 3, 29, tzinfo=UTC))

    assert [next(found).isoformat() for _ in range(2)] == [
        "2026-03-29T01:00:00+00:00",
        "2026-03-30T00:00:00+00:00",
    ]


def test_a_date_that_a_zone_never_had_has_no_opening():
    found = described(recurrence_of("09:00"), "Pacific/Apia", datetime(2011, 12, 29, tzinfo=UTC))

    days = [next(found).local.day for _ in range(3)]

    assert days == [29, 31, 1]


def test_a_gap_that_ends_within_a_minute_opens_at_its_very_end():
    # Monrovia was 44 and a half minutes behind Greenwich until 7 January 1972.
    found = next_opening(
        recurrence_of("00:10"), "Africa/Monrovia", datetime(1972, 1, 6, 12, tzinfo=UTC)
    )

    assert found == datetime(1972, 1, 7, 0, 44, 30, tzinfo=UTC)


def test_an_hourly_recurrence_opens_once_in_each_hour_that_clocks_show():
    found = openings("0 * * * *", "Europe/Paris", datetime(2026, 10, 24, 23, 30, tzinfo=UTC))

    assert [next(found).hour for _ in range(3)] == [0, 2, 3]


@settings(max_examples=scaled(300))
@given(data=st.data(), zone=st.sampled_from(ZONES), clock=CLOCKS)
def test_around_every_change_of_the_clocks_each_date_has_one_opening(
    data: st.DataObject, zone: str, clock: time
):
    year = data.draw(st.integers(1970, 2070))
    changes = _changes(zone, range(year, year + 1))
    change = data.draw(st.sampled_from(changes)) if changes else datetime(year, 7, 1, tzinfo=UTC)
    near = change.astimezone(ZoneInfo(zone)) + timedelta(minutes=data.draw(st.integers(-90, 90)))
    at = data.draw(st.sampled_from([clock, near.time().replace(second=0, microsecond=0)]))

    found = _around(recurrence_of(f"{at:%H:%M}"), zone, change)

    # What was planned for a gap over midnight opens on the date after.
    dates = [local.date() - timedelta(days=local.time() < at) for local in found]
    assert len(dates) == len(set(dates))
    span = range((dates[-1] - dates[0]).days)
    missing = {dates[0] + timedelta(days=days) for days in span} - set(dates)
    for day in missing:
        assert not any(
            _exists(datetime.combine(day, edge, ZoneInfo(zone)))
            for edge in (time.min, time(23, 59))
        )


def _around(recurrence: str, zone: str, moment: datetime) -> list[datetime]:
    start, end = moment - timedelta(days=4), moment + timedelta(days=4)
    local = (opening.local for opening in described(recurrence, zone, start))
    return list(takewhile(lambda at: at.astimezone(UTC) <= end, local))


@settings(max_examples=scaled(300))
@given(
    recurrence=st.sampled_from(
        ["*/20 * * * *", "0 */6 * * *", "30 2 * * *", "0 0 * * *", "15 1,2,3 * * 0,6", "0 9 L * *"]
    ),
    zone=st.sampled_from(ZONES),
    after=CENTURY,
)
def test_openings_are_later_each_time_and_the_same_from_wherever_one_looks(
    recurrence: str, zone: str, after: datetime
):
    found = list(islice(openings(recurrence, zone, after), 6))

    assert after < found[0]
    assert all(earlier < later for earlier, later in pairwise(found))
    for earlier, later in pairwise(found):
        assert next_opening(recurrence, zone, earlier) == later
        assert next_opening(recurrence, zone, later - timedelta(microseconds=1)) == later


def test_what_a_change_of_the_clocks_does_is_told():
    found = described("30 2 * * *", "Europe/Paris", datetime(2026, 3, 27, 12, tzinfo=UTC))
    spring = [next(found).change for _ in range(4)]
    found = described("30 2 * * *", "Europe/Paris", datetime(2026, 10, 23, 12, tzinfo=UTC))
    autumn = [next(found).change for _ in range(4)]

    none = ClockChange.NONE
    assert spring == [none, ClockChange.MOVED, none, none]
    assert autumn == [none, ClockChange.FIRST_OF_TWO, ClockChange.NEW_OFFSET, none]


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
