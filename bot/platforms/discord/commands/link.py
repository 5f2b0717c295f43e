"""One group in several places: for admins."""

from __future__ import annotations

from typing import Any

from discord import Permissions, app_commands

from bot.platforms.discord.visits import DiscordVisit, Interaction
from bot.presentation.linking import invitation_message, joined_message, places_message
from bot.presentation.places import home_words
from bot.services.catalogue import Services

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
    async def command(interaction: Interaction) -> None:
        visit = await DiscordVisit.in_guild(services, interaction)
        await visit.hold()
        await visit.show(invitation_message(await services.linking.invite(visit.group.id)))

    return command


def _join(services: Services) -> Command:
    @app_commands.command(name="join", description="Become one group with the place of a code")
    @app_commands.describe(code="The code that was made in the other place")
    async def command(interaction: Interaction, code: Code) -> None:
        visit = await DiscordVisit.in_guild(services, interaction)
        await visit.hold()
        await services.linking.join(visit.group.id, code)
        joined = await DiscordVisit.in_guild(services, interaction)
        await joined.show(joined_message(joined.group, *await _places(joined)))

    return command


def _show(services: Services) -> Command:
    @app_commands.command(
        name="show", description="Where this group is at home, and where it talks"
    )
    async def command(interaction: Interaction) -> None:
        visit = await DiscordVisit.in_guild(services, interaction)
        await visit.hold()
        await visit.show(places_message(visit.group, *await _places(visit)))

    return command


async def _places(visit: DiscordVisit) -> tuple[list[str], list[str]]:
    """Return the words for each home, and for each channel."""
    homes = await visit.services.homes.of_group(visit.group.id)
    return [home_words(each) for each in homes], list((await visit.place_names()).values())
