"""When questions come by themselves: for organisers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import discord
from discord import app_commands

from bot.chat import schedules
from bot.chat.decks import deck_meant
from bot.chat.schedules import schedule_meant
from bot.core.models import AtEnd, Order
from bot.core.phrase_reading import LONGEST
from bot.core.schedules import Plan
from bot.platforms.discord.channels import ChannelOption, founding, refuse_missing
from bot.platforms.discord.commands import autocomplete
from bot.platforms.discord.interactions import DiscordInteraction, NativeInteraction
from bot.platforms.discord.visibility import name_of
from bot.presentation import schedules as words

Hours = app_commands.Range[float, 0.02, 744.0]
Minutes = app_commands.Range[float, 1.0, 44_640.0]
Phrase = app_commands.Range[str, 1, LONGEST]
Zone = app_commands.Range[str, 1, 100]
_WHICH = "The schedule; not needed when there is one alone"


def _choices(labels: dict[Any, str]) -> list[app_commands.Choice[str]]:
    return [
        app_commands.Choice(name=label.capitalize(), value=str(value))
        for value, label in labels.items()
    ]


class Schedule(
    app_commands.Group,
    description="Let questions come by themselves, one at a time",
    guild_only=True,
):
    """Schedules, for organisers."""

    @app_commands.command(description="Ask a deck's questions one by one, by the clock")
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
        deck=autocomplete.decks, when=autocomplete.times, zone=autocomplete.zones
    )
    @app_commands.choices(order=_choices(words.ORDERS), at_end=_choices(words.ENDS))
    async def add(
        self,
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
        """Add a schedule."""
        interaction = await DiscordInteraction.for_organiser(native, channel)
        where = founding(interaction, channel)
        plan = Plan(
            deck=await deck_meant(interaction, deck),
            when=when,
            zone=zone,
            window=timedelta(hours=hours),
            reminder=timedelta(minutes=reminder_minutes) if reminder_minutes else None,
            order=Order(order),
            at_end=AtEnd(at_end),
        )
        await schedules.add(interaction, plan, where)

    @app_commands.command(name="list", description="All schedules, and when each is next")
    async def list_(self, native: NativeInteraction) -> None:
        """List the schedules."""
        await schedules.list_all(await DiscordInteraction.for_organiser(native))

    @app_commands.command(description="A schedule's next ten openings")
    @app_commands.describe(schedule=_WHICH)
    @app_commands.autocomplete(schedule=autocomplete.schedules)
    async def preview(self, native: NativeInteraction, schedule: str | None = None) -> None:
        """Show when a schedule opens next."""
        await schedules.preview(await DiscordInteraction.for_organiser(native), schedule)

    @app_commands.command(description="Ask nothing more until it is resumed")
    @app_commands.describe(schedule=_WHICH)
    @app_commands.autocomplete(schedule=autocomplete.schedules)
    async def pause(self, native: NativeInteraction, schedule: str | None = None) -> None:
        """Pause a schedule."""
        await schedules.pause(await DiscordInteraction.for_organiser(native), schedule)

    @app_commands.command(description="Go on from now, without what was missed")
    @app_commands.describe(schedule=_WHICH)
    @app_commands.autocomplete(schedule=autocomplete.schedules)
    async def resume(self, native: NativeInteraction, schedule: str | None = None) -> None:
        """Let a schedule go on."""
        interaction = await DiscordInteraction.for_organiser(native)
        chosen = await schedule_meant(interaction, schedule)
        await _refuse_mute(interaction)
        await schedules.resume(interaction, chosen)

    @app_commands.command(description="Leave out the next opening")
    @app_commands.describe(schedule=_WHICH)
    @app_commands.autocomplete(schedule=autocomplete.schedules)
    async def skip(self, native: NativeInteraction, schedule: str | None = None) -> None:
        """Leave out the next opening."""
        await schedules.skip(await DiscordInteraction.for_organiser(native), schedule)

    @app_commands.command(description="Remove a schedule; what it asked stays")
    @app_commands.describe(schedule=_WHICH)
    @app_commands.autocomplete(schedule=autocomplete.schedules)
    async def remove(self, native: NativeInteraction, schedule: str | None = None) -> None:
        """Ask whether a schedule is to go."""
        await schedules.ask_to_remove(await DiscordInteraction.for_organiser(native), schedule)


async def _refuse_mute(interaction: DiscordInteraction) -> None:
    """Raise PermissionsMissing while a channel of the group's, in this server, cannot be told."""
    workspace = interaction.require_workspace()
    for channel in await interaction.services.groups.channels(interaction.group.id):
        if (channel.platform, channel.workspace) == (workspace.platform, workspace.address):
            there = interaction.native.client.get_channel(int(channel.address))
            if isinstance(there, discord.TextChannel):
                granted = there.permissions_for(there.guild.me)
                refuse_missing(name_of(there) or channel.name, granted, threads=channel.threads)
