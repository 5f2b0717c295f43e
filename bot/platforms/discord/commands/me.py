"""What is known about a member, and what they can do about it."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.chat import members
from bot.platforms.discord.interactions import DiscordInteraction, NativeInteraction
from bot.services.services import Services

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
    async def command(native: NativeInteraction) -> None:
        await members.show_profile(await DiscordInteraction.in_guild(services, native))

    return command


def _reminders(services: Services) -> Command:
    @app_commands.command(
        name="reminders", description="Be reminded of questions that you have not answered, or not"
    )
    @app_commands.describe(wanted="Whether you want to be reminded, by direct message")
    async def command(native: NativeInteraction, wanted: bool) -> None:  # an option of Discord's
        await members.set_reminders(
            await DiscordInteraction.in_guild(services, native), wanted=wanted
        )

    return command


def _link(services: Services) -> Command:
    @app_commands.command(name="link", description="Be one member with an account elsewhere")
    @app_commands.describe(code="What “link” told you there; without it you get a code to enter")
    async def command(
        native: NativeInteraction, code: app_commands.Range[str, 1, 40] | None = None
    ) -> None:
        await members.link(await DiscordInteraction.in_guild(services, native), code)

    return command


def _export(services: Services) -> Command:
    @app_commands.command(name="export", description="Everything about you, as a file")
    async def command(native: NativeInteraction) -> None:
        await members.export(await DiscordInteraction.in_guild(services, native))

    return command


def _delete(services: Services) -> Command:
    @app_commands.command(name="delete", description="Remove everything about you for good")
    async def command(native: NativeInteraction) -> None:
        await members.ask_to_delete(await DiscordInteraction.in_guild(services, native))

    return command
