"""The slash commands, and the one for messages: made, and told to Discord when they changed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import discord
import structlog
from discord import app_commands

from bot.platforms.discord.commands import deck, link, me, member, quiz, schedule, settings
from bot.services.services import Services

_log = structlog.get_logger()


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


async def register(tree: app_commands.CommandTree[Any], services: Services) -> bool:
    """Register the tree's commands unless these very ones were; say whether it was done.

    Discord allows 200 creations a day and server, and members see new commands flicker.
    """
    application = tree.client.application_id
    wanted = fingerprint(tree)
    name = f"discord-commands:{application}"
    if await services.key_values.find(name) == wanted:
        return False
    commands = await tree.sync()
    await services.key_values.put(name, wanted)
    _log.info("commands registered", commands=[command.name for command in commands])
    return True


def fingerprint(tree: app_commands.CommandTree[Any]) -> str:
    """Return what tells these commands from any others, in hexadecimal."""
    payload = sorted(
        (command.to_dict(tree) for command in tree.get_commands()), key=lambda each: each["name"]
    )
    text = json.dumps([discord.__version__, payload], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
