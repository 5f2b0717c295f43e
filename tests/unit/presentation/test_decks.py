"""Decks as admins look at them."""

from __future__ import annotations

from bot.core.read_models import DeckSummary
from bot.core.view import Heading, Line
from bot.presentation.decks import NO_DECK, deck_message, decks_message, reference_words
from tests.unit.presentation.read_models import QUESTION, STUDY

SUMMARY = DeckSummary(STUDY.deck, 3, STUDY.sources)


def test_decks_are_listed_with_their_sizes():
    message = decks_message([SUMMARY])

    assert message.blocks == (
        Heading("Baking bread", 3),
        Line("3 questions from 3 documents"),
    )


def test_without_a_deck_it_is_said_how_to_get_one():
    assert decks_message([]).blocks == (Line(NO_DECK),)


def test_a_deck_tells_its_reference_and_how_many_answers_each_question_has():
    message = deck_message(SUMMARY, STUDY.questions, {QUESTION.id: 2})
    lines = [block.text for block in message.blocks if isinstance(block, Line)]

    assert lines[1] == "Mara (mara.md, numbered, the reference)"
    assert f"1. {QUESTION.text} · 2 answers" in lines
    assert lines[-1].endswith("· 0 answers")


def test_a_new_reference_is_told():
    assert reference_words(STUDY.deck, STUDY.sources[1]) == (
        "Nils (nils.md) is the reference of “Baking bread” now."
    )
