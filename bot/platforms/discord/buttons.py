"""Buttons and menus that outlive the process that made them: they carry what they mean.

A button's custom_id is `rt:<name>:<value>` (`bot.core.view.Press`). A menu's is
`rt-menu:<name>:<number>:<subject>`, and what is chosen in it a choice. Messages that were posted
long ago have these ids too, so they stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import discord

from bot.core.naming import cut_apart
from bot.core.view import Action, Press
from bot.presentation import paging

MENU_OPTIONS = 25
SEARCH = "search"
"""The action that opens the form which searches a long list; its choice is the list's name."""
_LONGEST_ID = 100
_LONGEST_LABEL = 80
_LONGEST_OPTION = 100
# Whatever else stands there comes in too, to be refused in words.
_BUTTON = re.compile(r"rt:(?P<name>[^:]*):(?P<value>.*)", re.DOTALL)
# Numbered, because the ids in a message must differ and a long menu is several.
_MENU = re.compile(r"rt-menu:(?P<name>[^:]*):\d+:(?P<subject>.*)", re.DOTALL)


def button(action: Action, *, disabled: bool = False) -> discord.ui.Button[Any]:
    """Return the action to press; a label over Discord's 80 characters is cut.

    Raises ValueError for an action that no custom_id can hold.
    """
    return discord.ui.Button(
        label=action.label[:_LONGEST_LABEL],
        style=discord.ButtonStyle.primary if action.primary else discord.ButtonStyle.secondary,
        custom_id=_checked(f"rt:{action.name}:{action.press.value}"),
        disabled=disabled,
    )


def search_button(actions: Sequence[Action]) -> discord.ui.Button[Any]:
    """Return what opens the form that searches actions with one name and subject."""
    name, subject = actions[0].name, actions[0].subject
    label = paging.search_words(len(actions))
    return button(Action(SEARCH, label, subject, name))


def menu(actions: Sequence[Action], total: int = 0) -> discord.ui.Select[Any]:
    """Return actions with one name and subject to choose one of, at most `MENU_OPTIONS`.

    Of `total` there are more than it holds. Raises ValueError when no custom_id can hold what they
    have in common.
    """
    name, subject = actions[0].name, actions[0].subject
    labels = cut_apart([each.label for each in actions], _LONGEST_OPTION)
    return discord.ui.Select(
        custom_id=_checked(f"rt-menu:{name}:0:{Press(name, subject).value}"),
        placeholder=paging.first_words(len(actions), total) if total else paging.CHOOSE,
        options=[
            discord.SelectOption(label=label, value=each.choice)
            for label, each in zip(labels, actions, strict=True)
        ],
    )


def press_in(data: Mapping[str, Any]) -> Press | None:
    """Return what was pressed, or chosen in a menu; None for what is none of ours.

    Raises NotFound for what no button of ours ever had.
    """
    custom_id = str(data.get("custom_id", ""))
    if found := _BUTTON.fullmatch(custom_id):
        return Press.read(found["name"], found["value"])
    if found := _MENU.fullmatch(custom_id):
        chosen = next(iter(data.get("values", ())), "")
        return Press.read(found["name"], f"{found['subject']}:{chosen}")
    return None


def _checked(custom_id: str) -> str:
    if len(custom_id) > _LONGEST_ID:
        raise ValueError(f"{custom_id!r} is over {_LONGEST_ID} characters")
    return custom_id
