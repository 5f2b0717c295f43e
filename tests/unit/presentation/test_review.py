"""The review queue in words: who else answers what an answer may belong to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.core.documents import Status
from bot.core.models import WorkspaceId
from bot.core.review import Candidate, Doubt
from bot.presentation.review import doubt_words
from tests.fakes.study_deck import make_deck


def test_what_its_document_asked_stands_beside_both_candidates():
    deck = make_deck(WorkspaceId("w"), datetime(2026, 1, 1, tzinfo=UTC))
    here = Candidate(deck.questions[0], (), "")
    asked = replace(deck.answers[0], asked="Why must *dough* rest?")
    words = doubt_words(Doubt(asked, deck.sources[0], here, None, 1))
    assert "The document asks: Why must dough rest?" in words
    assert "The document asks" not in doubt_words(
        Doubt(deck.answers[0], deck.sources[0], here, None, 1)
    )


def test_a_question_is_shown_with_what_others_answer_and_nobody_has_marked_wrong():
    deck = make_deck(WorkspaceId("w"), datetime(2026, 1, 1, tzinfo=UTC))
    mine, wrong, other = deck.answers[:3]
    source = deck.sources[0]
    wrong = replace(wrong, status=Status.WRONG, text="It is marked wrong.")
    answers = [(mine, source), (wrong, source), (replace(other, text="It rests."), source)]
    here = Candidate(deck.questions[0], answers, "")
    words = doubt_words(Doubt(mine, source, here, None, 1))
    assert words.count(mine.text) == 1
    assert "marked wrong" not in words
    assert f"{source.author}: It rests." in words
