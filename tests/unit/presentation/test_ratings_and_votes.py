"""What members are asked about a reveal, and its counts in words."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.authored_text import AuthoredText
from bot.core.deliveries import Delivery, DeliveryKey, DeliveryKind
from bot.core.feedback import Rating, token_of
from bot.core.models import (
    ChannelId,
    GroupId,
    MemberId,
    RoundId,
)
from bot.core.read_models import Ballot, Candidate, Helpful, Tally
from bot.core.view import Action, Card, Columns, Line, Message
from bot.errors import NotFound, NothingToRate
from bot.presentation.deliveries import present
from bot.presentation.lookup import NO_ANSWERS, STAND_IN
from bot.presentation.ratings_and_votes import (
    NOBODY_ELSE,
    ballot_message,
    choice_label,
    rating_message,
    rating_name,
    rating_named,
    tally_message,
    tally_words,
    voted_words,
)
from tests.fakes.clock import MONDAY_NOON
from tests.unit.presentation.read_models import QUESTION, REFERENCE, ROUND, reveal

MINE = AuthoredText("Ann", "The gluten relaxes while it rests.\n\nSecond paragraph.", mine=True)


def _columns(message: Message) -> Columns:
    (columns,) = (block for block in message.blocks if isinstance(block, Columns))
    return columns


def _cards(message: Message) -> list[Card]:
    return [card for column in _columns(message).columns for card in column]


def test_a_rating_stands_beside_the_reference_with_the_whole_of_ones_own_text():
    message = rating_message(reveal(AuthoredText("Bo", "Yeast."), MINE), None)

    reference, mine = _cards(message)
    assert reference.markdown == REFERENCE.text
    assert (mine.markdown, mine.mine) == (MINE.text, True)
    assert any(point.touched for point in mine.points)
    assert [action.label for action in message.actions] == [
        "Missed",
        "Partly",
        "Got it",
        "Word by word",
    ]


def test_the_rating_that_was_given_is_told_and_marked():
    message = rating_message(reveal(MINE), Rating.GOT_IT)

    assert Line("You said: Got it.") in message.blocks
    assert [each.label for each in message.actions if each.primary] == ["Got it"]


def test_without_a_reference_the_first_earlier_answer_stands_in_or_nothing_does():
    message = rating_message(reveal(MINE, reference=()), None)
    assert Line(STAND_IN) in message.blocks
    assert [card.author for card in _cards(message)] == ["Nils", "Ann"]

    message = rating_message(reveal(MINE, reference=(), earlier=()), None)
    assert [card.markdown for card in _cards(message)] == [NO_ANSWERS, MINE.text]


def test_who_did_not_reply_gets_nothing_to_rate():
    with pytest.raises(NothingToRate):
        rating_message(reveal(AuthoredText("Bo", "Yeast.")), None)


@pytest.mark.parametrize("rating", Rating)
def test_a_ratings_name_fits_into_an_id_and_leads_back(rating: Rating):
    assert re.fullmatch(r"[a-z-]+", rating_name(rating))
    assert rating_named(rating_name(rating)) is rating


def test_a_name_of_no_rating_is_not_found():
    with pytest.raises(NotFound):
        rating_named("perfect")


def test_a_ballot_marks_the_vote_and_lets_it_be_taken_back():
    choices = (Candidate("t1", "Ann", "The gluten"), Candidate("t2", None, "It cools"))
    none = ballot_message(Ballot(ROUND, QUESTION, choices, None))
    voted = ballot_message(Ballot(ROUND, QUESTION, choices, "t2"))

    assert none.actions == (
        Action("voted", "Ann: The gluten", ROUND.id, "t1"),
        Action("voted", "A member: It cools", ROUND.id, "t2"),
    )
    assert [each.label for each in voted.actions if each.primary] == ["A member: It cools"]
    assert voted.actions[-1] == Action("unvote", "Take my vote back", ROUND.id)


def test_a_ballot_of_hundreds_offers_each_and_no_two_look_alike():
    words = "The gluten relaxes while the dough rests, and that takes a good long while of time"
    choices = tuple(Candidate(f"t{n}", None, f"{words} {n}") for n in range(400))

    actions = ballot_message(Ballot(ROUND, QUESTION, choices, None)).actions

    assert [each.choice for each in actions] == [each.token for each in choices]
    assert len({each.label for each in actions}) == 400


def test_a_ballot_without_choices_says_why():
    message = ballot_message(Ballot(ROUND, QUESTION, (), None))
    assert Line(NOBODY_ELSE) in message.blocks
    assert message.actions == ()


@given(st.text(max_size=60), st.text(max_size=80))
def test_a_label_is_at_most_eighty_characters(author: str, beginning: str):
    assert 0 < len(choice_label(Candidate("t", author or None, beginning))) <= 80


def test_what_a_button_carries_fits_into_discords_hundred_characters():
    round_ = RoundId("0" * 32)
    choice = Candidate(token_of(round_, MemberId("m")), None, "It cools")
    message = ballot_message(Ballot(replace(ROUND, id=round_), QUESTION, (choice,), None))

    (action,) = message.actions
    assert len(f"rt:{action.name}:{action.press.value}") <= 100


def test_a_vote_is_told_by_name_or_by_its_words():
    assert voted_words(Candidate("t", "Ann", "It")).startswith("Your vote is for Ann’s answer. ")
    assert voted_words(Candidate("t", None, "It cools.")).startswith(
        "Your vote is for “It cools.” "
    )
    assert voted_words(None) == "Your vote is taken back."


TALLY = Tally(
    ROUND,
    QUESTION,
    ((Rating.MISSED, 1), (Rating.GOT_IT, 3)),
    (Helpful("Ann", "The gluten", 2), Helpful(None, "It cools", 2)),
    5,
)


def test_counts_are_lines_of_words():
    assert tally_words(TALLY) == [
        "In their own words: 1 missed, 3 got it.",
        "Most helpful, with 2 of 5 votes: Ann’s answer",
        "Most helpful, with 2 of 5 votes: “It cools”",
    ]
    assert tally_words(replace(TALLY, ratings=(), helpful=(), votes=0)) == []


def test_the_counts_are_delivered_and_their_summary_names_nobody():
    key, group, channel = DeliveryKey("k"), GroupId("g"), ChannelId("c")
    delivery = Delivery(key, DeliveryKind.TALLY, group, channel, MONDAY_NOON, platform="web")

    message = present(delivery, TALLY)

    assert message == tally_message(TALLY)
    assert message.summary == f"How it went: {QUESTION.text}"
    assert message.actions[0] == Action("reveal", "See all answers", ROUND.id)
