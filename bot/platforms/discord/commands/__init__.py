"""The slash commands, and the one for messages: made, and told to Discord when they changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import discord
import structlog
from discord import app_commands

from bot.platforms.discord.commands.deck import Deck
from bot.platforms.discord.commands.general import General
from bot.platforms.discord.commands.members import Me, ask, open_, rounds, use_as_my_answer, web
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
        open_,
        rounds,
        web,
        use_as_my_answer,
        Me(),
        Quiz(),
        Schedule(),
        Deck(),
        Settings(),
        Link(),
        General(),
    )
    for command in commands:
        tree.add_command(command)


async def register(tree: app_commands.CommandTree[Any], services: Services) -> bool:
    """Register the tree's commands unless these very ones are there; say whether it was done.

    Discord allows 200 creations a day and server, and members see new commands flicker. It is asked
    what is there: another program with the token may have put its own in their place.
    """
    client = tree.client
    name = f"discord-commands:{client.application_id}"
    there = await client.http.get_global_commands(_application(client))
    wanted = fingerprint(tree)
    if await services.key_values.find(name) == _registration(wanted, there):
        return False
    commands = await tree.sync()
    there = await client.http.get_global_commands(_application(client))
    await services.key_values.put(name, _registration(wanted, there))
    _log.info("commands registered", commands=[command.name for command in commands])
    return True


async def unregistered(client: discord.Client) -> tuple[str, ...]:
    """Return the names of our commands that Discord does not have as they are here, in order.

    Another's may have the same name.
    """
    tree = app_commands.CommandTree(client)
    add_commands(tree)
    registered = await client.http.get_global_commands(_application(client))
    there = {_shape(each) for each in registered}
    ours = [_shape(command.to_dict(tree)) for command in tree.get_commands()]
    return tuple(sorted(each[1] for each in ours if each not in there))


def _shape(command: Mapping[str, Any]) -> tuple[int, str, str, tuple[tuple[int, str], ...]]:
    """Return what people see of a command: its kind, name and words, and what it is asked with.

    https://docs.discord.com/developers/interactions/application-commands: `type` is 1 by default.
    """
    options = [(int(each["type"]), str(each["name"])) for each in command.get("options") or ()]
    kind, words = int(command.get("type") or 1), str(command.get("description") or "")
    return kind, str(command["name"]), words, tuple(sorted(options))


def _application(client: discord.Client) -> int:
    if client.application_id is None:
        raise ValueError("nobody is logged in")
    return client.application_id


def _registration(wanted: str, there: Sequence[Mapping[str, Any]]) -> str:
    """Return what tells that these commands are registered, as they were when that was done.

    Discord gives a command another `version` with each change of it.
    """
    versions = sorted(f"{each['id']}:{each.get('version')}" for each in there)
    return f"{wanted}:{hashlib.sha256(' '.join(versions).encode()).hexdigest()}"


def fingerprint(tree: app_commands.CommandTree[Any]) -> str:
    """Return what tells these commands from any others, in hexadecimal."""
    payload = sorted(
        (command.to_dict(tree) for command in tree.get_commands()), key=lambda each: each["name"]
    )
    text = json.dumps([discord.__version__, payload], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
