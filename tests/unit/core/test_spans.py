"""Spans of time as people type them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.spans import span_of, without_span

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2", 2),
        ("1.5", 1.5),
        ("1,5", 1.5),
        ("2h", 2),
        ("90 min", 1.5),
        ("1h30", 1.5),
        ("1:30", 1.5),
        ("2 Days and 3 hours", 51),
        ("half an hour", 0.5),
        ("a week", 168),
        ("two days", 48),
        ("One day and six hours", 30),
        ("two and a half hours", 2.5),
        ("an hour and a half", 1.5),
        ("1½ hours", 1.5),
        ("1 1/2 h", 1.5),
        ("a quarter of an hour", 0.25),
        ("a couple of days", 48),
    ],
)
def test_a_span_is_read_however_it_is_typed(text: str, hours: float):
    assert span_of(text, HOUR) == hours * HOUR


@pytest.mark.parametrize("text", ["", "eight", "nan", "-1", "1_0", "9999999", "2 moons", "h"])
def test_what_is_no_span_is_none(text: str):
    assert span_of(text, HOUR) is None


def test_a_number_alone_counts_in_the_unit_that_is_asked_for():
    assert span_of("45", timedelta(minutes=1)) == timedelta(minutes=45)


def test_a_span_at_the_end_of_other_words_is_told_from_them():
    assert without_span("Baking bread for 2 hours") == ("Baking bread", "2 hours")
    assert without_span("Baking bread") == ("Baking bread", None)


@pytest.mark.parametrize(
    ("typed", "rest", "span"),
    [
        ("hours 2", "", "2 hours"),
        ("Baking bread hours: 1.5", "Baking bread", "1.5 hours"),
        ("Bread day 2", "Bread day 2", None),
        ("Les heures hours", "Les heures hours", None),
    ],
)
def test_a_span_may_follow_the_option_s_name_and_no_part_of_a_deck_s(
    typed: str, rest: str, span: str | None
):
    assert without_span(typed) == (rest, span)
    assert span is None or span_of(span, HOUR)


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_span_or_none(text: str):
    span = span_of(text, HOUR)

    assert span is None or span >= timedelta(0)
