"""The form in which a long list is searched, as Discord's modal: a menu there holds 25."""

from __future__ import annotations

from typing import Any

import discord

from bot.chat.searching import LONGEST
from bot.core.view import Press
from bot.platforms.discord.buttons import SEARCH
from bot.presentation import paging

# A modal's custom_id is this, what the list is about, and the name of its actions.
SEARCH_FORM = "rt-search:"
_FIELD = "words"
_LIFETIME_S = 3_600.0


class SearchModal(discord.ui.Modal):
    """One field for some words."""

    def __init__(self, press: Press) -> None:
        super().__init__(
            title=paging.SEARCH, custom_id=SEARCH_FORM + press.value, timeout=_LIFETIME_S
        )
        words: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id=_FIELD, max_length=LONGEST
        )
        self.add_item(discord.ui.Label(text=paging.SEARCHED, component=words))


def searched(custom_id: str) -> Press:
    """Return the list that a form searches. Raises NotFound."""
    return Press.read(SEARCH, custom_id.removeprefix(SEARCH_FORM))


def words_in(values: dict[str, str]) -> str:
    """Return the words that were typed in it, out of its fields."""
    return values.get(_FIELD, "")
