"""What a look-up shows, and what it keeps back."""

from __future__ import annotations

from dataclasses import replace

from bot.core.authored_text import Answers, AuthoredText
from bot.core.lookup import Said
from bot.core.models import RoundId, RoundState
from bot.core.read_models import Found
from bot.core.view import Action, Card, CardKind, Line, Moment, Prose
from bot.presentation.lookup import (
    DOUBTFUL,
    GUARDED,
    IN_AN_ANSWER,
    NEAREST,
    NO_ANSWERS,
    STAND_IN,
    best_message,
    found_message,
)
from tests.unit.presentation.read_models import EARLIER, QUESTION, REFERENCE, ROUND, STUDY

PLACE = Line(f"{STUDY.deck.title} · question {QUESTION.position + 1}")


def _found(answers: Answers | None, guarded_by: RoundId | None = None) -> Found:
    return Found(QUESTION, STUDY.deck, 0.9, answers, guarded_by)


def test_the_reference_comes_first_then_the_earlier_readers():
    message = found_message(_found(Answers((REFERENCE,), EARLIER)))

    question, place, *cards = message.blocks
    assert (question, place) == (Prose(QUESTION.text), PLACE)
    assert [(card.kind, card.author) for card in cards if isinstance(card, Card)] == [
        (CardKind.REFERENCE, "Mara"),
        (CardKind.EARLIER, "Nils"),
        (CardKind.EARLIER, "Oda"),
    ]


def test_an_open_question_shows_why_there_are_no_answers_and_where_to_reply():
    message = found_message(_found(None, RoundId("r")))

    assert message.blocks == (Prose(QUESTION.text), PLACE, Line(GUARDED))
    assert message.actions == (Action("answer", "Answer it", "r"),)


def test_without_a_reference_others_stand_in_and_without_anybody_this_is_said():
    assert Line(STAND_IN) in found_message(_found(Answers((), EARLIER))).blocks
    assert found_message(_found(Answers((), ()))).blocks[2:] == (Line(NO_ANSWERS),)


def test_a_guessed_place_is_remarked_on():
    guess = AuthoredText("Nils", "Tea.", doubtful=True)

    (*_, card) = found_message(_found(Answers((), (guess,)))).blocks

    assert isinstance(card, Card)
    assert card.remark == DOUBTFUL


def test_what_fits_badly_is_introduced_as_the_nearest():
    found = _found(Answers((REFERENCE,), ()))

    assert best_message(found) == found_message(found)
    lead, *rest = best_message(replace(found, sure=False)).blocks
    assert lead == Line(NEAREST)
    assert tuple(rest) == found_message(found).blocks


def test_what_an_answer_says_is_shown_with_the_words_marked_and_nothing_else_in_it():
    said = (Said("a *bold*"), Said("glu_ten"), Said("<b> [x](y)"))
    passage = tuple(replace(each, marked=place == 1) for place, each in enumerate(said))

    blocks = found_message(replace(_found(Answers((REFERENCE,), ())), passage=passage)).blocks

    lead = blocks.index(Line(IN_AN_ANSWER))
    assert blocks[lead + 1] == Prose(r"a \*bold\* **glu\_ten** \<b\> \[x\]\(y\)")


def test_a_question_that_the_group_answered_leads_to_that_round():
    closed = replace(ROUND, state=RoundState.CLOSED, closed_at=ROUND.closes_at)

    message = found_message(replace(_found(Answers((REFERENCE,), ())), round=closed))

    assert Moment("Your group was asked it, until", ROUND.closes_at) in message.blocks
    assert message.actions == (Action("reveal", "See all answers", closed.id),)


def test_the_other_decks_with_the_question_are_named():
    deck = replace(STUDY.deck, title="Another")

    message = found_message(replace(_found(Answers((), ())), also_in=(deck, STUDY.deck)))

    assert Line(f"Also in “Another” and “{STUDY.deck.title}”.") in message.blocks
