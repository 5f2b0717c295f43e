"""A plan as it is typed in one go."""

from __future__ import annotations

import pytest

from bot.core.plan_words import says_when, without_zone


@pytest.mark.parametrize(
    ("typed", "when", "zone"),
    [
        ("every day 9:00 Berlin time", "every day 9:00", "Berlin time"),
        ("weekdays 18:30 Europe/Paris", "weekdays 18:30", "Europe/Paris"),
        ("3pm, Ho Chi Minh City", "3pm", "Ho Chi Minh City"),
        ("mon, thu 9:00 (UTC+2)", "mon, thu 9:00", "UTC+2"),
        ("daily at 9 in Zürich", "daily at 9", "in Zürich"),
        ("9:30am EST", "9:30am", "EST"),
        ("weekdays 9:00", "weekdays 9:00", None),
        ("weekdays 9:00 plase", "weekdays 9:00 plase", None),
        ("every 3 moons Berlin", "every 3 moons Berlin", None),
        ("weekdays 9:00 until 3 May", "weekdays 9:00 until 3 May", None),
        ("every other day 21:00 UTC until 3 May", "every other day 21:00 until 3 May", "UTC"),
        ("daily 9:00 New York from 3 May", "daily 9:00 from 3 May", "New York"),
        ("weekdays 9am, Paris, except 24 Dec", "weekdays 9am except 24 Dec", "Paris"),
        ("Berlin", "Berlin", None),
        ("", "", None),
    ],
)
def test_the_zone_behind_a_time_is_told_from_it(typed: str, when: str, zone: str | None):
    assert without_zone(typed) == (when, zone)


@pytest.mark.parametrize(
    ("typed", "is_when"),
    [
        ("every day at 9", True),
        ("weekdays 9:00", True),
        ("1st and 15th", True),
        ("Baking bread", False),
        ("Baking bread every day", False),
        ("Day one", False),
        ("", False),
    ],
)
def test_words_that_say_when_are_told_from_a_name(typed: str, is_when: bool):
    assert says_when(typed) == is_when
