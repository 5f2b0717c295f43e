"""When questions come by themselves: for organisers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from discord import app_commands

from bot.chat import schedules
from bot.chat.commands import run
from bot.core.models import AtEnd, Order
from bot.core.phrase_reading import LONGEST
from bot.platforms.discord.channels import ChannelOption
from bot.platforms.discord.commands import autocomplete
from bot.platforms.discord.interactions import DiscordInteraction, NativeInteraction
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
        reminder = timedelta(minutes=reminder_minutes) if reminder_minutes else None
        await run(
            interaction,
            "schedule-add",
            deck=deck,
            when=when,
            zone=zone,
            window=timedelta(hours=hours).total_seconds(),
            reminder=reminder.total_seconds() if reminder else None,
            order=order,
            at_end=at_end,
            channel=channel.id if channel else None,
        )

    @app_commands.command(name="list", description="All schedules, and when each is next")
    async def list_(self, native: NativeInteraction) -> None:
        """List the schedules."""
        await schedules.list_all(await DiscordInteraction.for_organiser(native))

    @app_commands.command(description="A schedule's next ten openings")
    @app_commands.describe(schedule=_WHICH)
    @app_commands.autocomplete(schedule=autocomplete.schedules)
    async def preview(self, native: NativeInteraction, schedule: str | None = None) -> None:
        """Show when a schedule opens next."""
        interaction = await DiscordInteraction.for_organiser(native)
        await run(interaction, "schedule-preview", schedule=schedule)

    @app_commands.command(description="Ask nothing more until it is resumed")
    @app_commands.describe(schedule=_WHICH)
    @app_commands.autocomplete(schedule=autocomplete.schedules)
    async def pause(self, native: NativeInteraction, schedule: str | None = None) -> None:
        """Pause a schedule."""
        interaction = await DiscordInteraction.for_organiser(native)
        await run(interaction, "schedule-pause", schedule=schedule)

    @app_commands.command(description="Go on from now, without what was missed")
    @app_commands.describe(schedule=_WHICH)
    @app_commands.autocomplete(schedule=autocomplete.schedules)
    async def resume(self, native: NativeInteraction, schedule: str | None = None) -> None:
        """Let a schedule go on."""
        interaction = await DiscordInteraction.for_organiser(native)
        await run(interaction, "schedule-resume", schedule=schedule)

    @app_commands.command(description="Leave out the next opening")
    @app_commands.describe(schedule=_WHICH)
    @app_commands.autocomplete(schedule=autocomplete.schedules)
    async def skip(self, native: NativeInteraction, schedule: str | None = None) -> None:
        """Leave out the next opening."""
        interaction = await DiscordInteraction.for_organiser(native)
        await run(interaction, "schedule-skip", schedule=schedule)

    @app_commands.command(description="Remove a schedule; what it asked stays")
    @app_commands.describe(schedule=_WHICH)
    @app_commands.autocomplete(schedule=autocomplete.schedules)
    async def remove(self, native: NativeInteraction, schedule: str | None = None) -> None:
        """Ask whether a schedule is to go."""
        interaction = await DiscordInteraction.for_organiser(native)
        await run(interaction, "schedule-remove", schedule=schedule)
