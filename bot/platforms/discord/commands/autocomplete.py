"""What Discord lists while somebody types: decks, documents, rounds, schedules, times, zones."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any

import structlog
from discord import app_commands

from bot.chat.rounds import round_words
from bot.chat.schedules import schedule_words
from bot.core.models import DeckId
from bot.core.naming import Id, cut, cut_apart, meant
from bot.core.text import name_key, plain
from bot.errors import MemberError
from bot.platforms.discord.interactions import DiscordInteraction, NativeInteraction
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
    """Let a refusal and a fault list nothing: what is typed can be sent all the same."""

    @wraps(complete)
    async def command(native: NativeInteraction, current: str) -> Choices:
        try:
            return (await complete(native, current))[:_MOST_CHOICES]
        except MemberError:
            return []  # the command itself tells why
        except Exception:  # noqa: BLE001  # whatever it was, nobody waits for an error here
            _log.exception("nothing suggested", interaction=native.id)
            return []

    return command


@completing
async def decks(native: NativeInteraction, current: str) -> Choices:
    """List the decks."""
    interaction = await _organiser(native)
    return _fitting(await interaction.services.decks.titles(interaction.asked), current)


@completing
async def sources(native: NativeInteraction, current: str) -> Choices:
    """List the documents of the deck that was chosen before."""
    interaction = await _organiser(native)
    there = interaction.services.decks
    # Without a deck that was chosen there is nothing to list, unless there is one alone.
    deck = meant("deck", _typed_deck(native), await there.titles(interaction.asked))
    found = await there.get(interaction.asked, deck)
    words = {each.id: source_words(found.deck, each) for each in found.sources}
    return _fitting(words, current)


@completing
async def questions(native: NativeInteraction, current: str) -> Choices:
    """Look questions up, among all that can be asked, or those of the deck chosen before."""
    interaction = await _organiser(native)
    found = await interaction.services.lookup.suggest(
        await interaction.reader(),
        current,
        asked=interaction.asked,
        deck=await _chosen_deck(native, interaction),
    )
    return _apart([(plain(each.text), each.id) for each in found])


@completing
async def open_rounds(native: NativeInteraction, current: str) -> Choices:
    """List the open rounds."""
    return _fitting(await round_words(await _organiser(native)), current)


@completing
async def schedules(native: NativeInteraction, current: str) -> Choices:
    """List the schedules."""
    interaction = await _organiser(native)
    return _fitting(await schedule_words(interaction.services, interaction.group.id), current)


@completing
async def zones(native: NativeInteraction, current: str) -> Choices:
    """List time zones, those of the group's schedules in front."""
    interaction = await _organiser(native)
    group = interaction.about
    planned = await interaction.services.schedules.of_group(group.id) if group else ()
    return _typed(zone_suggestions(current, [each.zone for each in planned]))


@completing
async def suggested_zones(_interaction: NativeInteraction, current: str) -> Choices:
    """List time zones for anybody."""
    return _typed(zone_suggestions(current, []))


@completing
async def times(_interaction: NativeInteraction, current: str) -> Choices:
    """List times that come again."""
    return _typed(time_suggestions(current))


@completing
async def languages(_interaction: NativeInteraction, current: str) -> Choices:
    """List the languages that are stemmed."""
    return _typed(language_suggestions(current))


def _typed_deck(native: NativeInteraction) -> str | None:
    """Return what stands in the option for the deck by now: an id that was chosen, or words."""
    typed: str | None = getattr(native.namespace, "deck", None)
    return typed or None


async def _chosen_deck(native: NativeInteraction, interaction: DiscordInteraction) -> DeckId | None:
    """Return the deck that was named before, None where none was or that is not clear yet."""
    if (typed := _typed_deck(native)) is None:
        return None
    try:
        return meant("deck", typed, await interaction.services.decks.titles(interaction.asked))
    except MemberError:
        return None


async def _organiser(native: NativeInteraction) -> DiscordInteraction:
    """Return who plans. Raises NotOrganiser: others are not told what could be asked."""
    interaction = await DiscordInteraction.glance(native)
    await interaction.require_organiser()
    return interaction


def _fitting(words: Mapping[Id, str], current: str) -> Choices:
    """Return those that hold what was typed; the id is what the command is given."""
    key = name_key(current)
    return _apart([(name, id_) for id_, name in words.items() if key in name_key(name)])


def _apart(found: Sequence[tuple[str, str]]) -> Choices:
    """Return choices of which no two look alike, of as many as Discord lists."""
    some = found[:_MOST_CHOICES]
    names = cut_apart([" ".join(name.split()) or value for name, value in some], _LONGEST_NAME)
    return [named(name, value) for name, (_, value) in zip(names, some, strict=True)]


def _typed(values: Iterable[str]) -> Choices:
    """Return choices that could be typed as well."""
    return [named(value, value) for value in values if len(value) <= _LONGEST_VALUE]
