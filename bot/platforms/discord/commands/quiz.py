"""Asking now, closing, skipping, and how things are going: for admins."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from discord import Permissions, app_commands

from bot.chat import rounds
from bot.platforms.discord.channels import ChannelOption, place_for, targets
from bot.platforms.discord.commands import autocomplete
from bot.platforms.discord.interactions import DiscordInteraction, NativeInteraction
from bot.services.services import Services

Command = app_commands.Command[Any, ..., Any]
Hours = app_commands.Range[float, 0.02, 744.0]
_WHICH = "The question that is open; not needed when there is one alone"


def group(services: Services) -> app_commands.Group:
    """Return /quiz with all its parts."""
    quiz = app_commands.Group(
        name="quiz",
        description="Ask questions, close and skip them, see how things are going",
        guild_only=True,
        default_permissions=Permissions(manage_guild=True),
    )
    for command in (_open(services), _close(services), _skip(services), _status(services)):
        quiz.add_command(command)
    return quiz


def _open(services: Services) -> Command:
    @app_commands.command(name="open", description="Ask a question now")
    @app_commands.describe(
        deck="Whose next question is asked; by default the deck that was asked last",
        question="The question to ask, instead of the next one",
        hours="How long it can be answered, 24 hours by default",
        channel="Where it is asked, here by default",
    )
    @app_commands.autocomplete(
        deck=autocomplete.decks(services), question=autocomplete.questions(services)
    )
    async def command(
        native: NativeInteraction,
        *,
        deck: str | None = None,
        question: str | None = None,
        hours: Hours = 24.0,
        channel: ChannelOption | None = None,
    ) -> None:
        interaction = await DiscordInteraction.in_guild(services, native)
        await interaction.defer()
        place = place_for(interaction, channel)
        window = timedelta(hours=hours)
        await rounds.open_(interaction, deck, question, window, lambda: targets(interaction, place))

    return command


def _close(services: Services) -> Command:
    @app_commands.command(name="close", description="Close a question now and show its answers")
    @app_commands.describe(round_=_WHICH)
    @app_commands.rename(round_="round")
    @app_commands.autocomplete(round_=autocomplete.open_rounds(services))
    async def command(native: NativeInteraction, round_: str | None = None) -> None:
        await rounds.close_named(await DiscordInteraction.in_guild(services, native), round_)

    return command


def _skip(services: Services) -> Command:
    @app_commands.command(name="skip", description="Call a question off without showing answers")
    @app_commands.describe(round_=_WHICH)
    @app_commands.rename(round_="round")
    @app_commands.autocomplete(round_=autocomplete.open_rounds(services))
    async def command(native: NativeInteraction, round_: str | None = None) -> None:
        await rounds.skip_named(await DiscordInteraction.in_guild(services, native), round_)

    return command


def _status(services: Services) -> Command:
    @app_commands.command(
        name="status", description="What is open, what did not get through, what is paused"
    )
    async def command(native: NativeInteraction) -> None:
        await rounds.status(await DiscordInteraction.in_guild(services, native))

    return command
