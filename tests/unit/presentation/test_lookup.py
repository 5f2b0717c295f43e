"""What a look-up shows, and what it keeps back."""

from __future__ import annotations

from bot.core.authored_text import Answers, AuthoredText
from bot.core.models import RoundId
from bot.core.read_models import Found
from bot.core.view import Action, Card, CardKind, Line, Prose
from bot.presentation.lookup import DOUBTFUL, GUARDED, NO_ANSWERS, STAND_IN, found_message
from tests.unit.presentation.read_models import EARLIER, QUESTION, REFERENCE, STUDY


def _found(answers: Answers | None, guarded_by: RoundId | None = None) -> Found:
    return Found(QUESTION, STUDY.deck, 0.9, answers, guarded_by)


def test_the_reference_comes_first_then_the_earlier_readers():
    message = found_message(_found(Answers((REFERENCE,), EARLIER)))

    question, *cards = message.blocks
    assert question == Prose(QUESTION.text)
    assert [(card.kind, card.author) for card in cards if isinstance(card, Card)] == [
        (CardKind.REFERENCE, "Mara"),
        (CardKind.EARLIER, "Nils"),
        (CardKind.EARLIER, "Oda"),
    ]


def test_an_open_question_shows_why_there_are_no_answers_and_where_to_reply():
    message = found_message(_found(None, RoundId("r")))

    assert message.blocks == (Prose(QUESTION.text), Line(GUARDED))
    assert message.actions == (Action("answer", "Answer it", "r"),)


def test_without_a_reference_others_stand_in_and_without_anybody_this_is_said():
    assert Line(STAND_IN) in found_message(_found(Answers((), EARLIER))).blocks
    assert found_message(_found(Answers((), ()))).blocks[1:] == (Line(NO_ANSWERS),)


def test_a_guessed_place_is_remarked_on():
    guess = AuthoredText("Nils", "Tea.", doubtful=True)

    (*_, card) = found_message(_found(Answers((), (guess,)))).blocks

    assert isinstance(card, Card)
    assert card.remark == DOUBTFUL
