"""The round's states, in every order in which people and the clock may act on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.core import rounds
from bot.core.absences import Absence
from bot.core.deliveries import DeliveryKind
from bot.core.models import (
    DeckId,
    GroupId,
    MemberId,
    QuestionId,
    Reply,
    Round,
    RoundId,
    RoundState,
)
from bot.core.rounds import Streaks, Turn, streaks
from bot.errors import NothingToSkip, RoundClosed, StaleReply
from tests.fakes.clock import MONDAY_NOON

WINDOW = timedelta(hours=1)
A_MOMENT = timedelta(microseconds=1)
OPEN = Round(
    id=RoundId("r"),
    group=GroupId("g"),
    deck=DeckId("d"),
    question=QuestionId("q"),
    state=RoundState.OPEN,
    opened_at=MONDAY_NOON,
    closes_at=MONDAY_NOON + WINDOW,
)
ANN = MemberId("ann")

DAY = timedelta(days=1)


def test_opening_asks_the_question():
    event = rounds.opened(OPEN)

    assert event.say is DeliveryKind.QUESTION


def test_a_reply_a_moment_before_closing_counts_and_one_at_closing_does_not():
    assert rounds.takes_replies(OPEN, OPEN.closes_at - A_MOMENT)
    assert not rounds.takes_replies(OPEN, OPEN.closes_at)


def test_a_round_is_due_to_close_at_its_time_and_only_while_open():
    assert not rounds.is_due_to_close(OPEN, OPEN.closes_at - A_MOMENT)
    assert rounds.is_due_to_close(OPEN, OPEN.closes_at)
    closed, _ = rounds.close(OPEN, OPEN.closes_at)
    assert not rounds.is_due_to_close(closed, OPEN.closes_at)


def test_a_late_reply_is_told_when_the_round_closed_though_nothing_closed_it_yet():
    with pytest.raises(RoundClosed) as refusal:
        rounds.reply(OPEN, None, member=ANN, text="x", based_on=0, arrived=OPEN.closes_at)

    assert refusal.value.at == OPEN.closes_at


def test_a_round_that_was_closed_late_closed_at_its_time():
    closed, _ = rounds.close(OPEN, OPEN.closes_at + timedelta(days=3))

    assert closed.closed_at == OPEN.closes_at


def test_members_have_a_day_from_the_reveal_on_however_late_it_is_shown():
    late = OPEN.closes_at + timedelta(days=3)
    closed, _ = rounds.close(OPEN, late)

    assert closed.tally_at == late + timedelta(days=1)


def test_a_round_that_an_admin_closes_closed_then():
    now = MONDAY_NOON + timedelta(minutes=7)
    closed, _ = rounds.close(OPEN, now)

    assert closed.closed_at == now


def test_a_closed_round_cannot_be_skipped():
    closed, _ = rounds.close(OPEN, MONDAY_NOON)

    with pytest.raises(NothingToSkip):
        rounds.skip(closed, MONDAY_NOON)


def test_a_round_whose_time_is_over_cannot_be_skipped_though_nothing_closed_it_yet():
    with pytest.raises(NothingToSkip):
        rounds.skip(OPEN, OPEN.closes_at)


def test_skipping_twice_is_told_once():
    skipped, first = rounds.skip(OPEN, MONDAY_NOON)
    again, second = rounds.skip(skipped, MONDAY_NOON + A_MOMENT)

    assert first is not None
    assert (again, second) == (skipped, None)


def test_a_skipped_round_never_reveals():
    skipped, _ = rounds.skip(OPEN, MONDAY_NOON)

    assert rounds.close(skipped, OPEN.closes_at) == (skipped, None)


def test_saving_the_same_text_again_changes_nothing_even_from_a_stale_window():
    stored = Reply(OPEN.id, ANN, "yeast", 3, MONDAY_NOON)
    later = MONDAY_NOON + timedelta(minutes=5)

    assert rounds.reply(OPEN, stored, member=ANN, text="yeast", based_on=1, arrived=later) == stored


def test_another_windows_reply_is_not_overwritten_and_comes_back_to_its_author():
    stored = Reply(OPEN.id, ANN, "yeast", 2, MONDAY_NOON)

    with pytest.raises(StaleReply) as refusal:
        rounds.reply(OPEN, stored, member=ANN, text="water", based_on=1, arrived=MONDAY_NOON)

    assert (refusal.value.stored, refusal.value.stored_revision) == ("yeast", 2)


@pytest.mark.parametrize("early", [timedelta(0), timedelta(minutes=20)])
def test_what_arrived_before_the_closing_counts_after_it(early: timedelta):
    at = OPEN.closes_at - early
    closed, _ = rounds.close(OPEN, at)

    assert rounds.takes_replies(closed, at - A_MOMENT)
    assert not rounds.takes_replies(closed, at)


def test_a_round_that_was_called_off_takes_no_reply_whenever_that_arrived():
    skipped, _ = rounds.skip(OPEN, MONDAY_NOON + timedelta(minutes=5))

    assert not rounds.takes_replies(skipped, MONDAY_NOON)


class RoundMachine(RuleBasedStateMachine):
    """Several members with several windows, an admin, and time, all in any order."""

    MEMBERS = tuple(MemberId(name) for name in ("ann", "bo", "cy"))

    @initialize()
    def open(self) -> None:
        self.now = MONDAY_NOON
        event = rounds.opened(OPEN)
        self.round = event.round
        self.events = [event]
        self.replies: dict[MemberId, Reply] = {}
        self.over: RoundState | None = None
        self.ended: datetime | None = None

    @rule(seconds=st.sampled_from((0, 1, 900, 1800, 3599)))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(
        member=st.sampled_from(MEMBERS),
        text=st.sampled_from("xyz"),
        behind=st.integers(0, 2),
        waited=st.sampled_from((0, 1, 60)),
    )
    def reply(self, member: MemberId, text: str, behind: int, waited: int) -> None:
        earlier = self.replies.get(member)
        revision = earlier.revision if earlier else 0
        arrived = self.now - timedelta(seconds=waited)
        may = self.over is not RoundState.SKIPPED and arrived < (self.ended or OPEN.closes_at)
        is_stale = earlier is not None and behind > 0 and earlier.text != text

        def save() -> Reply:
            return rounds.reply(
                self.round,
                earlier,
                member=member,
                text=text,
                based_on=revision - behind,
                arrived=arrived,
            )

        if not may or is_stale:
            with pytest.raises(StaleReply if may else RoundClosed):
                save()
            return
        saved = save()
        changed = earlier is None or earlier.text != text
        assert (saved.text, saved.revision) == (text, revision + changed)
        self.replies[member] = saved

    @rule()
    def close(self) -> None:
        self.round, event = rounds.close(self.round, self.now)
        assert (event is None) is (self.over is not None)
        self._remember(event)

    @rule()
    def skip(self) -> None:
        try:
            self.round, event = rounds.skip(self.round, self.now)
        except NothingToSkip:
            assert self.over is RoundState.CLOSED or self.now >= OPEN.closes_at
        else:
            assert (event is None) is (self.over is not None)
            self._remember(event)

    def _remember(self, event: rounds.Happened | None) -> None:
        if event is not None:
            self.events.append(event)
            self.over, self.ended = self.round.state, self.round.closed_at

    @invariant()
    def what_is_over_stays_over(self) -> None:
        if self.over is not None:
            assert self.round.state is self.over

    @invariant()
    def it_ends_in_time_and_is_told_once(self) -> None:
        ended = self.round.closed_at
        assert (ended is None) is (self.round.state is RoundState.OPEN)
        assert ended is None or OPEN.opened_at <= ended <= OPEN.closes_at
        assert len(self.events) == (1 if self.over is None else 2)

    @invariant()
    def nothing_else_of_the_round_changes(self) -> None:
        assert replace(self.round, state=OPEN.state, closed_at=None, tally_at=None) == OPEN

    @invariant()
    def what_is_said_of_a_closed_round_alone_is_told(self) -> None:
        assert (self.round.tally_at is not None) is (self.over is RoundState.CLOSED)


TestEveryOrder = RoundMachine.TestCase


def _days(letters: str) -> list[datetime]:
    return [MONDAY_NOON + day * DAY for day in range(len(letters))]


def _turns(letters: str) -> list[Turn]:
    """Return rounds, the oldest first in `letters`: replied, missed, open and waiting."""
    turns = [
        Turn(opened, opened + DAY, letter in "wW", letter.isupper())
        for opened, letter in zip(_days(letters), letters, strict=True)
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


@given(st.text("Rm", max_size=30), st.integers(0, 30), st.integers(1, 30))
def test_what_came_while_somebody_was_away_breaks_no_streak_and_counts_when_answered(
    letters: str, start: int, length: int
):
    away = Absence(MONDAY_NOON + start * DAY, MONDAY_NOON + (start + length) * DAY)
    spared = letters[start : start + length].replace("m", "")
    expected = _streaks(letters[:start] + spared + letters[start + length :])

    found = streaks(_turns(letters), MONDAY_NOON, [away])

    assert (found.current, found.longest) == expected


@given(st.text("RmWw", max_size=30), st.integers(0, 30))
def test_streaks_are_those_of_the_model(letters: str, joined: int):
    assert streaks(_turns(letters), MONDAY_NOON + joined * DAY) == _naive(letters, joined)


@given(st.text("Rm", max_size=30))
def test_the_longest_is_never_shorter_than_the_current(letters: str):
    current, longest = _streaks(letters)
    assert 0 <= current <= longest <= letters.count("R")
