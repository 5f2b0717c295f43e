"""Buttons that outlive the process that made them."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from bot.core.view import Action, Press
from bot.errors import NotFound
from bot.platforms.discord.buttons import button, menu, press_in

ANSWER = Action("answer", "Answer", "r1", primary=True)
VOTES = [Action("voted", f"Reply {number}", "r1", f"t{number}") for number in range(9)]


def test_a_press_means_what_its_button_was_made_of() -> None:
    made = button(Action("reveal", "Next", "r1", "3"))
    assert press_in({"custom_id": made.custom_id}) == Press("reveal", "r1", "3")


def test_a_choice_means_what_its_menu_was_made_of_and_what_was_chosen() -> None:
    pressed = press_in({"custom_id": menu(VOTES).custom_id, "values": ["t4"]})
    assert pressed == Press("voted", "r1", "t4")


@pytest.mark.parametrize("custom_id", ["", "rt-answer:r1", "rt-menu:voted:r1", "other:answer:r1"])
def test_what_is_none_of_ours_is_left_to_others(custom_id: str) -> None:
    assert press_in({"custom_id": custom_id}) is None


# What stands in messages that were posted, and has to mean the same in every version.
POSTED = [
    ("rt:answer:r1", Press("answer", "r1")),
    ("rt:remind:r1", Press("remind", "r1")),
    ("rt:reveal:r1:3", Press("reveal", "r1", "3")),
    ("rt:question:r1:0", Press("question", "r1", "0")),
    ("rt:rated:r1:got-it", Press("rated", "r1", "got-it")),
    ("rt:decks:all:2", Press("decks", "all", "2")),
    ("rt:send-again:0a1b", Press("send-again", "0a1b")),
]


@pytest.mark.parametrize(("custom_id", "press"), POSTED)
def test_buttons_of_messages_that_were_posted_keep_their_meaning(
    custom_id: str, press: Press
) -> None:
    assert press_in({"custom_id": custom_id}) == press
    made = button(Action(press.name, "A", press.subject, press.choice))
    assert made.custom_id == custom_id


def test_menus_of_messages_that_were_posted_keep_their_meaning() -> None:
    posted: dict[str, Any] = {"custom_id": "rt-menu:voted:1:r1", "values": ["t4"]}
    assert press_in(posted) == Press("voted", "r1", "t4")
    made = menu(VOTES)
    assert made.custom_id == "rt-menu:voted:0:r1"
    assert [option.value for option in made.options] == [f"t{number}" for number in range(9)]


@pytest.mark.parametrize(
    "custom_id", ["rt::r1", "rt:deck:", "rt:Deck:d1", "rt:deck:d\0", "rt:a:\n"]
)
def test_what_no_button_of_ours_ever_had_is_refused(custom_id: str) -> None:
    with pytest.raises(NotFound):
        press_in({"custom_id": custom_id})


def test_a_menu_in_which_nothing_was_chosen_chooses_nothing() -> None:
    assert press_in({"custom_id": "rt-menu:voted:0:r1", "values": []}) == Press("voted", "r1")


def test_a_button_stands_out_when_the_message_is_there_for_it() -> None:
    assert button(ANSWER).style is discord.ButtonStyle.primary
    assert button(Action("a", "A", "r")).style is discord.ButtonStyle.secondary


def test_a_label_too_long_for_discord_is_cut() -> None:
    assert len(button(Action("a", "A" * 200, "r")).label or "") == 80


@pytest.mark.parametrize(
    "action",
    [
        Action("a", "A", "r" * 96),
        Action("A", "A", "r"),
        Action("a", "A", ""),
        Action("a", "A", "r\ns"),
    ],
)
def test_an_action_that_no_id_can_hold_is_refused(action: Action) -> None:
    with pytest.raises(ValueError, match="is"):
        button(action)


def test_the_longest_id_is_taken() -> None:
    assert len(button(Action("a", "A", "r" * 95)).custom_id or "") == 100


def test_a_menu_of_what_no_id_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="over 100"):
        menu([Action("vote", "A", "r" * 100, "1")])
