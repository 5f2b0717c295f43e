"""Recurrences as people write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.phrases import LONGEST, phrase_of, recurrence_of
from bot.core.recurrence import next_opening
from bot.errors import BadSchedule

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
WORDS = ["every", "day", "daily", "weekdays", "mon", "tuesdays", "to", "-", "and", ",", "at", "9"]
WORDS += ["09:00", "7 pm", "12am", "0", "*", "1-5", "*/5", "L", "1#2", "jan", "sun", "60", "mon-"]


@pytest.mark.parametrize(
    ("phrase", "recurrence"),
    [
        ("every day 09:00", "0 9 * * *"),
        ("weekdays 18:30", "30 18 * * 1-5"),
        ("Weekends at 10 AM", "0 10 * * 0,6"),
        ("09:05", "5 9 * * *"),
        (" daily  9:05 ", "5 9 * * *"),
        ("mon, thu at 7 pm", "0 19 * * 1,4"),
        ("every Tuesday and Friday 12am", "0 0 * * 2,5"),
        ("on mondays 12:15 pm", "15 12 * * 1"),
        ("monday to friday 08:00", "0 8 * * 1-5"),
        ("fri-mon 8:00", "0 8 * * 0,1,5,6"),
        ("weekdays & sat 20:00", "0 20 * * 1,2,3,4,5,6"),
        ("18:30 on weekdays", "30 18 * * 1-5"),
        ("mon-sun 09:00", "0 9 * * *"),
        ("0 9 1 * *", "0 9 1 * *"),
        ("*/15 9-17 * * MON-FRI", "*/15 9-17 * * mon-fri"),
    ],
)
def test_a_phrase_becomes_cron(phrase: str, recurrence: str):
    assert recurrence_of(phrase) == recurrence


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "9",
        "every day",
        "every day 9",
        "24:00",
        "09:60",
        "13 pm",
        "0 am",
        "9.30",
        "09:00:00",
        "09:00 and 10:00",
        "every 2 days 09:00",
        "every blue moon 09:00",
        "mon- 09:00",
        "-mon 09:00",
        "\u0660\u0669:\u0660\u0660",
        "0 0 30 2 *",
        "0 9 * *",
        "0 0 9 * * *",
        "61 9 * * *",
        "every day 09:00 " * LONGEST,
    ],
)
def test_what_is_no_phrase_is_refused(phrase: str):
    with pytest.raises(BadSchedule) as refusal:
        recurrence_of(phrase)

    assert refusal.value.field == "recurrence"
    assert len(refusal.value.value) <= LONGEST


@given(st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join) | st.text(max_size=30))
def test_whatever_is_accepted_comes_again(phrase: str):
    try:
        recurrence = recurrence_of(phrase)
    except BadSchedule:
        return
    assert next_opening(recurrence, "UTC", NOW) > NOW
    assert recurrence_of(recurrence) == recurrence
    assert recurrence_of(phrase_of(recurrence)) == recurrence


@given(
    st.integers(0, 59),
    st.integers(0, 23),
    st.sampled_from(["*", "1-5"])
    | st.sets(st.integers(0, 6), min_size=1).map(lambda days: ",".join(map(str, sorted(days)))),
)
def test_a_simple_cron_has_a_phrase_that_means_it(minute: int, hour: int, days: str):
    recurrence = f"{minute} {hour} * * {days}"

    phrase = phrase_of(recurrence)

    if days not in ("0,1,2,3,4,5,6", "1,2,3,4,5"):  # a phrase writes these in the shorter form
        assert f"{hour:02}:{minute:02}" in phrase
        assert "*" not in phrase
    assert recurrence_of(phrase) == recurrence


@pytest.mark.parametrize(
    ("recurrence", "phrase"),
    [
        ("0 9 * * *", "every day 09:00"),
        ("30 18 * * 1-5", "weekdays 18:30"),
        ("5 10 * * 0,6", "weekends 10:05"),
        ("0 19 * * 1,4", "Monday, Thursday 19:00"),
    ],
)
def test_cron_is_shown_as_people_would_write_it(recurrence: str, phrase: str):
    assert phrase_of(recurrence) == phrase


@given(
    st.text(max_size=20) | st.sampled_from(["0 9 1 * *", "*/5 * * * *", "0 9 * * 1,1", "a b c d e"])
)
def test_what_has_no_phrase_stays_as_it_is(recurrence: str):
    phrase = phrase_of(recurrence)

    assert phrase == recurrence or recurrence_of(phrase) == recurrence
