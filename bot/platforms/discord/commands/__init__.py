"""The slash commands, and the one for messages: made, and told to Discord when they changed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import discord
import structlog
from discord import app_commands

from bot.platforms.discord.commands.deck import Deck
from bot.platforms.discord.commands.members import Me, ask, rounds, use_as_my_answer, web
from bot.platforms.discord.commands.quiz import Quiz
from bot.platforms.discord.commands.schedule import Schedule
from bot.platforms.discord.commands.settings import Link, Settings
from bot.services.services import Services

AnyCommand = app_commands.Command[Any, ..., Any] | app_commands.ContextMenu | app_commands.Group
_log = structlog.get_logger()


def add_commands(tree: app_commands.CommandTree[Any]) -> None:
    """Put every command into the tree."""
    commands: tuple[AnyCommand, ...] = (
        ask,
        rounds,
        web,
        use_as_my_answer,
        Me(),
        Quiz(),
        Schedule(),
        Deck(),
        Settings(),
        Link(),
    )
    for command in commands:
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
