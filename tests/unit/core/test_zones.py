"""Time zones as people type them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.zones import choosable_zones, zone_meant, zone_named
from bot.errors import BadSchedule


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("  europe/PARIS ", "Europe/Paris"),
        ("lisbon", "Europe/Lisbon"),
        ("Delhi", "Asia/Kolkata"),
        ("bombay", "Asia/Kolkata"),
        ("münchen", "Europe/Berlin"),
        ("MUNCHEN", "Europe/Berlin"),
        ("Ko\u0308ln", "Europe/Berlin"),
        ("sao paulo", "America/Sao_Paulo"),
        ("new-york", "America/New_York"),
        ("San Francisco", "America/Los_Angeles"),
        ("Łódź", "Europe/Warsaw"),
        ("Москва", "Europe/Moscow"),
        ("Gdańsk time", "Europe/Warsaw"),
        ("time in Osaka", "Asia/Tokyo"),
        ("London, UK", "Europe/London"),
        ("Japan", "Asia/Tokyo"),
        ("deutschland", "Europe/Berlin"),
        ("Eastern time", "America/New_York"),
        ("utc", "UTC"),
        ("GMT", "UTC"),
        ("utc+2", "Etc/GMT-2"),
        ("UTC - 03:00", "Etc/GMT+3"),
        ("+1", "Etc/GMT-1"),
        ("GMT+5:30", "Asia/Kolkata"),
        ("utc+0", "UTC"),
        ("UTC 2", "Etc/GMT-2"),
        ("gmt \u2212 3", "Etc/GMT+3"),
        ("UTC\u22123", "Etc/GMT+3"),
        ("UTC\u20133", "Etc/GMT+3"),
        ("UTC\uff0b8", "Etc/GMT-8"),
        ("+0530", "Asia/Kolkata"),
        ("+05:30", "Asia/Kolkata"),
        ("+530", "Asia/Kolkata"),
        ("-1000", "Etc/GMT+10"),
        ("GMT+5.5", "Asia/Kolkata"),
        ("UTC+5½", "Asia/Kolkata"),
        ("utc+5.30", "Asia/Kolkata"),
        ("UTC +5h30", "Asia/Kolkata"),
        ("UTC+5 hours 45 minutes", "Asia/Kathmandu"),
        ("utc plus 2", "Etc/GMT-2"),
        ("utc minus 03:00", "Etc/GMT+3"),
        ("UTC5", "Etc/GMT-5"),
        ("GMT/UTC+2", "Etc/GMT-2"),
        ("+2 UTC", "Etc/GMT-2"),
        ("UTC±0", "UTC"),
        ("\u22120:00", "UTC"),
        ("2 hours ahead of UTC", "Etc/GMT-2"),
        ("3h behind GMT", "Etc/GMT+3"),
        ("(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi", "Asia/Kolkata"),
        ("(GMT-03:00) Somewhere, Georgetown", "Etc/GMT+3"),
        ("Berlin (UTC+1)", "Europe/Berlin"),
        ("(UTC+2)", "Etc/GMT-2"),
        ("hochiminh", "Asia/Ho_Chi_Minh"),
        ("Hawaii time", "Pacific/Honolulu"),
        ("Indian Standard Time", "Asia/Kolkata"),
    ],
)
def test_a_zone_is_found_however_it_is_typed(typed: str, zone: str):
    assert zone_meant(typed) == zone


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("EST", "America/New_York"),
        ("EST (UTC-5)", "America/New_York"),
        ("pst", "America/Los_Angeles"),
        ("CET", "Europe/Berlin"),
        ("Central European Summer Time", "Europe/Berlin"),
        ("EST5EDT", "America/New_York"),
        ("BST", "Europe/London"),
        ("HST", "Pacific/Honolulu"),
    ],
)
def test_an_abbreviation_is_asked_back_with_the_cities_of_those_who_say_it(typed: str, near: str):
    with pytest.raises(BadSchedule) as asked:
        zone_meant(typed)

    assert asked.value.field == "zone-abbreviation"
    assert near in asked.value.nearest


@pytest.mark.parametrize(
    ("typed", "among"),
    [
        ("San José", {"America/Los_Angeles", "America/Costa_Rica"}),
        ("Cambridge", {"Europe/London", "America/New_York"}),
        ("USA", {"America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"}),
    ],
)
def test_a_name_in_several_zones_is_asked_back(typed: str, among: set[str]):
    with pytest.raises(BadSchedule) as asked:
        zone_meant(typed)

    assert asked.value.field == "zone-several"
    assert among <= set(asked.value.nearest)


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("UTC-3:30", "America/St_Johns"),
        ("GMT\u22122.5", "America/St_Johns"),
        ("utc+10:30", "Australia/Lord_Howe"),
        ("+1345", "Pacific/Chatham"),
    ],
)
def test_hours_that_a_place_has_for_a_part_of_the_year_are_asked_back(typed: str, near: str):
    with pytest.raises(BadSchedule) as asked:
        zone_meant(typed)

    assert asked.value.field == "zone-offset"
    assert near in asked.value.nearest


@given(st.integers(-12 * 4, 14 * 4), st.sampled_from(["UTC", "gmt", "UTC ", ""]), st.booleans())
def test_hours_beside_greenwich_mean_those_hours_or_are_asked_back(
    quarters: int, named: str, in_digits: bool
):
    hours, minutes = divmod(abs(quarters) * 15, 60)
    sign = "-" if quarters < 0 else "+"
    typed = f"{named}{sign}{hours:02}{'' if in_digits else ':'}{minutes:02}"
    try:
        found: str | None = zone_meant(typed)
    except BadSchedule:
        found = None
    assert found is not None or minutes, "each full hour is a zone"
    there = {datetime(2026, month, 1, tzinfo=ZoneInfo(found or "UTC")) for month in (1, 7)}
    offsets = {each.utcoffset() for each in there}
    assert found is None or offsets == {timedelta(minutes=15 * quarters)}


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("Lodnon", ("Europe/London",)),
        ("Europ/Madird", ("Europe/Madrid",)),
        ("los ang", ("America/Los_Angeles",)),
        ("Portland, Oregon", ("America/Los_Angeles",)),
        ("utc+1:30", ()),
        ("+5:20", ()),
        ("UTC-13", ()),
        ("utc+99", ()),
        ("../etc/passwd", ()),
        ("", ()),
        ("¿?", ()),
    ],
)
def test_what_is_no_zone_is_refused_with_the_nearest_names(typed: str, near: tuple[str, ...]):
    with pytest.raises(BadSchedule) as refused:
        zone_meant(typed)

    assert refused.value.field == "zone"
    assert refused.value.nearest[: len(near)] == near


@pytest.mark.parametrize("name", ["../UTC", "/UTC", "Europe", "", "a/" * 2_000 + "b", "a\0", "é"])
def test_a_name_that_is_none_of_a_zone_is_refused(name: str):
    with pytest.raises(BadSchedule):
        zone_named(name)


@given(st.sampled_from(choosable_zones()), st.sampled_from([str.lower, str.upper, str.title]))
def test_the_name_of_each_zone_is_taken_in_any_case(zone: str, case):
    assert ZoneInfo(zone_meant(case(zone))) is ZoneInfo(zone)


@given(st.text(max_size=40) | st.text("utcgm+-0123456789:, /", max_size=12))
def test_whatever_is_typed_is_a_zone_or_refused_with_zones(typed: str):
    try:
        offered = {zone_meant(typed)}
    except BadSchedule as refused:
        offered = set(refused.nearest)
    assert offered <= available_timezones()
