"""Where the imported answers differ most."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.dispute import disputes
from bot.core.documents import Status
from bot.core.models import Answer, GroupId, SourceId
from tests.fakes.clock import MONDAY_NOON
from tests.fakes.study_deck import StudyDeck, make_deck

STUDY: StudyDeck = make_deck(GroupId("g"), MONDAY_NOON)
FIRST = STUDY.questions[0]


def _answers(*texts: str) -> list[Answer]:
    """Return answers to the first question, each of another source."""
    template = STUDY.answers[0]
    return [
        replace(template, source=SourceId(str(place)), question=FIRST.id, text=text)
        for place, text in enumerate(texts)
    ]


def _dispute(*texts: str) -> float:
    return disputes(STUDY.questions, _answers(*texts))[FIRST.id]


def test_equal_answers_are_no_dispute():
    assert _dispute(*["The gluten relaxes while it rests."] * 3) < 0.01


def test_answers_without_a_common_word_are_more_of_one_than_any_that_share_some():
    apart = _dispute("Gluten relaxes.", "My oven was broken!")

    assert apart > 0.7
    assert apart > _dispute("Gluten relaxes.", "My oven relaxes!")


def test_to_say_more_than_another_is_less_of_a_dispute_than_to_say_something_else():
    short = "The gluten relaxes while it rests."
    longer = f"{short} That is why a rested dough can be stretched without tearing."

    assert _dispute(short, longer) < _dispute(short, "Yeast eats sugar and makes bubbles of gas.")


def test_a_question_with_fewer_than_two_answers_has_none():
    silent = [replace(each, status=Status.EMPTY) for each in _answers("", "")]

    assert disputes(STUDY.questions, _answers("The gluten relaxes.")) == {}
    assert disputes(STUDY.questions, [*_answers("The gluten relaxes."), *silent[1:]]) == {}
    assert disputes(STUDY.questions, []) == {}


def test_several_texts_of_one_source_are_one_text():
    one = _answers("The gluten relaxes.", "It takes a nap.")
    same_source = [replace(each, source=SourceId("one")) for each in one]

    assert disputes(STUDY.questions, same_source) == {}


def test_every_question_of_a_deck_is_measured():
    assert set(disputes(STUDY.questions, STUDY.answers)) == {each.id for each in STUDY.questions}


@given(st.lists(st.text(max_size=40), min_size=2, max_size=4, unique_by=len))
def test_it_is_between_0_and_1_whoever_comes_first(texts: list[str]):
    found = {round(_dispute(*order), 9) for order in permutations(texts)}

    assert len(found) == 1
    assert 0 <= found.pop() <= 1
