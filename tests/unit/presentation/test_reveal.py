"""The reveal: everybody's text on exactly one card, the points beside it, no grade."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.authored_text import AuthoredText
from bot.core.challenges import Challenge, ChallengeShown
from bot.core.models import MemberId
from bot.core.own_words import Confidence
from bot.core.view import Card, CardKind, Columns, Line, Message
from bot.presentation.lookup import NO_ANSWERS, NO_NAME, STAND_IN
from bot.presentation.reveal import NOBODY, REPLIES, STANDS_IN, TOUCHES, UNSAID, reveal_message
from tests.fakes.clock import MONDAY_NOON
from tests.unit.presentation.read_models import EARLIER, QUESTION, REFERENCE, ROUND, reveal


def _columns(message: Message) -> Columns:
    (columns,) = (block for block in message.blocks if isinstance(block, Columns))
    return columns


def _lines(message: Message) -> list[str]:
    return [block.text for block in message.blocks if isinstance(block, Line)]


def _cards(message: Message, kind: CardKind) -> list[Card]:
    return [card for column in _columns(message).columns for card in column if card.kind is kind]


def test_the_columns_are_the_reference_the_replies_and_the_earlier_readers():
    message = reveal_message(reveal(AuthoredText("Ann", "It rests.")))

    assert _columns(message).titles == ("Reference", "Replies", "Earlier readers")
    authors = [[card.author for card in column] for column in _columns(message).columns]
    assert authors == [["Mara"], ["Ann"], ["Nils", "Oda"]]
    assert message.summary == f"Answers are in: {QUESTION.text}"


def test_replies_that_are_alike_share_a_card_and_the_readers_own_is_on_it():
    message = reveal_message(
        reveal(
            AuthoredText("Ann", "The gluten relaxes."),
            AuthoredText("Bo", "the gluten relaxes", mine=True),
            AuthoredText("Cy", "Water."),
        )
    )

    first, second = _cards(message, CardKind.REPLY)
    assert (first.author, first.also, first.mine) == ("Bo", ("Ann",), True)
    assert (second.author, second.also) == ("Cy", ())


def test_a_reply_like_an_earlier_answer_stays_in_its_own_column():
    message = reveal_message(reveal(AuthoredText("Ann", EARLIER[0].text)))

    assert [card.author for card in _cards(message, CardKind.REPLY)] == ["Ann"]
    assert [card.author for card in _cards(message, CardKind.EARLIER)] == ["Nils", "Oda"]


def test_how_sure_one_was_is_no_average():
    one, two = (
        replace(
            reveal(*[AuthoredText(each, "The gluten relaxes.") for each in names]),
            confidences=(Confidence.SURE,) * len(names),
        )
        for names in (["Ann"], ["Ann", "Bo"])
    )

    assert "1 was sure: 1 of 2 key points found." in _lines(reveal_message(one))
    assert "2 were sure: 1 of 2 key points found on average." in _lines(reveal_message(two))


def test_that_the_reference_is_challenged_stands_above_it_on_the_first_page():
    challenge = Challenge("c", QUESTION.id, ROUND.id, MemberId("m"), "Water.", "", MONDAY_NOON)
    shown = replace(reveal(), challenges=(ChallengeShown(challenge, "Ann", 0),))
    blocks = reveal_message(shown).blocks
    (told,) = (at for at, block in enumerate(blocks) if "challenged by Ann" in str(block))

    assert told < blocks.index(_columns(reveal_message(shown)))


def test_a_point_that_nobody_was_found_to_say_is_told_once_and_of_nobody():
    message = reveal_message(reveal(AuthoredText("Ann", "The gluten relaxes while it rests.")))

    unsaid = [line for line in _lines(message) if line.startswith(UNSAID)]
    assert unsaid == [f"{UNSAID}: A relaxed dough stretches."]


def test_a_passage_that_denies_a_point_is_shown_beside_it_and_never_as_found():
    denied = "A relaxed dough never stretches."
    message = reveal_message(reveal(AuthoredText("Ann", denied)))

    (ann,) = _cards(message, CardKind.REPLY)
    assert [(point.touched, point.differs) for point in ann.points][-1] == (False, denied)


def test_a_card_shows_which_points_its_text_touches_and_that_it_is_no_grade():
    message = reveal_message(
        reveal(
            AuthoredText("Ann", "The gluten relaxes while it rests."), AuthoredText("Bo", "Yeast.")
        )
    )

    ann, bo = _cards(message, CardKind.REPLY)
    assert [point.text for point in ann.points] == [point.text for point in bo.points]
    assert any(point.touched for point in ann.points)
    assert not any(point.touched for point in bo.points)
    assert TOUCHES in _lines(message)


def test_without_a_reference_earlier_readers_stand_in_its_place_and_this_is_said():
    message = reveal_message(reveal(AuthoredText("Ann", "x y z"), reference=()))

    assert STAND_IN in _lines(message)
    assert _columns(message).titles == (STANDS_IN, REPLIES)
    authors = [[card.author for card in column] for column in _columns(message).columns]
    assert authors == [["Nils", "Oda"], ["Ann"]]


def test_without_any_answer_and_any_reply_both_are_said():
    message = reveal_message(reveal(reference=(), earlier=()))

    texts = [[card.markdown for card in column] for column in _columns(message).columns]
    assert texts == [[NO_ANSWERS], [NOBODY], []]
    assert TOUCHES not in _lines(message)
    assert STAND_IN not in _lines(message)


def test_a_group_without_names_shows_none():
    message = reveal_message(
        reveal(
            AuthoredText(None, "a a a"), AuthoredText(None, "b b b"), AuthoredText(None, "A a a")
        )
    )

    cards = _cards(message, CardKind.REPLY)
    assert {card.author for card in cards} == {NO_NAME}
    assert {name for card in cards for name in card.also} <= {NO_NAME}


@pytest.mark.parametrize(
    ("replies", "offered"),
    [
        (0, ["reveal", "again", "challenges"]),
        (1, ["reveal", "rate", "claims", "again", "challenges"]),
        (2, ["reveal", "rate", "claims", "again", "helpful", "challenges"]),
    ],
)
def test_members_are_asked_only_for_what_they_can_say(replies: int, offered: list[str]):
    message = reveal_message(reveal(*(AuthoredText(f"Member {n}", f"{n}") for n in range(replies))))

    assert [action.name for action in message.actions] == offered
    assert {action.subject for action in message.actions} == {ROUND.id}


@given(st.lists(st.text("ab ,.`", min_size=1, max_size=12), max_size=8))
def test_every_reply_is_on_exactly_one_card(texts: list[str]):
    authored_texts = [AuthoredText(f"Member {number}", text) for number, text in enumerate(texts)]

    message = reveal_message(reveal(*authored_texts))

    shown = [card for card in _cards(message, CardKind.REPLY) if card.markdown != NOBODY]
    names = [name for card in shown for name in (card.author, *card.also)]
    assert sorted(names) == sorted(str(authored.author) for authored in authored_texts)
    assert [card.markdown for card in _cards(message, CardKind.REFERENCE)] == [REFERENCE.text]


def test_key_points_that_were_found_in_nothing_are_not_said_again_below_the_reference():
    message = reveal_message(reveal(AuthoredText("Ann", "x y z"), earlier=()))

    (columns,) = (block for block in message.blocks if isinstance(block, Columns))
    assert [card.points for column in columns.columns for card in column] == [(), ()]
    assert TOUCHES not in _lines(message)
