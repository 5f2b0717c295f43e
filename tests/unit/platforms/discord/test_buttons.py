"""Buttons that outlive the process that made them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from bot.core.view import Action, Press
from bot.errors import NotFound
from bot.platforms.discord.buttons import ActionButton, ActionSelect

ANSWER = Action("answer", "Answer", "r1", primary=True)


class Client:
    """Remembers what it was handed."""

    def __init__(self) -> None:
        self.handed: list[Press] = []

    async def pressed(self, native: object, name: str, value: str) -> None:
        self.handed.append(Press.read(name, value))


async def pressed(item: discord.ui.DynamicItem[Any], **data: object) -> Client:
    """Return the client after a press on an item made anew, as after a restart."""
    client = Client()
    interaction = cast("discord.Interaction[Any]", SimpleNamespace(client=client))
    match = item.template.fullmatch(item.custom_id)
    assert match is not None
    again = await type(item).from_custom_id(interaction, item.item, match)
    again._refresh_state(interaction, dict(data))
    await again.callback(interaction)
    return client


async def test_a_press_is_handed_to_the_client_with_what_it_means() -> None:
    client = await pressed(ActionButton.of(Action("reveal", "Next", "r1", "3")))
    assert client.handed == [Press("reveal", "r1", "3")]


async def test_a_choice_is_handed_to_the_client_with_what_was_chosen() -> None:
    votes = [Action("vote", f"Reply {number}", "r1", f"t{number}") for number in range(9)]
    client = await pressed(ActionSelect.of(votes), values=["t4"])
    assert client.handed == [Press("vote", "r1", "t4")]


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
async def test_buttons_of_messages_that_were_posted_keep_their_meaning(
    custom_id: str, press: Press
) -> None:
    client = await pressed(ActionButton(discord.ui.Button(custom_id=custom_id), "", ""))
    assert client.handed == [press]
    made = ActionButton.of(Action(press.name, "A", press.subject, press.choice))
    assert made.custom_id == custom_id


async def test_menus_of_messages_that_were_posted_keep_their_meaning() -> None:
    select = discord.ui.Select[Any](custom_id="rt-menu:voted:1:r1")
    client = await pressed(ActionSelect(select, "", ""), values=["t4"])
    assert client.handed == [Press("voted", "r1", "t4")]
    votes = [Action("voted", "A", "r1", f"t{number}") for number in range(9)]
    made = ActionSelect.of(votes, 1)
    assert made.custom_id == "rt-menu:voted:1:r1"
    assert [option.value for option in made.item.options] == [f"t{number}" for number in range(9)]


@pytest.mark.parametrize(
    "custom_id", ["rt::r1", "rt:deck:", "rt:Deck:d1", "rt:deck:d\0", "rt:a:\n"]
)
async def test_what_no_button_of_ours_ever_had_comes_in_to_be_refused(custom_id: str) -> None:
    with pytest.raises(NotFound):
        await pressed(ActionButton(discord.ui.Button(custom_id=custom_id), "", ""))


async def test_a_menu_in_which_nothing_was_chosen_chooses_nothing() -> None:
    select = discord.ui.Select[Any](custom_id="rt-menu:voted:0:r1")
    client = await pressed(ActionSelect(select, "", ""), values=[])
    assert client.handed == [Press("voted", "r1")]


def test_a_button_stands_out_when_the_message_is_there_for_it() -> None:
    assert ActionButton.of(ANSWER).item.style is discord.ButtonStyle.primary
    assert ActionButton.of(Action("a", "A", "r")).item.style is discord.ButtonStyle.secondary


def test_a_label_too_long_for_discord_is_cut() -> None:
    assert len(ActionButton.of(Action("a", "A" * 200, "r")).item.label or "") == 80


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
        ActionButton.of(action)


def test_the_longest_id_is_taken() -> None:
    assert len(ActionButton.of(Action("a", "A", "r" * 95)).custom_id) == 100


def test_a_menu_of_what_no_id_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="over 100"):
        ActionSelect.of([Action("vote", "A", "r" * 100, "1")])
