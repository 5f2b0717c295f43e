"""The forms for asking and planning, whatever there is to choose from."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import errors
from bot.chat.replies import AnswerPrompt
from bot.core.ids import is_id
from bot.core.models import Deck, DeckId, Question, QuestionId, WorkspaceId
from bot.platforms.slack.modal_views import (
    MOST_QUESTIONS,
    answer_view,
    answering,
    field_about,
    metadata_of,
    question_chosen,
    quiz_view,
    schedule_view,
    sender_of,
    sent_in,
    told_view,
)
from bot.platforms.slack.rendering.fields import chosen, ticked
from bot.platforms.slack.responder import Caller
from bot.presentation import planning_forms as forms
from bot.presentation.planning_forms import zones
from tests.fakes.slack.view_limits import check_view
from tests.profiles import scaled
from tests.unit.platforms.hostile import long_texts
from tests.unit.presentation.read_models import card

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CALLER = Caller("T1", "U1", "C1", None, "https://hooks.slack.com/commands/1/2/3")


def decks(count: int) -> list[Deck]:
    return [made(f"d{number}", f"Deck {number}") for number in range(count)]


def made(id_: str, title: str) -> Deck:
    return Deck(DeckId(id_), WorkspaceId("w"), title, NOW)


def questions(count: int, text: str = "Why?") -> list[Question]:
    return [Question(QuestionId(f"q{place}"), DeckId("d0"), place, text) for place in range(count)]


def quiz(of: list[Deck], asked: list[Question], channel: str = "C1") -> dict[str, Any]:
    said, left_out = metadata_of(CALLER), forms.left_out_words(MOST_QUESTIONS)
    deck = of[0].id
    return quiz_view(said, channel, of, deck=deck, questions=asked, left_out=left_out, now=NOW)


def schedule(of: list[Deck], zone: str = "Europe/Paris") -> dict[str, Any]:
    return schedule_view(
        metadata_of(CALLER), "C1", of, deck=of[0].id, zone=zone, used_zones=["UTC", zone]
    )


def block(view: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [each for each in view["blocks"] if each.get("block_id") == name]
    return found


@pytest.mark.parametrize("count", [1, 100, 101, 250])
@pytest.mark.parametrize("asked", [0, 1, 100, 101, 5000])
def test_slack_takes_the_forms_however_much_there_is_to_choose_from(count: int, asked: int):
    check_view(quiz(decks(count), questions(asked)))
    check_view(quiz(decks(count), questions(asked, "Why " * 60), channel=""))
    check_view(schedule(decks(count)))


@given(long_texts)
@settings(max_examples=scaled(50))
def test_slack_takes_the_forms_whatever_people_write(text: str):
    of = [made("d0", text)]
    check_view(quiz(of, questions(2, text)))
    check_view(schedule(of))


def test_questions_that_there_is_no_room_for_are_told_of():
    assert "the first 500" in block(quiz(decks(1), questions(501)), "question:d0")["hint"]["text"]
    assert "first" not in block(quiz(decks(1), questions(500)), "question:d0")["hint"]["text"]


def test_every_zone_can_be_chosen_once():
    groups = block(schedule(decks(1)), "zone")["element"]["option_groups"]
    offered = [option["value"] for group in groups for option in group["options"]]

    assert sorted(offered) == sorted({*zones(), "UTC", "Europe/Paris"})
    assert offered[:2] == ["Europe/Paris", "UTC"]


def test_a_form_knows_where_it_was_asked_for_after_a_restart():
    body = {
        "team": {"id": "T1"},
        "user": {"id": "U1"},
        "view": {"private_metadata": quiz(decks(1), [])["private_metadata"]},
    }
    # Where they were when the form was opened says nothing of where they are now.
    assert sender_of("T1", body) == replace(CALLER, is_there=False)


def test_what_stands_in_a_forms_place_is_taken():
    check_view(told_view())
    check_view(told_view("No. " * 500))


def test_what_was_chosen_is_read_out_of_each_kind_of_field():
    values = {
        "menu": {"menu": {"type": "static_select", "selected_option": {"value": "v"}}},
        "none": {"none": {"type": "static_select", "selected_option": None}},
        "number": {"number": {"type": "number_input", "value": "8"}},
        "time": {"time": {"type": "timepicker", "selected_time": "09:00"}},
        "at": {"at": {"type": "datetimepicker", "selected_date_time": 1_772_442_000}},
        "where": {"where": {"type": "conversations_select", "selected_conversation": "C1"}},
        "boxes": {"boxes": {"type": "checkboxes", "selected_options": [{"value": "Monday"}]}},
    }
    read = {name: chosen(values, name) for name in values if name != "boxes"}
    assert read == {
        "menu": "v",
        "none": "",
        "number": "8",
        "time": "09:00",
        "at": "1772442000",
        "where": "C1",
    }
    assert ticked(values, "boxes") == ["Monday"]
    assert ticked(values, "absent") == []


def test_without_a_question_it_is_the_decks_next_one():
    option = {"type": "static_select", "selected_option": {"value": "q3"}}
    assert question_chosen({"question:d1": {"question:d1": option}}) == "q3"
    nothing = {"type": "static_select", "selected_option": None}
    assert question_chosen({"question:d1": {"question:d1": nothing}}) is None
    assert question_chosen({}) is None


@pytest.mark.parametrize(
    ("error", "quiz_field", "schedule_field"),
    [
        (errors.BadSchedule("window", ""), "closes", "hours"),
        (errors.BadSchedule("reminder", ""), None, "reminder"),
        (errors.BadSchedule("zone", ""), None, "zone"),
        (errors.BadSchedule("grace", ""), None, None),
        (errors.PermissionsMissing(("an invitation",), "study"), "channel", "channel"),
        (errors.NothingToAsk("Bread"), "rt-chosen-deck", "deck"),
        (errors.NotFound("deck", "d0"), "rt-chosen-deck", "deck"),
        (errors.AlreadyAsked("Why?"), "question:d0", None),
        (errors.NotOrganiser("workspace"), None, None),
    ],
)
def test_a_refusal_stands_in_the_field_that_it_is_about(
    error: errors.MemberError, quiz_field: str | None, schedule_field: str | None
):
    assert field_about(error, names(quiz(decks(1), questions(1)))) == quiz_field
    assert field_about(error, names(schedule(decks(1)))) == schedule_field


def names(view: dict[str, Any]) -> dict[str, Any]:
    return {each["block_id"]: {} for each in view["blocks"] if each["type"] == "input"}


def _kept(values: object) -> str:
    return values if isinstance(values, str) else json.dumps(values)


_VALUES = st.none() | st.booleans() | st.integers() | st.text(st.characters(), max_size=20)


@given(st.text(max_size=30) | st.lists(_VALUES, max_size=5) | _VALUES)
def test_whatever_a_form_says_that_it_kept_is_read_or_refused(values: object) -> None:
    view = {"private_metadata": _kept(values), "state": {"values": {}}}
    body = {"view": view, "user": {"id": "U1"}}
    for caller in (sender_of("T1", body), answering("T1", body)):
        assert is_id(caller.channel) or not caller.channel
    with suppress(errors.NotFound):
        assert is_id(sent_in(view).round)


@pytest.mark.parametrize("round_", ["\x00", "a\x00", "\ud800", "", "x" * 5_000])
def test_a_form_about_no_round_that_can_be_is_refused(round_: str) -> None:
    view = {"private_metadata": json.dumps([round_, 1, "C1", None]), "state": {"values": {}}}
    with pytest.raises(errors.NotFound):
        sent_in(view)


@pytest.mark.parametrize("again", [False, True])
def test_who_sends_an_answer_in_is_told_of_it_where_the_form_was_opened(again: bool):
    caller = replace(CALLER, thread="1772539200.000100")
    view = answer_view(AnswerPrompt(card(), again=again), caller)
    told = answering("T1", {"view": view, "user": {"id": "U1"}})

    assert (told.channel, told.thread) == (caller.channel, caller.thread)
