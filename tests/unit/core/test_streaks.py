"""Rounds in a row with a reply, beside a model that reads them as a sentence."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from bot.core.streaks import Streaks, Turn, streaks
from tests.fakes.clock import MONDAY_NOON

DAY = timedelta(days=1)


def _turns(letters: str) -> list[Turn]:
    """Return rounds, the oldest first in `letters`: replied, missed, open and waiting."""
    turns = [
        Turn(MONDAY_NOON + day * DAY, letter in "wW", letter.isupper())
        for day, letter in enumerate(letters)
    ]
    return turns[::-1]


def _naive(letters: str, joined: int) -> Streaks:
    """Cross out what does not count, then look for runs."""
    counted = [
        letter.isupper()
        for day, letter in enumerate(letters)
        if letter.isupper() or (letter == "m" and day >= joined)
    ]
    runs = [(replied, len(list(run))) for replied, run in groupby(counted)]
    current = runs[-1][1] if runs and runs[-1][0] else 0
    return Streaks(current, max((length for replied, length in runs if replied), default=0))


def _streaks(letters: str, joined: int = 0) -> tuple[int, int]:
    found = streaks(_turns(letters), MONDAY_NOON + joined * DAY)
    return found.current, found.longest


def test_a_streak_ends_where_a_round_closed_without_a_reply():
    assert _streaks("RRRmR") == (1, 3)
    assert _streaks("RRm") == (0, 2)
    assert _streaks("") == (0, 0)


def test_an_open_round_counts_when_replied_and_breaks_nothing_when_not():
    assert _streaks("RRW") == (3, 3)
    assert _streaks("RRw") == (2, 2)


def test_rounds_from_before_a_member_joined_are_not_held_against_them():
    assert _streaks("mmmRR", joined=3) == (2, 2)
    # They joined while one was open, and replied in it.
    assert _streaks("RmR", joined=2) == (2, 2)


@given(st.text("RmWw", max_size=30), st.integers(0, 30))
def test_streaks_are_those_of_the_model(letters: str, joined: int):
    assert streaks(_turns(letters), MONDAY_NOON + joined * DAY) == _naive(letters, joined)


@given(st.text("Rm", max_size=30))
def test_the_longest_is_never_shorter_than_the_current(letters: str):
    current, longest = _streaks(letters)
    assert 0 <= current <= longest <= letters.count("R")
