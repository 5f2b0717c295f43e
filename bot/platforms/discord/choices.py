"""What Discord lists while somebody types."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from discord import app_commands

from bot.core.naming import cut
from bot.platforms.discord.interactions import NativeInteraction

_log = structlog.get_logger()
# https://discord.com/developers/docs/interactions/application-commands#application-command-object
MOST_CHOICES = 25
_LONGEST_NAME = 100

Choices = list[app_commands.Choice[str]]
Complete = Callable[[NativeInteraction, str], Coroutine[Any, Any, Choices]]


def named(name: str, value: str) -> app_commands.Choice[str]:
    """Return a choice; a long name is cut, on one line."""
    return app_commands.Choice(
        name=cut(" ".join(name.split()) or value, _LONGEST_NAME), value=value
    )


def completing(complete: Complete) -> Complete:
    """Let a fault list nothing: what is typed can be sent all the same."""

    async def command(native: NativeInteraction, current: str) -> Choices:
        try:
            return (await complete(native, current))[:MOST_CHOICES]
        except Exception:  # noqa: BLE001  # whatever it was, nobody waits for an error here
            _log.exception("nothing suggested", interaction=native.id)
            return []

    return command
