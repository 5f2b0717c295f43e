"""What a person wishes to hear: dates to be away until, times of day, who is told of a reveal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.models import ChannelId, MemberId, Naming, Person, PersonId, RevealNews, RoundId
from bot.core.preferences import (
    LONGEST_AWAY,
    MOST_MENTIONED,
    Answerer,
    Silence,
    away_until,
    has_own_time,
    is_away,
    last_day_away,
    news_for,
    next_at,
    time_of_day,
)
from bot.errors import BadPreference
from bot.presentation.preferences import bad_preference_words

NOW = datetime(2026, 12, 2, 15, 0, tzinfo=UTC)  # a Wednesday
ANN = Answerer(RoundId("r"), MemberId("ann"), ChannelId("c"), "1", RevealNews.MENTION, Naming.NAMES)
ZONES = st.sampled_from(["UTC", "Europe/Paris", "America/New_York", "Pacific/Apia", "Asia/Kolkata"])
MOMENTS = st.integers(0, 20 * 365 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("typed", "last"),
    [
        ("Sunday", "2026-12-06"),
        ("until Sunday", "2026-12-06"),
        ("until next Monday", "2026-12-07"),
        ("Until the 3rd of January", "2027-01-03"),
        ("3 May", "2027-05-03"),
        ("2026-12-27", "2026-12-27"),
        ("27.12.", "2026-12-27"),
        ("tomorrow", "2026-12-03"),
        ("today", "2026-12-02"),
        ("wednesday", "2026-12-09"),
        ("2 weeks", "2026-12-16"),
        ("for a week", "2026-12-09"),
        ("10 days", "2026-12-12"),
        ("I'm away until 24 Dec", "2026-12-24"),
        ("end of the month", "2026-12-31"),
        ("until the weekend", "2026-12-06"),
        ("end of the week", "2026-12-06"),
        ("for a fortnight", "2026-12-16"),
        ("a month", "2027-01-02"),
        ("3 months", "2027-03-02"),
        ("until the 20th", "2026-12-20"),
        ("the 1st", "2027-01-01"),
        ("this week", "2026-12-06"),
        ("this month", "2026-12-31"),
        ("until the end of next week", "2026-12-13"),
        ("all next month", "2027-01-31"),
        ("for the next week", "2026-12-09"),
    ],
)
def test_a_day_to_be_away_until_is_read_as_people_type_it_and_is_one_of_those_away(typed, last):
    until = away_until(typed, "Europe/Paris", NOW)

    assert last_day_away(until, "Europe/Paris").isoformat() == last
    assert until.astimezone(UTC).hour in (22, 23)  # midnight in Paris


@pytest.mark.parametrize(
    ("typed", "begins", "ends"),
    [
        ("until next week", "2026-12-06", "2026-12-13"),
        ("I'm away till next week", "2026-12-06", "2026-12-13"),
        ("next month", "2026-12-31", "2027-01-31"),
    ],
)
def test_until_next_week_may_be_until_it_begins_or_is_over_and_is_asked(typed, begins, ends):
    with pytest.raises(BadPreference) as asked:
        away_until(typed, "UTC", NOW)

    assert (asked.value.reason, asked.value.nearest) == (Silence.SEVERAL, (begins, ends))
    for each in asked.value.nearest:
        assert last_day_away(away_until(each, "UTC", NOW), "UTC").isoformat() == each


@pytest.mark.parametrize("typed", ["next Friday", "until next fri", "I'm away till next friday"])
def test_until_next_friday_may_be_this_week_s_or_next_week_s_and_is_asked(typed):
    with pytest.raises(BadPreference) as asked:
        away_until(typed, "UTC", NOW)

    days = ("2026-12-04", "2026-12-11")
    assert (asked.value.reason, asked.value.nearest) == (Silence.WHICH_WEEK, days)
    assert "4 December 2026, or of 11 December 2026" in bad_preference_words(asked.value)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("soon", Silence.UNREAD),
        ("", Silence.UNREAD),
        ("30 February", Silence.UNREAD),
        ("2 hours", Silence.UNREAD),
        ("2026-12-01", Silence.PAST),
        ("2029-01-01", Silence.LONG),
        ("999999 weeks", Silence.LONG),
        ("99 months", Silence.LONG),
        ("the 32nd", Silence.UNREAD),
    ],
)
def test_what_is_no_day_to_come_within_a_year_is_refused_with_the_reason(typed, reason):
    with pytest.raises(BadPreference) as refused:
        away_until(typed, "UTC", NOW)
    assert refused.value.reason == reason


@given(st.text(max_size=60), ZONES, MOMENTS)
def test_whatever_is_typed_is_refused_or_to_come_within_a_year(typed, zone, now):
    try:
        until = away_until(typed, zone, now)
    except BadPreference:
        return
    assert now < until <= now + LONGEST_AWAY + timedelta(days=2)


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("18:00", "18:00"),
        ("6 pm", "18:00"),
        ("at 7.30", "07:30"),
        ("noon", "12:00"),
        ("18h", "18:00"),
        ("7:30 in the evening", "19:30"),
        ("half past six pm", "18:30"),
        ("Quarter to eight am", "07:45"),
        ("six in the evening", "18:00"),
        ("0900", "09:00"),
    ],
)
def test_a_time_of_day_is_read_as_people_type_it(typed, time):
    assert time_of_day(typed) == time


def test_of_a_time_that_is_said_without_its_half_of_the_day_both_are_near():
    with pytest.raises(BadPreference) as refusal:
        time_of_day("half past six")
    assert refusal.value.nearest == ("06:30", "18:30")


@pytest.mark.parametrize("typed", ["9", "25:00", "sunday 9:00", "later", "", "09:00 and 10:00"])
def test_what_is_no_one_time_of_day_is_refused(typed):
    with pytest.raises(BadPreference):
        time_of_day(typed)


@given(st.times(), ZONES, MOMENTS)
def test_the_next_time_is_later_and_at_that_hour_unless_summer_time_leaves_it_out(at, zone, after):
    time = f"{at:%H:%M}"
    found = next_at(time, zone, after)

    assert after < found <= after + timedelta(hours=50)
    person = Person(PersonId("p"), zone=zone, reminder_time=time)
    assert has_own_time(person, after, found + timedelta(seconds=1))
    assert not has_own_time(person, after, found)


def test_who_is_away_is_until_that_moment_and_no_longer():
    person = Person(PersonId("p"), away_until=NOW)
    assert is_away(person, NOW - timedelta(seconds=1))
    assert not is_away(person, NOW)
    assert not is_away(Person(PersonId("p")), NOW)


def test_each_hears_once_by_the_way_that_they_chose():
    direct = replace(ANN, member=MemberId("bo"), subject="2", news=RevealNews.DIRECT)
    none = replace(ANN, member=MemberId("cy"), subject="3", news=RevealNews.NONE)
    away = replace(ANN, member=MemberId("di"), subject="4", away=True)
    elsewhere = replace(ANN, channel=ChannelId("d"), subject="5")

    news = news_for([ANN, elsewhere, direct, none, away])

    assert {key: who for key, who in news.mentions.items() if who} == {("r", "c"): ["1"]}
    assert news.direct == [("r", "bo", "c")]


def test_who_took_part_is_not_told_by_a_mention_where_replies_have_no_names():
    news = news_for([replace(ANN, naming=Naming.ANONYMOUS)])
    assert not any(news.mentions.values())
    assert news.direct == [("r", "ann", "c")]


def test_whoever_a_message_has_no_room_for_is_written_to():
    many = [replace(ANN, member=MemberId(str(n)), subject=str(n)) for n in range(20)]
    news = news_for(many)
    assert len(news.mentions["r", "c"]) == MOST_MENTIONED
    assert [member for _, member, _ in news.direct] == [str(n) for n in range(15, 20)]


@given(st.text(max_size=20) | st.sampled_from(["sundey", "7", "9:00, 17:00", "hourly", "1 moon"]))
def test_what_is_no_day_and_no_time_comes_with_some_that_are(typed: str):
    for reads in (lambda each: away_until(each, "UTC", NOW), time_of_day):
        try:
            reads(typed)
        except BadPreference as refusal:
            near = refusal.nearest
            assert near  # most texts are refused, some are not
            for each in near:
                reads(each)
