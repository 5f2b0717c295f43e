"""Buttons and menus that outlive the process that made them: they carry what they mean.

A button's custom_id is `rt:<name>:<value>` (`bot.core.view.Press`). A menu's is
`rt-menu:<name>:<number>:<subject>`, and what is chosen in it a choice. Messages that were posted
long ago have these ids too, so they stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Protocol, Self, cast

import discord

from bot.core.view import Action, Press
from bot.presentation import paging

MENU_OPTIONS = 25
_LONGEST_ID = 100
_LONGEST_LABEL = 80
_LONGEST_OPTION = 100
# Whatever else stands there comes in too, to be refused in words.
_BUTTON = re.compile(r"rt:(?P<name>[^:]*):(?P<value>.*)", re.DOTALL)
# Numbered, because the ids in a message must differ and a long menu is several.
_MENU = re.compile(r"rt-menu:(?P<name>[^:]*):\d+:(?P<subject>.*)", re.DOTALL)


class Pressable(Protocol):
    """The client, as far as a button knows it."""

    async def pressed(self, native: discord.Interaction[Any], name: str, value: str) -> object:
        """Do what was pressed, or chosen in a menu; neither is checked so far."""


class ActionButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=_BUTTON):
    """An action of a view to press. A label over Discord's 80 characters is cut."""

    def __init__(self, button: discord.ui.Button[Any], name: str, value: str) -> None:
        super().__init__(button)
        self.name = name
        self.value = value

    @classmethod
    def of(cls, action: Action, *, disabled: bool = False) -> Self:
        """Return the button. Raises ValueError for an action that no custom_id can hold."""
        value = action.press.value
        style = discord.ButtonStyle.primary if action.primary else discord.ButtonStyle.secondary
        button = discord.ui.Button[Any](
            label=action.label[:_LONGEST_LABEL],
            style=style,
            custom_id=_checked(f"rt:{action.name}:{value}"),
            disabled=disabled,
        )
        return cls(button, action.name, value)

    @classmethod
    async def from_custom_id(
        cls,
        native: discord.Interaction[Any],  # noqa: ARG003  # discord.py's own signature
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """Return the button that was pressed, made anew from its custom_id."""
        return cls(cast("discord.ui.Button[Any]", item), match["name"], match["value"])

    async def callback(self, native: discord.Interaction[Any]) -> None:
        """Hand the press to the client."""
        await cast("Pressable", native.client).pressed(native, self.name, self.value)


class ActionSelect(discord.ui.DynamicItem[discord.ui.Select[Any]], template=_MENU):
    """Actions with one name and subject, to choose one of."""

    def __init__(self, select: discord.ui.Select[Any], name: str, subject: str) -> None:
        super().__init__(select)
        self.name = name
        self.subject = subject

    @classmethod
    def of(cls, actions: Sequence[Action], number: int = 0) -> Self:
        """Return the menu of the actions, at most `MENU_OPTIONS`; `number` sets it apart.

        Raises ValueError when no custom_id can hold what the actions have in common.
        """
        name, subject = actions[0].name, actions[0].subject
        select = discord.ui.Select[Any](
            custom_id=_checked(f"rt-menu:{name}:{number}:{Press(name, subject).value}"),
            placeholder=paging.CHOOSE,
            options=[
                discord.SelectOption(label=each.label[:_LONGEST_OPTION], value=each.choice)
                for each in actions
            ],
        )
        return cls(select, name, subject)

    @classmethod
    async def from_custom_id(
        cls,
        native: discord.Interaction[Any],  # noqa: ARG003  # discord.py's own signature
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """Return the menu in which something was chosen."""
        return cls(cast("discord.ui.Select[Any]", item), match["name"], match["subject"])

    async def callback(self, native: discord.Interaction[Any]) -> None:
        """Hand the choice to the client."""
        chosen = f"{self.subject}:{next(iter(self.item.values), '')}"
        await cast("Pressable", native.client).pressed(native, self.name, chosen)


def _checked(custom_id: str) -> str:
    if len(custom_id) > _LONGEST_ID:
        raise ValueError(f"{custom_id!r} is over {_LONGEST_ID} characters")
    return custom_id
