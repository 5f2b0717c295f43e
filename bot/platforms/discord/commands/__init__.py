"""The slash commands, and the one for messages."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.platforms.discord.commands import deck, link, me, member, quiz, schedule, settings
from bot.services.services import Services


def add_commands(tree: app_commands.CommandTree[Any], services: Services) -> None:
    """Put every command into the tree."""
    for command in (
        member.ask(services),
        member.rounds(services),
        member.use_as_my_answer(services),
        me.group(services),
        quiz.group(services),
        schedule.group(services),
        deck.group(services),
        settings.command(services),
        link.group(services),
    ):
        tree.add_command(command)
