"""What Discord lists while somebody types: decks, documents, rounds, schedules, times, zones."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Mapping
from functools import wraps
from typing import Any

import structlog
from discord import app_commands

from bot.chat.rounds import round_words
from bot.chat.schedules import schedule_words
from bot.core.models import GroupId
from bot.core.naming import Id, cut, meant
from bot.core.text import name_key, plain
from bot.errors import MemberError
from bot.platforms.discord.interactions import PLATFORM, NativeInteraction
from bot.presentation.decks import source_words
from bot.presentation.planning_forms import language_suggestions, time_suggestions, zone_suggestions

_log = structlog.get_logger()
# https://discord.com/developers/docs/interactions/application-commands#application-command-object
_MOST_CHOICES = 25
_LONGEST_NAME = _LONGEST_VALUE = 100

Choices = list[app_commands.Choice[str]]
Complete = Callable[[NativeInteraction, str], Coroutine[Any, Any, Choices]]


def named(name: str, value: str) -> app_commands.Choice[str]:
    """Return a choice; a long name is cut, on one line."""
    return app_commands.Choice(
        name=cut(" ".join(name.split()) or value, _LONGEST_NAME), value=value
    )


def completing(complete: Complete) -> Complete:
    """Let a fault list nothing: what is typed can be sent all the same."""

    @wraps(complete)
    async def command(native: NativeInteraction, current: str) -> Choices:
        try:
            return (await complete(native, current))[:_MOST_CHOICES]
        except Exception:  # noqa: BLE001  # whatever it was, nobody waits for an error here
            _log.exception("nothing suggested", interaction=native.id)
            return []

    return command


@completing
async def decks(native: NativeInteraction, current: str) -> Choices:
    """List the decks."""
    return _fitting(await native.client.services.decks.titles(await _group(native)), current)


@completing
async def sources(native: NativeInteraction, current: str) -> Choices:
    """List the documents of the deck that was chosen before."""
    group = await _group(native)
    titles = await native.client.services.decks.titles(group)
    try:
        deck = meant("deck", getattr(native.namespace, "deck", None), titles)
    except MemberError:
        return []  # no deck was chosen so far
    found = await native.client.services.decks.get(group, deck)
    words = {each.id: source_words(found.deck, each) for each in found.sources}
    return _fitting(words, current)


@completing
async def questions(native: NativeInteraction, current: str) -> Choices:
    """Look questions up."""
    group = await _group(native)
    found = await native.client.services.lookup.suggest(group, None, current)
    return [named(plain(each.text), each.id) for each in found]


@completing
async def open_rounds(native: NativeInteraction, current: str) -> Choices:
    """List the open rounds."""
    return _fitting(await round_words(native.client.services, await _group(native)), current)


@completing
async def schedules(native: NativeInteraction, current: str) -> Choices:
    """List the schedules."""
    group = await _group(native)
    return _fitting(await schedule_words(native.client.services, group), current)


@completing
async def zones(native: NativeInteraction, current: str) -> Choices:
    """List time zones, those of the group's schedules in front."""
    planned = await native.client.services.schedules.of_group(await _group(native))
    return _typed(zone_suggestions(current, [each.zone for each in planned]))


@completing
async def times(_interaction: NativeInteraction, current: str) -> Choices:
    """List times that come again."""
    return _typed(time_suggestions(current))


@completing
async def languages(_interaction: NativeInteraction, current: str) -> Choices:
    """List the languages that are stemmed."""
    return _typed(language_suggestions(current))


async def _group(native: NativeInteraction) -> GroupId:
    """Return the server's group; looking what there is makes none."""
    workspace = await native.client.services.workspaces.find(PLATFORM, str(native.guild_id))
    return workspace.group if workspace else GroupId("")


def _fitting(words: Mapping[Id, str], current: str) -> Choices:
    """Return those that hold what was typed; the id is what the command is given."""
    key = name_key(current)
    return [named(name, id_) for id_, name in words.items() if key in name_key(name)]


def _typed(values: Iterable[str]) -> Choices:
    """Return choices that could be typed as well."""
    return [named(value, value) for value in values if len(value) <= _LONGEST_VALUE]
