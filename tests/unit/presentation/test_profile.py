"""A member's figures, and the file with everything."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.feedback import Rating
from bot.core.models import (
    GroupId,
    Member,
    MemberId,
    PersonId,
    RoundId,
)
from bot.core.read_models import Latest, Profile
from bot.core.view import Line, Prose
from bot.presentation.profile import export_json, export_name, profile_message, profile_words
from tests.fakes.clock import MONDAY_NOON

ANN = Member(MemberId("m"), PersonId("p"), GroupId("g"), "Ann", MONDAY_NOON)
NEW = Profile(ANN, 0, (), 0, 0, 0, ())
BUSY = Profile(
    ANN,
    replies=12,
    ratings=((Rating.MISSED, 2), (Rating.GOT_IT, 7)),
    votes=1,
    streak=3,
    longest_streak=5,
    latest=(
        Latest(RoundId("r2"), "Why *rest*?", "The gluten relaxes.", Rating.GOT_IT),
        Latest(RoundId("r1"), "Why steam?", "It shines.", None),
    ),
)


def _named(name: str) -> Member:
    return Member(MemberId("m"), PersonId("p"), GroupId("g"), name, MONDAY_NOON)


def test_figures_are_told_as_far_as_there_are_any():
    assert profile_words(NEW) == [
        "You have answered nothing here so far.",
        "Reminders are on.",
    ]
    assert profile_words(BUSY) == [
        "12 answers so far.",
        "Current streak: 3 rounds. Longest: 5 rounds.",
        "You rated your answers: 2 missed, 7 got it.",
        "1 vote for your answers as the most helpful.",
        "Reminders are on.",
    ]


@pytest.mark.parametrize(
    ("current", "longest", "words"),
    [
        (0, 0, []),
        (0, 1, []),
        (0, 4, ["Longest streak: 4 rounds. The next answer begins another."]),
        (1, 1, ["Current streak: 1 round."]),
        (1, 2, ["Current streak: 1 round. Longest: 2 rounds."]),
        (3, 3, ["Current streak: 3 rounds, your longest."]),
    ],
)
def test_a_streak_is_told_where_there_is_one(current: int, longest: int, words: list[str]):
    profile = replace(NEW, replies=7, streak=current, longest_streak=longest)

    assert profile_words(profile) == ["7 answers so far.", *words, "Reminders are on."]


def test_a_profile_is_for_its_member_alone_and_lists_their_latest_replies():
    message = profile_message(BUSY)

    assert message.for_member == ANN.id
    at = message.blocks.index(Prose("Why *rest*?"))
    assert message.blocks[at + 1] == Line("You: The gluten relaxes. (got it)")
    assert message.blocks[at + 3] == Line("You: It shines.")


def test_the_file_is_for_people_too():
    data = {"member": {"name": "Zoë"}}

    assert export_json(data).decode() == '{\n  "member": {\n    "name": "Zoë"\n  }\n}\n'


@given(st.text())
def test_every_name_makes_a_file_name_that_is_safe(name: str):
    assert re.fullmatch(r"roundtable-[a-z0-9]+(-[a-z0-9]+)*\.json", export_name(name))


@given(st.dictionaries(st.text(), st.text(st.characters(exclude_categories=["Cs"]))))
def test_what_is_in_the_file_is_what_was_exported(data: dict[str, str]):
    data = {key.encode(errors="ignore").decode(): value for key, value in data.items()}
    assert json.loads(export_json(data)) == data


def test_a_file_name_keeps_what_it_can_of_a_name():
    assert export_name("Zoë Müller") == "roundtable-zoe-muller.json"
    assert export_name("../../etc") == "roundtable-etc.json"
    assert export_name("明") == "roundtable-member.json"
