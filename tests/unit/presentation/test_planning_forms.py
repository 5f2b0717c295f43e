"""What is offered while an admin types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.phrases import recurrence_of
from bot.core.zones import zone_meant
from bot.presentation.planning_forms import language_suggestions, time_suggestions, zone_suggestions


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("", "weekdays 09:00"),
        ("mon", "monday 09:00"),
        ("7 PM", "every day 19:00"),
        ("18:30", "every day 18:30"),
        ("weekends", "weekends 09:00"),
        ("0 9 1 * *", "the 1st of the month 09:00"),
        ("first monday", "first monday 09:00"),
        ("0 9 1 1 *", "0 9 1 1 *"),
    ],
)
def test_a_time_is_completed_as_one_types(typed: str, first: str):
    assert time_suggestions(typed)[0] == first


def test_what_can_become_no_time_is_offered_nothing():
    assert time_suggestions("whenever it suits") == []


@given(st.text(max_size=40))
def test_every_time_that_is_offered_can_be_read(typed: str):
    for suggestion in time_suggestions(typed):
        recurrence_of(suggestion)


def test_a_zone_is_found_by_a_part_of_its_citys_name():
    assert zone_suggestions("new y") == ["America/New_York"]
    assert zone_suggestions("buenos")[0].endswith("Buenos_Aires")
    assert zone_suggestions("kathm") == ["Asia/Kathmandu"]


def test_a_zone_is_found_by_a_city_that_it_is_not_named_after_and_by_its_offset():
    assert zone_suggestions("Delhi") == ["Asia/Kolkata"]
    assert zone_suggestions("utc+2") == ["UTC+2"]
    assert "America/New_York" in zone_suggestions("EDT")


@pytest.mark.parametrize("typed", ["Mun", "mün", "köl", "bengal", "Antwer"])
def test_a_city_that_no_zone_is_named_after_is_found_before_its_name_is_whole(typed: str):
    whole = {"bengal": "Asia/Kolkata", "Antwer": "Europe/Brussels"}.get(typed, "Europe/Berlin")

    assert whole in zone_suggestions(typed)
    assert zone_suggestions("xq") == []


def test_a_city_comes_before_a_continent_that_begins_alike():
    found = zone_suggestions("paris")

    assert found[0] == "Europe/Paris"
    assert zone_suggestions("europe/paris") == found


def test_the_groups_own_zones_come_first():
    assert zone_suggestions("", ["Asia/Tokyo", "UTC"])[:2] == ["Asia/Tokyo", "UTC"]
    assert zone_suggestions("a", ["Europe/Athens"])[0] == "Europe/Athens"


@given(st.text(max_size=20))
def test_every_zone_that_is_offered_is_one_and_none_is_turned_around(typed: str):
    for zone in zone_suggestions(typed)[:3]:
        assert zone_meant(zone)
        assert not zone.startswith("Etc/")


def test_a_language_is_offered_by_its_beginning_first():
    assert language_suggestions("ger") == ["german"]
    assert language_suggestions("ish")[:2] == ["danish", "english"]
    assert language_suggestions("i")[0].startswith("i")
