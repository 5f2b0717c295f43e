"""Which days of a recurrence count."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.phrases import phrase_of, recurrence_of
from bot.core.recurrence import next_opening, opening_after, openings
from bot.core.rules import Rule, rule_of
from bot.errors import BadSchedule

TODAY = date(2026, 3, 4)  # a Wednesday
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAYS = st.dates(date(2026, 1, 1), date(2028, 1, 1))
RULES = st.builds(
    Rule,
    st.sampled_from(["0 9 * * *", "30 18 * * 1", "0 12 * * 1,4", "0 9 * * 1-5"]),
    st.integers(1, 9),
    st.sampled_from(["days", "weeks"]),
    st.none() | DAYS,
    st.none() | st.dates(date(2028, 1, 2), date(2030, 1, 1)),
    st.lists(DAYS.map(lambda day: (day, day + timedelta(days=3))), max_size=3).map(tuple),
)


def dates(recurrence: str, count: int = 5) -> list[date]:
    """Return the dates of the next openings."""
    return [each.date() for each in islice(openings(recurrence, "UTC", NOW), count)]


@given(RULES)
def test_a_rule_is_read_as_it_was_written(rule: Rule):
    same = (
        rule if rule.step > 1 else Rule(rule.cron, 1, "days", rule.first, rule.last, rule.left_out)
    )

    assert rule_of(str(rule)) == same
    assert recurrence_of(str(rule)) == str(rule)
    assert recurrence_of(phrase_of(str(rule))) == str(rule)


@given(RULES)
def test_no_opening_is_outside_of_the_days_that_count(rule: Rule):
    for day in dates(str(rule)):
        assert rule.first is None or day >= rule.first
        assert rule.last is None or day <= rule.last
        assert not any(start <= day <= end for start, end in rule.left_out)


@pytest.mark.parametrize("step", [2, 3, 5])
def test_every_other_day_is_so_over_the_ends_of_months_and_years(step: int):
    found = dates(recurrence_of(f"every {step} days 09:00"), 200)

    assert {later - day for day, later in pairwise(found)} == {timedelta(days=step)}


def test_every_other_week_begins_with_the_date_that_it_starts_on():
    weekly = recurrence_of("every other monday and thursday 09:00 from 12 March 2026")

    assert dates(weekly, 4) == [date(2026, 3, day) for day in (12, 23, 26)] + [date(2026, 4, 6)]


def test_days_off_are_left_out():
    planned = recurrence_of("weekdays 09:00 except 6 March, 10 - 12 March and monday", TODAY)

    assert dates(planned, 3) == [date(2026, 3, day) for day in (5, 13, 17)]


def test_nothing_comes_after_the_last_date():
    planned = recurrence_of("every day 09:00 until friday", TODAY)

    assert dates(planned, 9) == [date(2026, 3, 5), date(2026, 3, 6)]
    assert opening_after(planned, "UTC", NOW + timedelta(days=9)) is None
    with pytest.raises(BadSchedule) as refused:
        next_opening(planned, "UTC", NOW + timedelta(days=9))
    assert refused.value.field == "over"


def test_a_rule_whose_days_never_come_ends_soon():
    never = str(Rule("0 9 * * 1", 7, "days", date(2026, 3, 3)))  # Mondays that are Tuesdays

    assert dates(never) == []


@pytest.mark.parametrize("text", ["0 9 * * * from 2026-02-30", "0 9 * *", "", "every day 09:00"])
def test_what_is_no_rule_is_none(text: str):
    assert rule_of(text) is None
