"""All commands that are typed as one line, by name."""

from __future__ import annotations

from typing import TypeVar

from bot.chat.interaction import Interaction
from bot.chat.typed_about_decks import deck_command
from bot.chat.typed_by_members import OF_MEMBERS
from bot.chat.typed_by_organisers import LINK, PLANNING, SETTINGS
from bot.chat.typed_commands import Command, Do

__all__ = ["SETTINGS", "Command", "commands"]

_Of_contra = TypeVar("_Of_contra", bound=Interaction, contravariant=True)
# What the commands are called where nothing else calls them otherwise.
NAMES = frozenset({*OF_MEMBERS, *PLANNING, "/deck", "/settings", "/link"})


def commands(
    *, import_: Do[_Of_contra], settings: Command[_Of_contra]
) -> dict[str, Command[_Of_contra]]:
    """Return all, in the order of help.

    How documents come in is each platform's own, and what can be set.
    """
    return {
        **OF_MEMBERS,
        **PLANNING,
        "/deck": deck_command(import_),
        "/settings": settings,
        "/link": LINK,
    }
