"""Which question comes next."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.models import DeckId, Question, QuestionId
from bot.core.ordering import next_question

DECK = [Question(QuestionId(f"q{place}"), DeckId("d"), place, "?") for place in range(6)]


@given(st.permutations(DECK), st.sets(st.sampled_from([each.id for each in DECK])))
def test_the_first_in_the_decks_order_that_was_not_asked_comes_next(
    deck: list[Question], asked: set[QuestionId]
):
    waiting = [question for question in DECK if question.id not in asked]

    assert next_question(deck, asked) == (waiting[0] if waiting else None)


def test_a_deck_without_questions_has_no_next_one():
    assert next_question([], frozenset()) is None
