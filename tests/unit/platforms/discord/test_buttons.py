"""Buttons that outlive the process that made them."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from bot.core.view import Action
from bot.platforms.discord.buttons import ActionButton, ActionSelect

ANSWER = Action("answer", "Answer", "r1", primary=True)


class Client:
    """Remembers what it was handed."""

    def __init__(self) -> None:
        self.handed: list[tuple[str, str, Sequence[str]]] = []

    async def pressed(self, interaction: object, name: str, subject: str) -> None:
        self.handed.append((name, subject, ()))

    async def chosen(
        self, interaction: object, name: str, subject: str, values: Sequence[str]
    ) -> None:
        self.handed.append((name, subject, tuple(values)))


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
    client = await pressed(ActionButton(Action("reveal", "Next", "r1:3")))
    assert client.handed == [("reveal", "r1:3", ())]


async def test_a_choice_is_handed_to_the_client_with_what_was_chosen() -> None:
    votes = [Action("vote", f"Reply {number}", f"r1:t{number}") for number in range(9)]
    client = await pressed(ActionSelect.of(votes), values=["t4"])
    assert client.handed == [("vote", "r1", ("t4",))]


def test_a_button_stands_out_when_the_message_is_there_for_it() -> None:
    assert ActionButton(ANSWER).item.style is discord.ButtonStyle.primary
    assert ActionButton(Action("a", "A", "r")).item.style is discord.ButtonStyle.secondary


def test_a_label_too_long_for_discord_is_cut() -> None:
    assert len(ActionButton(Action("a", "A" * 200, "r")).item.label or "") == 80


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
        ActionButton(action)


def test_the_longest_id_is_taken() -> None:
    assert len(ActionButton(Action("a", "A", "r" * 95)).custom_id) == 100


def test_a_menu_of_what_no_id_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="over 100"):
        ActionSelect.of([Action("vote", "A", f"{'r' * 100}:1")])
