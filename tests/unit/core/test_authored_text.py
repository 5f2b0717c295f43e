"""Whose text is whose, and what an anonymous group does not tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.authored_text import AuthoredText, reply_texts, split_answers
from bot.core.documents import Status
from bot.core.models import GroupId, MemberId, Naming, Reply, RoundId, Source
from tests.fakes.clock import MONDAY_NOON
from tests.fakes.study_deck import make_deck

STUDY = make_deck(GroupId("g"), MONDAY_NOON)
FIRST = [answer for answer in STUDY.answers if answer.question == STUDY.questions[0].id]
NAMES = {MemberId(str(number)): f"Member {number}" for number in range(5)}


def _replies(texts: list[str]) -> list[Reply]:
    return [
        Reply(RoundId("r"), MemberId(str(number)), text, 1, MONDAY_NOON + timedelta(number))
        for number, text in enumerate(texts)
    ]


def test_the_reference_stands_apart_from_the_earlier_readers():
    split = split_answers(STUDY.deck.reference, FIRST, STUDY.sources, 0.7)

    assert [authored.author for authored in split.reference] == ["Mara"]
    assert [authored.author for authored in split.earlier] == ["Nils", "Oda"]


def test_a_document_is_named_where_its_author_does_not_tell_it():
    mara, nils, oda = STUDY.sources
    of_one = [mara, nils, replace(oda, author="Nils")]
    of_nobody = [mara, nils, replace(oda, author=None)]

    def named(sources: list[Source]) -> list[str]:
        split = split_answers(STUDY.deck.reference, FIRST, sources, 0.7)
        return [authored.source for authored in (*split.reference, *split.earlier)]

    assert named([mara, nils, oda]) == ["", "", ""]
    assert named(of_one) == ["", "nils.md", "oda.md"]
    assert named(of_nobody) == ["", "", "oda.md"]


def test_a_reference_that_left_a_note_to_itself_says_nothing():
    todo = [replace(FIRST[0], status=Status.PLACEHOLDER, text="TODO"), *FIRST[1:]]

    split = split_answers(STUDY.deck.reference, todo, STUDY.sources, 0.7)

    assert split.reference == ()
    assert [authored.author for authored in split.earlier] == ["Nils", "Oda"]


def test_several_answers_of_one_reader_are_one_text_and_doubtful_when_one_is():
    second = replace(FIRST[1], text="And it cools.", confidence=0.69, position=1)

    split = split_answers(STUDY.deck.reference, [*FIRST[:2], second], STUDY.sources, 0.7)

    (nils,) = split.earlier
    assert (nils.author, nils.doubtful) == ("Nils", True)
    assert nils.text == f"{FIRST[1].text}\n\nAnd it cools."


def test_a_group_with_names_shows_replies_in_the_order_given():
    replies = _replies(["b", "a"])

    shown = reply_texts(replies, NAMES, Naming.NAMES)

    texts = AuthoredText("Member 0", "b"), AuthoredText("Member 1", "a")
    assert shown == tuple(zip(replies, texts, strict=True))


@given(st.lists(st.text("aA é", max_size=3), max_size=5), st.randoms())
def test_an_anonymous_group_shows_the_same_whoever_replied_and_whenever(texts: list[str], random):
    replies = _replies(texts)
    shuffled = list(replies)
    random.shuffle(shuffled)

    shown = [each for _, each in reply_texts(replies, NAMES, Naming.ANONYMOUS)]

    assert all(authored.author is None for authored in shown)
    assert shown == [each for _, each in reply_texts(shuffled, NAMES, Naming.ANONYMOUS)]
    assert sorted(authored.text for authored in shown) == sorted(texts)
