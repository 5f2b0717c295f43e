"""What the app's commands are called: Slack's belong to no app, so that each names its own.

An app has short names, `/quiz`, the same under a prefix, `/study-quiz`, or `/roundtable` alone, and
Slack tells nobody which. What was typed last in a workspace certainly works there.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.chat.command_table import NAMES
from bot.core.view import Line, Message
from bot.errors import DatabaseUnavailable
from bot.services.platform_state import KeyValueService

GENERAL = "/roundtable"
_NAMED = re.compile(rf"“({'|'.join(sorted(NAMES))})(?=[ ”])")
# What it is called in a workspace where nothing was typed so far.
_ANYWHERE = "slack:command"


class CommandNames:
    """The names in force in each workspace, which all workers share."""

    def __init__(self, kept: KeyValueService) -> None:
        self._kept = kept

    async def begin(self, typed: str) -> None:
        """Go by a name that the operator has given, wherever nothing was typed so far."""
        await self._put(_ANYWHERE, typed)

    async def note(self, team: str, typed: str) -> None:
        """Go by the command that was typed in a workspace, there and where none was so far."""
        await self._put(_of(team), typed)
        if await self._kept.find(_ANYWHERE) is None:
            await self._put(_ANYWHERE, typed)

    async def typed(self, team: str) -> str:
        """Return a command as it is called in a workspace, "" where that is not known."""
        try:
            return await self._kept.find(_of(team)) or await self._kept.find(_ANYWHERE) or ""
        except DatabaseUnavailable:
            return ""  # what is told of that must reach people all the same

    async def message(self, team: str, message: Message, typed: str = "") -> Message:
        """Return a message that names commands as they are called where it was `typed`, or is."""
        lines = (each.text for each in message.blocks if isinstance(each, Line))
        if not any(map(_NAMED.search, (message.summary, *lines))):
            return message
        typed = typed or await self.typed(team)
        blocks = tuple(
            replace(each, text=renamed(each.text, typed)) if isinstance(each, Line) else each
            for each in message.blocks
        )
        return replace(message, summary=renamed(message.summary, typed), blocks=blocks)

    async def words(self, team: str, words: str) -> str:
        """Return words of ours as `message` does."""
        return renamed(words, await self.typed(team)) if _NAMED.search(words) else words

    async def _put(self, name: str, typed: str) -> None:
        if await self._kept.find(name) != typed:
            await self._kept.put(name, typed)


def renamed(words: str, typed: str) -> str:
    """Return words of ours with the commands in them called as beside the one that was `typed`."""
    return _NAMED.sub(lambda found: f"“{called(found[1], typed)}", words)


def called(name: str, typed: str) -> str:
    """Return what a command is called beside the one that was typed, which may be the same."""
    if name == GENERAL:
        return typed
    bare = typed.removeprefix("/")
    prefix, dash, own = bare.rpartition("-")
    if f"/{own or bare}" in NAMES:
        return f"/{prefix}{dash}{name.removeprefix('/')}"
    return f"{typed} {name.removeprefix('/')}" if bare else name


def _of(team: str) -> str:
    return f"{_ANYWHERE}:{team}"
