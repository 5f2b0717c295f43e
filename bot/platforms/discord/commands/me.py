"""What is known about a member, and what they can do about it."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.conversation import mine
from bot.platforms.discord.visits import DiscordVisit, Interaction
from bot.services.catalogue import Services

Command = app_commands.Command[Any, ..., Any]


def group(services: Services) -> app_commands.Group:
    """Return /me with all its parts."""
    me = app_commands.Group(
        name="me",
        description="Your answers, your streak, your data",
        guild_only=True,
    )
    for command in (
        _show(services),
        _reminders(services),
        _link(services),
        _export(services),
        _delete(services),
    ):
        me.add_command(command)
    return me


def _show(services: Services) -> Command:
    @app_commands.command(name="show", description="Your answers, ratings and streak")
    async def command(interaction: Interaction) -> None:
        await mine.show(await DiscordVisit.in_guild(services, interaction))

    return command


def _reminders(services: Services) -> Command:
    @app_commands.command(
        name="reminders", description="Be reminded of questions that you have not answered, or not"
    )
    @app_commands.describe(wanted="Whether you want to be reminded, by direct message")
    async def command(interaction: Interaction, wanted: bool) -> None:  # an option of Discord's
        await mine.set_reminders(await DiscordVisit.in_guild(services, interaction), wanted=wanted)

    return command


def _link(services: Services) -> Command:
    @app_commands.command(name="link", description="Be one member with an account elsewhere")
    @app_commands.describe(code="What “link” told you there; without it you get a code to enter")
    async def command(
        interaction: Interaction, code: app_commands.Range[str, 1, 40] | None = None
    ) -> None:
        await mine.link(await DiscordVisit.in_guild(services, interaction), code)

    return command


def _export(services: Services) -> Command:
    @app_commands.command(name="export", description="Everything about you, as a file")
    async def command(interaction: Interaction) -> None:
        await mine.export(await DiscordVisit.in_guild(services, interaction))

    return command


def _delete(services: Services) -> Command:
    @app_commands.command(name="delete", description="Remove everything about you for good")
    async def command(interaction: Interaction) -> None:
        await mine.delete(await DiscordVisit.in_guild(services, interaction))

    return command
