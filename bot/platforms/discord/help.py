"""What can be typed on Discord, for the help."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.presentation.help import Command

_FOR_ALL = frozenset({"ask", "open", "rounds", "web", "me"})


def listed(tree: app_commands.CommandTree[Any]) -> list[Command]:
    """Return the slash commands, each with its sub-commands."""
    there = tree.get_commands(type=discord.AppCommandType.chat_input)
    return [
        Command(
            f"/{each.name}",
            " | ".join(sub.name for sub in getattr(each, "commands", ())),
            each.description,
            each.name not in _FOR_ALL,
        )
        for each in there
    ]
