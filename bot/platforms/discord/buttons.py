"""Buttons and menus that outlive the process that made them: they carry what they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Protocol, Self, cast

import discord

from bot.core.view import Action
from bot.presentation import paging

MENU_OPTIONS = 25
_LONGEST_ID = 100
_LONGEST_LABEL = 80
_LONGEST_OPTION = 100
_BUTTON = re.compile(r"rt:(?P<name>[a-z-]+):(?P<subject>.+)")
# Numbered, because the ids in a message must differ and a long menu is several.
_MENU = re.compile(r"rt-menu:(?P<name>[a-z-]+):(?P<number>\d+):(?P<subject>.+)")


class Pressable(Protocol):
    """The client, as far as a button knows it."""

    async def pressed(self, native: discord.Interaction[Any], name: str, subject: str) -> object:
        """Do what the button called `name` means for its subject."""

    async def chosen(
        self, native: discord.Interaction[Any], name: str, subject: str, values: Sequence[str]
    ) -> object:
        """Do what the menu called `name` means for its subject and the options chosen."""


class ActionButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=_BUTTON):
    """An action of a view to press; its custom_id is `rt:<name>:<subject>`.

    A label over Discord's 80 characters is cut.
    """

    def __init__(self, action: Action, *, disabled: bool = False) -> None:
        """Make the button. Raises ValueError for an action that no custom_id can hold."""
        custom_id = _checked(f"rt:{action.name}:{action.subject}", _BUTTON)
        style = discord.ButtonStyle.primary if action.primary else discord.ButtonStyle.secondary
        label = action.label[:_LONGEST_LABEL]
        super().__init__(
            discord.ui.Button(label=label, style=style, custom_id=custom_id, disabled=disabled)
        )
        self.action = action

    @classmethod
    async def from_custom_id(
        cls,
        native: discord.Interaction[Any],  # noqa: ARG003  # discord.py's own signature
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """Return the button that was pressed, made anew from its custom_id."""
        label = item.label if isinstance(item, discord.ui.Button) else None
        return cls(Action(match["name"], label or match["name"], match["subject"]))

    async def callback(self, native: discord.Interaction[Any]) -> None:
        """Hand the press to the client."""
        client = cast("Pressable", native.client)
        await client.pressed(native, self.action.name, self.action.subject)


class ActionSelect(discord.ui.DynamicItem[discord.ui.Select[Any]], template=_MENU):
    """Actions of one name to choose one of; its custom_id is `rt-menu:<name>:<number>:<subject>`.

    The subject is what those of the actions begin with, an option's value what follows the colon.
    """

    def __init__(self, select: discord.ui.Select[Any], name: str, subject: str) -> None:
        super().__init__(select)
        self.name = name
        self.subject = subject

    @classmethod
    def of(cls, actions: Sequence[Action], number: int = 0) -> Self:
        """Return the menu of the actions, at most `MENU_OPTIONS`; `number` sets it apart.

        Raises ValueError when no custom_id can hold what the actions have in common.
        """
        name, (subject, _, _) = actions[0].name, actions[0].subject.rpartition(":")
        options = [
            discord.SelectOption(
                label=action.label[:_LONGEST_OPTION], value=action.subject.rpartition(":")[2]
            )
            for action in actions
        ]
        custom_id = _checked(f"rt-menu:{name}:{number}:{subject}", _MENU)
        select = discord.ui.Select[Any](
            custom_id=custom_id, placeholder=paging.CHOOSE, options=options
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
        client = cast("Pressable", native.client)
        await client.chosen(native, self.name, self.subject, self.item.values)


def _checked(custom_id: str, template: re.Pattern[str]) -> str:
    if len(custom_id) > _LONGEST_ID:
        raise ValueError(f"{custom_id!r} is over {_LONGEST_ID} characters")
    if template.fullmatch(custom_id) is None:
        raise ValueError(f"{custom_id!r} is no name and subject")
    return custom_id
