"""What is known about a member, and what they can do about it."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.core.view import Action
from bot.platforms.discord.visits import DiscordVisit, Interaction
from bot.presentation.accounts import accounts_joined_message, own_code_message
from bot.presentation.profile import (
    DELETE_WARNING,
    EXPORTED,
    export_json,
    export_name,
    profile_message,
    reminders_words,
)
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
        visit = await DiscordVisit.in_guild(services, interaction)
        await visit.hold()
        profile = await services.profile.of(visit.group.id, await visit.member())
        await visit.show(profile_message(profile))

    return command


def _reminders(services: Services) -> Command:
    @app_commands.command(
        name="reminders", description="Be reminded of questions that you have not answered, or not"
    )
    @app_commands.describe(wanted="Whether you want to be reminded, by direct message")
    async def command(interaction: Interaction, wanted: bool) -> None:  # an option of Discord's
        visit = await DiscordVisit.in_guild(services, interaction)
        await visit.hold()
        member = await services.members.set_reminders((await visit.member()).id, wanted)
        await visit.say(reminders_words(member))

    return command


def _link(services: Services) -> Command:
    @app_commands.command(name="link", description="Be one member with an account elsewhere")
    @app_commands.describe(code="What “link” told you there; without it you get a code to enter")
    async def command(
        interaction: Interaction, code: app_commands.Range[str, 1, 40] | None = None
    ) -> None:
        visit = await DiscordVisit.in_guild(services, interaction)
        await visit.hold()
        member = await visit.member()
        if code is None:
            made = await services.linking.invite_member(visit.group.id, member)
            await visit.show(own_code_message(made))
        else:
            joined = await services.linking.join_member(visit.group.id, member, code)
            await visit.show(accounts_joined_message(joined.member, joined.replaced))

    return command


def _export(services: Services) -> Command:
    @app_commands.command(name="export", description="Everything about you, as a file")
    async def command(interaction: Interaction) -> None:
        visit = await DiscordVisit.in_guild(services, interaction)
        await visit.hold()
        member = await visit.member()
        data = export_json(await services.profile.export(visit.group.id, member))
        await visit.hand_over(EXPORTED, export_name(member), data)

    return command


def _delete(services: Services) -> Command:
    @app_commands.command(name="delete", description="Remove everything about you for good")
    async def command(interaction: Interaction) -> None:
        visit = await DiscordVisit.in_guild(services, interaction)
        await visit.hold()
        member = await visit.member()
        await visit.say(DELETE_WARNING, Action("delete-me", "Delete everything", member.id))

    return command
