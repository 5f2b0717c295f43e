"""One group in several places: for admins."""

from __future__ import annotations

from typing import Any

from discord import Permissions, app_commands

from bot.chat import members
from bot.platforms.discord.interactions import DiscordInteraction, NativeInteraction
from bot.services.services import Services

Command = app_commands.Command[Any, ..., Any]
Code = app_commands.Range[str, 1, 40]


def group(services: Services) -> app_commands.Group:
    """Return /link with all its parts."""
    link = app_commands.Group(
        name="link",
        description="Be one group in several servers, workspaces and the web room",
        guild_only=True,
        default_permissions=Permissions(manage_guild=True),
    )
    for command in (_create(services), _join(services), _show(services)):
        link.add_command(command)
    return link


def _create(services: Services) -> Command:
    @app_commands.command(name="create", description="Make a code that joins another place to this")
    async def command(native: NativeInteraction) -> None:
        await members.invite(await DiscordInteraction.in_guild(services, native))

    return command


def _join(services: Services) -> Command:
    @app_commands.command(name="join", description="Become one group with the place of a code")
    @app_commands.describe(code="The code that was made in the other place")
    async def command(native: NativeInteraction, code: Code) -> None:
        interaction = await DiscordInteraction.in_guild(services, native)
        await interaction.defer()
        await services.linking.join(interaction.group.id, code)
        # The server belongs to another group now, so it is another interaction.
        await members.show_joined(await DiscordInteraction.in_guild(services, native))

    return command


def _show(services: Services) -> Command:
    @app_commands.command(
        name="show", description="Where this group is at home, and where it talks"
    )
    async def command(native: NativeInteraction) -> None:
        await members.show_places(await DiscordInteraction.in_guild(services, native))

    return command
