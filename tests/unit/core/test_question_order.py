"""In which order a deck's questions come, and where the imported answers differ most."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.documents import Status
from bot.core.models import Answer, DeckId, GroupId, Order, Question, QuestionId, SourceId
from bot.core.question_order import disagreements, in_order
from tests.fakes.clock import MONDAY_NOON
from tests.fakes.study_deck import StudyDeck, make_deck

DECK = [Question(QuestionId(f"q{place}"), DeckId("d"), place, "?") for place in range(12)]
SEEDS = st.integers(0, 10**9)


@given(st.permutations(DECK))
def test_without_more_it_is_the_decks_order(questions: list[Question]):
    assert in_order(questions) == DECK


@given(st.permutations(DECK), st.sampled_from(Order), SEEDS, st.integers(0, 9))
def test_every_order_has_every_question_once_however_they_came(
    questions: list[Question], order: Order, seed: int, cycle: int
):
    found = in_order(questions, order, seed=seed, cycle=cycle)

    assert sorted(found, key=lambda each: each.position) == DECK
    assert found == in_order(DECK, order, seed=seed, cycle=cycle)


@given(st.sets(st.sampled_from(DECK)), SEEDS)
def test_a_shuffle_leaves_the_others_where_they_are_when_questions_are_added(
    added: set[Question], seed: int
):
    before = in_order([each for each in DECK if each not in added], Order.SHUFFLED, seed=seed)
    after = in_order(DECK, Order.SHUFFLED, seed=seed)

    assert [each for each in after if each not in added] == before


@given(SEEDS, SEEDS, st.integers(0, 9))
def test_each_seed_and_each_cycle_shuffles_in_its_own_way(seed: int, other: int, cycle: int):
    assume(seed != other)
    first = in_order(DECK, Order.SHUFFLED, seed=seed, cycle=cycle)

    # Of 12! orders two are the same by chance once in half a billion.
    assert first != in_order(DECK, Order.SHUFFLED, seed=other, cycle=cycle)
    assert first != in_order(DECK, Order.SHUFFLED, seed=seed, cycle=cycle + 1)


def test_the_most_disputed_come_first_and_those_without_a_dispute_last():
    disagreements = {QuestionId("q3"): 0.2, QuestionId("q1"): 0.9, QuestionId("q7"): 0.2}

    found = in_order(DECK, Order.DISPUTED, disagreements=disagreements)

    assert [each.position for each in found] == [1, 3, 7, 0, 2, 4, 5, 6, 8, 9, 10, 11]


def test_a_deck_without_questions_has_no_order():
    assert in_order([], Order.SHUFFLED) == []


STUDY: StudyDeck = make_deck(GroupId("g"), MONDAY_NOON)
FIRST = STUDY.questions[0]


def _answers(*texts: str) -> list[Answer]:
    """Return answers to the first question, each of another source."""
    template = STUDY.answers[0]
    return [
        replace(template, source=SourceId(str(place)), question=FIRST.id, text=text)
        for place, text in enumerate(texts)
    ]


def _disagreement(*texts: str) -> float:
    return disagreements(STUDY.questions, _answers(*texts))[FIRST.id]


def test_equal_answers_are_no_dispute():
    assert _disagreement(*["The gluten relaxes while it rests."] * 3) < 0.01


def test_answers_without_a_common_word_are_more_of_one_than_any_that_share_some():
    apart = _disagreement("Gluten relaxes.", "My oven was broken!")

    assert apart > 0.7
    assert apart > _disagreement("Gluten relaxes.", "My oven relaxes!")


def test_to_say_more_than_another_is_less_of_a_dispute_than_to_say_something_else():
    short = "The gluten relaxes while it rests."
    longer = f"{short} That is why a rested dough can be stretched without tearing."

    assert _disagreement(short, longer) < _disagreement(
        short, "Yeast eats sugar and makes bubbles of gas."
    )


def test_a_question_with_fewer_than_two_answers_has_none():
    silent = [replace(each, status=Status.EMPTY) for each in _answers("", "")]

    assert disagreements(STUDY.questions, _answers("The gluten relaxes.")) == {}
    assert disagreements(STUDY.questions, [*_answers("The gluten relaxes."), *silent[1:]]) == {}
    assert disagreements(STUDY.questions, []) == {}


def test_several_texts_of_one_source_are_one_text():
    one = _answers("The gluten relaxes.", "It takes a nap.")
    same_source = [replace(each, source=SourceId("one")) for each in one]

    assert disagreements(STUDY.questions, same_source) == {}


def test_every_question_of_a_deck_is_measured():
    assert set(disagreements(STUDY.questions, STUDY.answers)) == {
        each.id for each in STUDY.questions
    }


@given(st.lists(st.text(max_size=40), min_size=2, max_size=4, unique_by=len))
def test_it_is_between_0_and_1_whoever_comes_first(texts: list[str]):
    found = {round(_disagreement(*order), 9) for order in permutations(texts)}

    assert len(found) == 1
    assert 0 <= found.pop() <= 1
