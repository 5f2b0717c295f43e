"""Modals and the Home tab."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models.views import View

from bot.core.view import Action, Line, Message, Prose
from bot.platforms.slack.rendering.elements import size
from bot.platforms.slack.rendering.views import home, modal, text_inputs, written
from tests.profiles import scaled
from tests.unit.platforms.hostile import texts
from tests.unit.platforms.messages import POINTS, reply, reveal
from tests.unit.platforms.slack.rendering.hostile import messages
from tests.unit.platforms.slack.rendering.reading import check, walked, words_of

QUESTION = Message("Why?", (Prose("Why does dough *rest*?"),))
HEAVY = settings(max_examples=scaled(20))


def answer_form(message: Message = QUESTION, **changes: Any) -> dict[str, Any]:
    settings_: dict[str, Any] = {"title": "Answer", "close": "Cancel", "callback_id": "rt-answer"}
    return modal(message, **(settings_ | changes))


def filled(inputs: list[dict[str, Any]]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the state of a form in which nothing was changed."""
    return {
        each["block_id"]: {
            each["element"]["action_id"]: {
                "type": "plain_text_input",
                "value": each["element"].get("initial_value"),
            }
        }
        for each in inputs
    }


@HEAVY
@given(messages, texts, texts.map(lambda text: text * 40))
def test_a_form_is_within_slacks_limits(message: Message, title: str, text: str) -> None:
    inputs = text_inputs("answer", "Your answer", text, hint="Only you see it.")
    view = answer_form(message, title=f"x{title}", submit="Send it in" * 9, inputs=inputs)
    View(**view).to_dict()
    check(view["blocks"], most=100)
    for each in inputs:
        assert len(each["element"].get("initial_value", "").encode("utf-16-le", "replace")) <= 6_000
    assert all(block["type"] != "table" for block in view["blocks"])


@given(st.text() | st.text(alphabet="ab \n👍", min_size=2_000, max_size=9_000))
def test_the_fields_together_hold_the_text(text: str) -> None:
    assert written(filled(text_inputs("answer", "Your answer", text)), "answer") == text


def test_a_long_reply_has_a_further_field_to_go_on_in() -> None:
    first, second = text_inputs("answer", "Your answer", "Rest. " * 300, hint="Only you see it.")
    assert first["label"]["text"] == "Your answer"
    assert first["hint"]["text"] == "Only you see it."
    assert (first["optional"], second["optional"]) == (False, True)
    assert second["label"]["text"] == "Your answer, continued"
    assert "initial_value" not in second["element"]
    assert [each["block_id"] for each in (first, second)] == ["answer:0", "answer:1"]


def test_a_form_shows_the_question_above_its_fields_and_keeps_its_metadata() -> None:
    view = answer_form(submit="Send", inputs=text_inputs("answer", "Your answer"), metadata="r1:2")
    assert [block["type"] for block in view["blocks"]] == ["rich_text", "input"]
    assert view["private_metadata"] == "r1:2"
    assert view["submit"]["text"] == "Send"


def test_a_question_too_long_for_a_form_says_that_there_is_more() -> None:
    view = answer_form(Message("", (Prose("Why does dough rest? " * 900),)))
    assert words_of(view["blocks"]).endswith("Thereismorethanfitshere.")


@pytest.mark.parametrize("changes", [{"metadata": "x" * 3001}, {"callback_id": "x" * 256}])
def test_metadata_that_would_not_come_back_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="too long"):
        answer_form(**changes)


@HEAVY
@given(st.lists(messages, max_size=4))
def test_the_home_tab_is_within_slacks_limits(shown: list[Message]) -> None:
    view = home(shown)
    View(**view).to_dict()
    check(view["blocks"], most=100)
    assert size(view["blocks"]) <= 30_000


def test_the_home_tab_shows_each_message_with_its_actions() -> None:
    asked = Message("", (Line("Open now"),), (Action("answer", "Answer", "r1", primary=True),))
    view = home([asked, asked])
    assert [block["type"] for block in view["blocks"]] == ["rich_text", "actions"] * 2
    ids = [each["action_id"] for each in walked(view["blocks"]) if "action_id" in each]
    assert ids == ["rt:answer:0", "rt:answer:1"]


def test_what_the_home_tab_has_no_room_for_is_said_to_be_left_out() -> None:
    view = home([reveal(*(reply(f"N{each}", "So.", points=POINTS) for each in range(40)))] * 3)
    assert len(view["blocks"]) <= 100
    assert words_of(view["blocks"]).endswith("Thereismorethanfitshere.")


def test_an_empty_home_tab_is_not_empty() -> None:
    assert words_of(home([])["blocks"]) == "Notext."


def test_more_fields_than_a_view_takes_are_refused() -> None:
    with pytest.raises(ValueError, match="too many"):
        answer_form(inputs=text_inputs("answer", "Your answer") * 101)
