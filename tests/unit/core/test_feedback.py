"""When members may say something of a round, when to remind, and the counting."""

from __future__ import annotations

import string
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.feedback import (
    Rating,
    SelfRating,
    Vote,
    beginning_of,
    check_takes_feedback,
    check_told,
    counted,
    reminder_at,
    takes_feedback,
    token_of,
)
from bot.core.models import DeckId, GroupId, MemberId, QuestionId, Round, RoundId, RoundState
from bot.core.rounds import close, skip, tallied
from bot.errors import FeedbackOver, NotAllowed, NotFound
from tests.fakes.clock import MONDAY_NOON

HOUR = timedelta(hours=1)
OPEN = Round(
    id=RoundId("r"),
    group=GroupId("g"),
    deck=DeckId("d"),
    question=QuestionId("q"),
    state=RoundState.OPEN,
    opened_at=MONDAY_NOON,
    closes_at=MONDAY_NOON + 8 * HOUR,
)
CLOSED, _ = close(OPEN, OPEN.closes_at)
MEMBERS = st.sampled_from([MemberId(name) for name in ("ann", "bo", "cy", "dee")])


def test_feedback_is_taken_for_a_day_after_the_closing():
    end = OPEN.closes_at + 24 * HOUR

    assert takes_feedback(CLOSED, OPEN.closes_at)
    assert takes_feedback(CLOSED, end - timedelta(microseconds=1))
    assert not takes_feedback(CLOSED, end)
    with pytest.raises(FeedbackOver):
        check_takes_feedback(CLOSED, end)


def test_nothing_is_said_of_a_round_that_is_open_or_was_called_off():
    skipped, _ = skip(OPEN, MONDAY_NOON)
    for check in (lambda each: check_takes_feedback(each, MONDAY_NOON), check_told):
        with pytest.raises(NotAllowed) as refusal:
            check(OPEN)
        assert refusal.value.right == "reveal"
        with pytest.raises(NotFound):
            check(skipped)


def test_a_round_from_before_there_was_feedback_takes_none():
    with pytest.raises(FeedbackOver):
        check_takes_feedback(replace(CLOSED, tally_at=None), OPEN.closes_at)


def test_counts_are_told_only_when_none_are_taken_any_more():
    with pytest.raises(NotAllowed) as refusal:
        check_told(CLOSED)
    assert refusal.value.right == "tally"

    told = tallied(CLOSED).round
    check_told(told)
    assert not takes_feedback(told, OPEN.closes_at)


@pytest.mark.parametrize(
    ("left", "before"),
    [
        (8 * HOUR, HOUR),
        (2 * HOUR, HOUR),
        (timedelta(minutes=119), timedelta(minutes=59, seconds=30)),
        (timedelta(minutes=10), timedelta(minutes=5)),
    ],
)
def test_a_reminder_comes_an_hour_before_or_halfway(left: timedelta, before: timedelta):
    assert reminder_at(OPEN, OPEN.closes_at - left) == OPEN.closes_at - before


@given(st.timedeltas(timedelta(microseconds=2), timedelta(days=31)))
def test_a_reminder_comes_between_now_and_the_closing(left: timedelta):
    now = OPEN.closes_at - left
    assert now <= reminder_at(OPEN, now) < OPEN.closes_at


def test_a_token_fits_into_a_button_and_is_another_in_every_round():
    first, second = (token_of(RoundId(name), MemberId("ann")) for name in ("r1", "r2"))

    assert first != second != token_of(RoundId("r2"), MemberId("bo"))
    assert len(first) == 32
    assert set(first) <= set(string.hexdigits)
    assert first == token_of(RoundId("r1"), MemberId("ann"))


def test_a_beginning_is_one_plain_line():
    assert beginning_of("The **gluten**\n\n- relaxes") == "The gluten relaxes"
    assert beginning_of("***") == "***"
    assert beginning_of("word " * 40) == ("word " * 16)[:79].rstrip() + "…"


@given(st.text(min_size=1))
def test_a_beginning_is_short_and_on_one_line(text: str):
    begun = beginning_of(text)
    assert len(begun) <= 80
    assert len(begun.splitlines()) <= 1


@given(
    st.dictionaries(MEMBERS, st.sampled_from(Rating)),
    st.dictionaries(MEMBERS, MEMBERS),
)
def test_the_counts_are_those_of_counting_by_hand(
    ratings: dict[MemberId, Rating], votes: dict[MemberId, MemberId]
):
    counts = counted(
        (SelfRating(OPEN.id, member, rating, MONDAY_NOON) for member, rating in ratings.items()),
        (Vote(OPEN.id, member, author, MONDAY_NOON) for member, author in votes.items()),
    )

    assert dict(counts.ratings) == Counter(ratings.values())
    assert [rating for rating, _ in counts.ratings] == [
        rating for rating in Rating if rating in ratings.values()
    ]
    assert dict(counts.votes) == Counter(votes.values())
    numbers = [number for _, number in counts.votes]
    assert numbers == sorted(numbers, reverse=True)
