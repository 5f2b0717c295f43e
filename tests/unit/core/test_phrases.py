"""Recurrences as people write them."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.phrases import LONGEST, phrase_of, recurrence_of
from bot.core.recurrence import next_opening
from bot.errors import BadSchedule
from bot.presentation.errors import words_for

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
APRIL = "2026-04-03, 2026-04-06, 2026-04-07"
WORDS = ["every", "day", "daily", "weekdays", "mon", "tuesdays", "to", "-", "and", ",", "at", "9"]
WORDS += ["every other", "until 3 may 2027", "except", "first", "last", "noon", "2", "weeks"]
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
        ("daily at noon", "0 12 * * *"),
        ("midnight", "0 0 * * *"),
        ("10.30", "30 10 * * *"),
        ("sundays 18h15", "15 18 * * 0"),
        ("every morning at 8", "0 8 * * *"),
        ("fri at 7:30 in the evening", "30 19 * * 5"),
        ("7 p.m. every Sat & Sun", "0 19 * * 0,6"),
        ("from monday through thursday 8:00", "0 8 * * 1,2,3,4"),
        ("Mo-Fr 9:00", "0 9 * * 1-5"),
        ("every day except weekends 09:00", "0 9 * * 1-5"),
        ("every day but sunday 09:00", "0 9 * * 1,2,3,4,5,6"),
        ("sat/sun 10:00", "0 10 * * 0,6"),
        ("every business day 09:00", "0 9 * * 1-5"),
        ("weekdays 9:00 for 3 weeks", "0 9 * * 1-5 until 2026-03-22"),
        ("daily 9am from 6 April for a month", "0 9 * * * from 2026-04-06 until 2026-05-05"),
        ("every day 9:00 until the end of May", "0 9 * * * until 2026-05-31"),
        ("first monday 09:00", "0 9 * * 1#1"),
        ("first and third Tuesday of the month at 18:00", "0 18 * * 2#1,2#3"),
        ("last friday 17:00", "0 17 * * 5l"),
        ("on the 1st and 15th 09:00", "0 9 1,15 * *"),
        ("last day of each month noon", "0 12 l * *"),
        ("every other day 09:00", "0 9 * * * every 2 days"),
        ("every 2 days 09:00", "0 9 * * * every 2 days"),
        ("every second monday 19:00", "0 19 * * 1 every 2 weeks"),
        ("second monday 19:00", "0 19 * * 1#2"),
        ("every second monday of the month 19:00", "0 19 * * 1#2"),
        ("biweekly on tue 08:00", "0 8 * * 2 every 2 weeks"),
        ("every 3 weeks on mon, wed 08:00", "0 8 * * 1,3 every 3 weeks"),
        ("weekdays 09:00 until 3 May", "0 9 * * 1-5 until 2026-05-03"),
        ("daily 9am from 1.4. until 1 May 2026", "0 9 * * * from 2026-04-01 until 2026-05-01"),
        ("daily 9am except 24 Dec - 2 Jan", "0 9 * * * except 2026-12-24..2027-01-02"),
        ("on 3 May at noon", "0 12 * * * from 2026-05-03 until 2026-05-03"),
        ("0 9 * * 1-5 until 3 May", "0 9 * * 1-5 until 2026-05-03"),
        ("“Weekdays at nine am.”", "0 9 * * 1-5"),
        ("M-F @ 9.30", "30 9 * * 1-5"),
        ("MWF half past nine am", "30 9 * * 1,3,5"),
        ("every school day at quarter to ten in the morning", "45 9 * * 1-5"),
        ("every single day 12 noon", "0 12 * * *"),
        ("every couple of days 0900", "0 9 * * * every 2 days"),
        ("weekdays 1730 until fri", "30 17 * * 1-5 until 2026-03-06"),
        ("this friday 9:00", "0 9 * * * from 2026-03-06 until 2026-03-06"),
        ("weekdays 9am except 3, 6 and 7 april", f"0 9 * * 1-5 except {APRIL}"),
        ("weekdays 9am except April 6th - 7th", "0 9 * * 1-5 except 2026-04-06..2026-04-07"),
        ("weekdays 9am, off 24 to 26 dec", "0 9 * * 1-5 except 2026-12-24..2026-12-26"),
        ("daily 9am skip weekends", "0 9 * * 1-5"),
    ],
)
def test_a_phrase_becomes_cron(phrase: str, recurrence: str):
    assert recurrence_of(phrase, NOW.date()) == recurrence


@pytest.mark.parametrize(
    ("phrase", "understood", "unknown", "nearest"),
    [
        ("evry day 09:00", "day 09:00", "evry", "every day 09:00"),
        ("wekdays 18:30", "18:30", "wekdays", "weekdays 18:30"),
        ("every day 9", "day", "", "every day 09:00"),
        ("mondays please 10:00", "mondays 10:00", "please", "Monday 10:00"),
        ("tuesday", "tuesday", "", "Tuesday 09:00"),
        ("09:00 and 10:30", "09:00", "10:30", "every day 09:00"),
        ("every day at 25:00", "day", "25:00", "every day 09:00"),
        ("every 3 weeks", "every 3 weeks", "", "every 3 weeks on Monday 09:00"),
        ("every two weeks 10:00", "every 2 weeks 10:00", "", "every other week on Monday 10:00"),
    ],
)
def test_what_is_half_understood_is_refused_with_what_was_and_the_nearest(
    phrase: str, understood: str, unknown: str, nearest: str
):
    with pytest.raises(BadSchedule) as refusal:
        recurrence_of(phrase)

    told = refusal.value
    assert (told.understood, told.unknown, told.nearest[0]) == (understood, unknown, nearest)
    recurrence_of(told.nearest[0])


@pytest.mark.parametrize(
    ("phrase", "nearest", "dropped"),
    [
        ("weekdays 9:00 except holidays", ("weekdays 09:00",), "except holidays"),
        ("weekdays except bank holidays at 9:00", ("weekdays 09:00",), "except bank holidays"),
        ("weekdays 9am until christmas", ("weekdays 09:00",), "until christmas"),
        ("weekdays 9am except good friday", ("weekdays 09:00",), "except good friday"),
        ("half past nine on weekdays", ("weekdays 09:30", "weekdays 21:30"), ""),
        ("weekdays at seven", ("weekdays 07:00", "weekdays 19:00"), ""),
        ("weekdays 9am from september", ("weekdays 09:00",), "from september"),
        ("monday 9:00 if it rains", ("Monday 09:00",), "if it rains"),
        ("weekdays 9:00, but on fridays 10:00", ("weekdays 09:00, 10:00",), "but on fridays"),
        (
            "weekdays 9:00 except 24 Dec and holidays",
            ("weekdays 09:00 except 24 December 2026",),
            "holidays",
        ),
        # What can be put right, or was read, is kept.
        ("weekdays 9:00 exept 24 Dec", ("weekdays 09:00 except 24 December 2026",), ""),
        ("weekdays 9:00 until 3 septmber", ("weekdays 09:00 until 3 September 2026",), ""),
        ("every hour until 3 may", ("every day 09:00, 13:00, 17:00 until 3 May 2026",), ""),
        ("the 15th 9:00 except fridays", ("the 15th of the month 09:00",), "except friday"),
    ],
)
def test_the_nearest_keep_each_day_and_date_or_it_is_told_which_they_leave_out(
    phrase: str, nearest: tuple[str, ...], dropped: str
):
    with pytest.raises(BadSchedule) as refusal:
        recurrence_of(phrase, NOW.date())

    assert refusal.value.nearest[: len(nearest)] == nearest
    assert refusal.value.dropped == dropped


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
        "09:00:00",
        "09:00 and 10:30",
        "8 in the morning and 6 in the evening",
        "every 2 moons 09:00",
        "every two weeks 09:00",
        "every 0 days 09:00",
        "every day until 30 February 09:00",
        "every day 09:00 from 3 May 2026 until 2 May 2026",
        "every day 09:00 except every day",
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


def test_next_friday_in_a_phrase_is_asked_with_both_dates_that_it_may_be():
    today = NOW.date()  # a Monday
    with pytest.raises(BadSchedule) as asked:
        recurrence_of("Weekdays 9:00 until next Friday", today)

    nearest = ("weekdays 09:00 until 6 March 2026", "weekdays 09:00 until 13 March 2026")
    assert (asked.value.field, asked.value.nearest) == ("which-day", nearest)
    assert "“Next friday” may be this week’s or next week’s" in words_for(asked.value)
    for each in nearest:
        assert recurrence_of(each, today).startswith("0 9 * * 1-5")
    assert recurrence_of("9:00 from monday next week", today) == recurrence_of(
        "9:00 from 9 March 2026", today
    )


@pytest.mark.parametrize(
    ("phrase", "nearest"),
    [
        ("hourly", "every day 09:00, 13:00, 17:00"),
        ("every hour", "every day 09:00, 13:00, 17:00"),
        ("every 2 hours on weekdays", "weekdays 09:00, 13:00, 17:00"),
        ("every 30 minutes until 3 May 2027", "every day 09:00, 13:00, 17:00 until 3 May 2027"),
        ("twice a day", "every day 09:00, 17:00"),
        ("nightly", "every day 21:00"),
        ("once a day at 9", "every day 09:00"),
        ("weekly 18:00", "Monday 18:00"),
        ("every week", "Monday 09:00"),
        ("three times a week", "Monday, Wednesday, Friday 09:00"),
        ("monthly at noon", "the 1st of the month 12:00"),
        ("twice a month", "the 1st, 15th of the month 09:00"),
        ("every other month", "the 1st of the month 09:00"),
        ("yearly", "the 1st of the month 09:00"),
    ],
)
def test_how_often_without_when_is_understood_and_answered_with_the_nearest(
    phrase: str, nearest: str
):
    with pytest.raises(BadSchedule) as refusal:
        recurrence_of(phrase)

    assert refusal.value.field == "how-often"
    assert refusal.value.understood
    assert not refusal.value.unknown
    assert refusal.value.nearest[0] == nearest


OFTEN = (
    "every hour",
    "twice a day",
    "weekly",
    "monthly",
    "9",
    "17",
    "25:00",
    "9:99",
    "every month",
)


@given(st.lists(st.sampled_from((*WORDS, *OFTEN)), max_size=6).map(" ".join) | st.text(max_size=30))
def test_whatever_is_refused_comes_with_what_is_accepted(phrase: str):
    with suppress(BadSchedule):
        recurrence_of(phrase)
        return
    with pytest.raises(BadSchedule) as refusal:
        recurrence_of(phrase)
    assert refusal.value.nearest
    for near in refusal.value.nearest:
        recurrence_of(near)


@given(st.lists(st.sampled_from((*WORDS, *OFTEN)), max_size=7).map(" ".join) | st.text(max_size=30))
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
        ("15 9,17 * * *", "every day 09:15, 17:15"),
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
