"""Dates as people type them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.dates import DATE, date_of, date_words, either_of

TODAY = date(2026, 3, 4)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-05-03", date(2026, 5, 3)),
        ("3 may", date(2026, 5, 3)),
        ("3rd of may", date(2026, 5, 3)),
        ("may 3", date(2026, 5, 3)),
        ("may 3rd, 2027", date(2027, 5, 3)),
        ("3. may 2027", date(2027, 5, 3)),
        ("3.5.", date(2026, 5, 3)),
        ("3.5.2027", date(2027, 5, 3)),
        ("24/12/2026", date(2026, 12, 24)),
        ("12/24/2026", date(2026, 12, 24)),
        ("1 feb", date(2027, 2, 1)),
        ("4 march", TODAY),
        ("29 feb", date(2028, 2, 29)),
        ("today", TODAY),
        ("tomorrow", date(2026, 3, 5)),
        ("sunday", date(2026, 3, 8)),
        ("next wednesday", date(2026, 3, 11)),
        ("friday next week", date(2026, 3, 13)),
        ("next week's monday", date(2026, 3, 9)),
        ("next week on sun", date(2026, 3, 15)),
        ("this fri", date(2026, 3, 6)),
        ("day after tomorrow", date(2026, 3, 6)),
        ("end of the week", date(2026, 3, 8)),
        ("end of month", date(2026, 3, 31)),
        ("in 3 days", date(2026, 3, 7)),
        ("in two weeks", date(2026, 3, 18)),
        ("in a month", date(2026, 4, 4)),
    ],
)
def test_a_date_is_read_however_it_is_typed(text: str, day: date):
    assert date_of(text, TODAY) == day


@pytest.mark.parametrize(
    ("today", "text", "days"),
    [
        (date(2026, 3, 2), "next friday", (date(2026, 3, 6), date(2026, 3, 13))),
        (date(2026, 3, 2), "weekdays 9:00 until next sun", (date(2026, 3, 8), date(2026, 3, 15))),
        (date(2026, 3, 5), "next friday", (date(2026, 3, 6), date(2026, 3, 13))),
        (date(2026, 3, 8), "next monday", (date(2026, 3, 9), date(2026, 3, 16))),
        (date(2026, 3, 4), "next monday", None),
        (date(2026, 3, 4), "next wednesday", None),
        (date(2026, 3, 2), "friday", None),
        (date(2026, 3, 2), "this friday", None),
        (date(2026, 3, 2), "friday next week", None),
        (date(2026, 3, 2), "the next friday of the month", None),
    ],
)
def test_next_friday_may_be_this_week_s_or_next_week_s_where_both_are_to_come(today, text, days):
    found = either_of(text, today)
    assert (found and found[1]) == days


@pytest.mark.parametrize("text", ["", "30 february", "3/5/2026", "may", "32 may", "2026-13-01"])
def test_what_is_no_date_or_two_is_none(text: str):
    assert date_of(text, TODAY) is None


def test_a_date_without_a_year_is_none_where_today_is_not_known():
    assert date_of("3 may", None) is None
    assert date_of("sunday", None) is None


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)).filter(lambda day: day.year > 999))
def test_the_words_of_a_date_mean_it(day: date):
    assert date_of(date_words(day).casefold(), None) == day
    assert re.fullmatch(DATE, date_words(day).casefold())
