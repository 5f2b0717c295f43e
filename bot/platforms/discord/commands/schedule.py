"""When questions come by themselves: for admins."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import discord
from discord import Permissions, app_commands

from bot.chat import schedules
from bot.chat.decks import deck_meant
from bot.chat.schedules import schedule_meant
from bot.core.models import AtEnd, Order, Schedule
from bot.core.phrases import LONGEST
from bot.core.schedules import Plan
from bot.platforms.discord.channels import (
    ChannelOption,
    place_for,
    refuse_missing,
    targets,
)
from bot.platforms.discord.commands import autocomplete
from bot.platforms.discord.interactions import DiscordInteraction, NativeInteraction
from bot.presentation import schedules as words
from bot.services.services import Services

Command = app_commands.Command[Any, ..., Any]
Hours = app_commands.Range[float, 0.02, 744.0]
Minutes = app_commands.Range[float, 1.0, 44_640.0]
Phrase = app_commands.Range[str, 1, LONGEST]
Zone = app_commands.Range[str, 1, 100]
_WHICH = "The schedule; not needed when there is one alone"
_FIRST_OPENINGS = 3


def group(services: Services) -> app_commands.Group:
    """Return /schedule with all its parts."""
    schedule = app_commands.Group(
        name="schedule",
        description="Let questions come by themselves, one at a time",
        guild_only=True,
        default_permissions=Permissions(manage_guild=True),
    )
    for command in (
        _add(services),
        _list(services),
        _preview(services),
        _pause(services),
        _resume(services),
        _skip(services),
        _remove(services),
    ):
        schedule.add_command(command)
    return schedule


def _add(services: Services) -> Command:
    @app_commands.command(name="add", description="Ask a deck's questions one by one, by the clock")
    @app_commands.describe(
        deck="Whose questions are asked",
        when="For example: weekdays 09:00 — monday, thursday 18:30 — every day 7 pm",
        zone="Whose clocks count: type a city",
        hours="How long each can be answered, 24 hours by default",
        reminder_minutes="Remind who has not answered, so many minutes before it closes",
        order="Which question comes next, by default as in the deck",
        at_end="What happens when every question was asked, by default it stops",
        channel="Where they are asked, here by default",
    )
    @app_commands.autocomplete(
        deck=autocomplete.decks(services),
        when=autocomplete.times,
        zone=autocomplete.zones(services),
    )
    @app_commands.choices(order=_choices(words.ORDERS), at_end=_choices(words.ENDS))
    async def command(
        native: NativeInteraction,
        *,
        deck: str,
        when: Phrase,
        zone: Zone,
        hours: Hours = 24.0,
        reminder_minutes: Minutes | None = None,
        order: str = Order.DECK,
        at_end: str = AtEnd.STOP,
        channel: ChannelOption | None = None,
    ) -> None:
        interaction = await DiscordInteraction.in_guild(services, native)
        await interaction.defer()
        place = place_for(interaction, channel)
        plan = Plan(
            deck=await deck_meant(interaction, deck),
            when=when,
            zone=zone,
            window=timedelta(hours=hours),
            reminder=timedelta(minutes=reminder_minutes) if reminder_minutes else None,
            order=Order(order),
            at_end=AtEnd(at_end),
        )
        await schedules.add(interaction, plan, lambda: targets(interaction, place))

    return command


def _list(services: Services) -> Command:
    @app_commands.command(name="list", description="All schedules, and when each is next")
    async def command(native: NativeInteraction) -> None:
        await schedules.list_all(await DiscordInteraction.in_guild(services, native))

    return command


def _preview(services: Services) -> Command:
    @app_commands.command(name="preview", description="A schedule's next ten openings")
    @app_commands.describe(schedule=_WHICH)
    @app_commands.autocomplete(schedule=autocomplete.schedules(services))
    async def command(native: NativeInteraction, schedule: str | None = None) -> None:
        await schedules.preview(await DiscordInteraction.in_guild(services, native), schedule)

    return command


def _pause(services: Services) -> Command:
    @app_commands.command(name="pause", description="Ask nothing more until it is resumed")
    @app_commands.describe(schedule=_WHICH)
    @app_commands.autocomplete(schedule=autocomplete.schedules(services))
    async def command(native: NativeInteraction, schedule: str | None = None) -> None:
        await schedules.pause(await DiscordInteraction.in_guild(services, native), schedule)

    return command


def _resume(services: Services) -> Command:
    @app_commands.command(name="resume", description="Go on from now, without what was missed")
    @app_commands.describe(schedule=_WHICH)
    @app_commands.autocomplete(schedule=autocomplete.schedules(services))
    async def command(native: NativeInteraction, schedule: str | None = None) -> None:
        interaction = await DiscordInteraction.in_guild(services, native)
        await interaction.defer()
        chosen = await schedule_meant(interaction, schedule)
        await _refuse_mute(interaction, chosen)
        await schedules.resume(interaction, chosen)

    return command


def _skip(services: Services) -> Command:
    @app_commands.command(name="skip", description="Leave out the next opening")
    @app_commands.describe(schedule=_WHICH)
    @app_commands.autocomplete(schedule=autocomplete.schedules(services))
    async def command(native: NativeInteraction, schedule: str | None = None) -> None:
        await schedules.skip(await DiscordInteraction.in_guild(services, native), schedule)

    return command


def _remove(services: Services) -> Command:
    @app_commands.command(name="remove", description="Remove a schedule; what it asked stays")
    @app_commands.describe(schedule=_WHICH)
    @app_commands.autocomplete(schedule=autocomplete.schedules(services))
    async def command(native: NativeInteraction, schedule: str | None = None) -> None:
        await schedules.ask_to_remove(await DiscordInteraction.in_guild(services, native), schedule)

    return command


async def _refuse_mute(interaction: DiscordInteraction, schedule: Schedule) -> None:
    """Raise PermissionsMissing for one that could not be heard in a channel of this server."""
    workspace = interaction.require_workspace()
    for channel in await interaction.services.groups.channels(interaction.group.id):
        is_used = not schedule.channels or channel.id in schedule.channels
        if is_used and (channel.platform, channel.workspace) == (
            workspace.platform,
            workspace.address,
        ):
            there = interaction.native.client.get_channel(int(channel.address))
            if isinstance(there, discord.TextChannel):
                granted = there.permissions_for(there.guild.me)
                refuse_missing(there.name, granted, threads=workspace.threads)


def _choices(labels: dict[Any, str]) -> list[app_commands.Choice[str]]:
    return [
        app_commands.Choice(name=label.capitalize(), value=str(value))
        for value, label in labels.items()
    ]
