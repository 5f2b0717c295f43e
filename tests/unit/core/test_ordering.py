"""In which order a deck's questions come."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.models import DeckId, Order, Question, QuestionId
from bot.core.ordering import in_order

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
    disputes = {QuestionId("q3"): 0.2, QuestionId("q1"): 0.9, QuestionId("q7"): 0.2}

    found = in_order(DECK, Order.DISPUTED, disputes=disputes)

    assert [each.position for each in found] == [1, 3, 7, 0, 2, 4, 5, 6, 8, 9, 10, 11]


def test_a_deck_without_questions_has_no_order():
    assert in_order([], Order.SHUFFLED) == []
