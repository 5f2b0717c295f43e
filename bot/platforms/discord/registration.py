"""Commands are registered with Discord when they changed, not at every start.

Discord allows 200 creations a day and server, and members see new commands flicker.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import discord
import structlog
from discord import app_commands

from bot.services.services import Services

_log = structlog.get_logger()


async def register(tree: app_commands.CommandTree[Any], services: Services) -> bool:
    """Register the tree's commands unless these very ones were; say whether it was done."""
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
