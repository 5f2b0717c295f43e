"""Answers after the reveal: who may, until when, and how a group moved by them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.comparison import compare
from bot.core.feedback import TALLY_AFTER
from bot.core.later_replies import (
    Chance,
    LaterReply,
    check_takes_later,
    later_reply,
    movement,
    takes_later,
)
from bot.core.models import (
    DeckId,
    GroupId,
    MemberId,
    QuestionId,
    Round,
    RoundId,
    RoundState,
)
from bot.errors import LateRepliesOff, MemberError, SecondRepliesOver, StaleReply
from bot.presentation.later_replies import LATE_HINT, SECOND_HINT
from tests.fakes.clock import MONDAY_NOON as NOON

CLOSED = Round(
    id=RoundId("r"), group=GroupId("g"), deck=DeckId("d"), question=QuestionId("q"),
    state=RoundState.CLOSED, opened_at=NOON - TALLY_AFTER, closes_at=NOON, closed_at=NOON,
    tally_at=NOON + TALLY_AFTER,
)  # fmt: skip
_times = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=NOON.tzinfo)
)
_chances = st.builds(Chance, st.booleans(), st.booleans(), st.none() | _times)


@given(chance=_chances, arrived=_times, state=st.sampled_from(RoundState), told=st.booleans())
def test_what_is_refused_and_what_is_not_offered_are_the_same(
    chance: Chance, arrived: datetime, state: RoundState, *, told: bool
):
    round_ = replace(CLOSED, state=state, tally_at=None if told else CLOSED.tally_at)
    try:
        check_takes_later(round_, chance, arrived)
    except MemberError:
        assert not takes_later(round_, chance, arrived)
    else:
        assert takes_later(round_, chance, arrived)


def test_who_replied_may_think_again_for_a_day_whatever_the_group_has_set():
    assert CLOSED.tally_at is not None
    for late in (True, False):
        chance = Chance(replied=True, late=late, next_opened=NOON)
        check_takes_later(CLOSED, chance, CLOSED.tally_at - timedelta(microseconds=1))
        with pytest.raises(SecondRepliesOver):
            check_takes_later(CLOSED, chance, CLOSED.tally_at)


def test_who_did_not_may_answer_late_where_the_group_lets_them_until_the_next_question():
    later = NOON + timedelta(days=9)
    check_takes_later(CLOSED, Chance(replied=False, late=True), later)
    check_takes_later(CLOSED, Chance(False, True, later), later - timedelta(microseconds=1))
    for refused in (Chance(False, False), Chance(False, True, later)):
        with pytest.raises(LateRepliesOff):
            check_takes_later(CLOSED, refused, later)


def test_another_window_s_text_is_never_overwritten_and_the_same_text_is_no_new_version():
    def said(earlier: LaterReply | None, text: str, based_on: int) -> LaterReply:
        return later_reply(
            CLOSED.id, earlier, member=MemberId("m"), text=text, based_on=based_on, arrived=NOON
        )

    first = said(None, "One.", 0)
    assert said(first, "One.", 0) is first
    second = said(first, "Two.", 1)
    assert (second.text, second.revision) == ("Two.", 2)
    with pytest.raises(StaleReply):
        said(second, "Three.", 1)


def test_how_a_group_moved_is_told_by_points_and_differences():
    reference = "The gluten relaxes while the dough rests. Cold dough ferments slowly overnight."
    first = ("The gluten does not relax while the dough rests.", "No idea.")
    then = ("The gluten relaxes while the dough rests.", "Cold dough ferments slowly overnight.")
    touches = compare((reference,), (*first, *then)).touches

    told = movement(touches[:2], touches[2:])
    assert told is not None
    assert (told.members, told.found, told.differing) == (2, (0.0, 1.0), (1, 0))
    assert told.points == ((0, 1), (0, 1))
    assert movement((), ()) is None


def test_a_form_says_on_one_line_of_a_chat_s_how_the_answer_will_stand():
    # https://discord.com/developers/docs/components/reference#label: a description has at most 100
    assert all(len(hint) <= 100 for hint in (LATE_HINT, SECOND_HINT))
