"""Admins who decide when questions come."""

from __future__ import annotations

from dataclasses import replace

from bot.chat import administering
from bot.chat.interaction import Interaction
from bot.chat.quizzing import Where
from bot.chat.resolve import schedule_meant
from bot.core.models import Schedule
from bot.core.schedules import Plan
from bot.presentation import schedules as words

_FIRST_OPENINGS = 3


async def add(interaction: Interaction, plan: Plan, where: Where) -> None:
    """Add a schedule, and show what it will do. A refused plan makes no channel known."""
    services, group = interaction.services, interaction.group.id
    await services.schedules.draft(group, plan)
    added = await services.schedules.add(group, replace(plan, channels=await where()))
    names = await interaction.place_names()
    openings = services.schedules.preview(added)[:_FIRST_OPENINGS]
    places = [names[each] for each in added.channels]
    deck = (await services.decks.titles(group))[plan.deck]
    await interaction.show(words.added_message(added, deck, places, openings))


async def preview(interaction: Interaction, typed: str | None) -> None:
    """Show a schedule's next openings."""
    await interaction.defer()
    await administering.openings(interaction, (await schedule_meant(interaction, typed)).id)


async def pause(interaction: Interaction, typed: str | None) -> None:
    """Ask nothing more for now."""
    await interaction.defer()
    chosen = await schedule_meant(interaction, typed)
    paused = await interaction.services.schedules.pause(interaction.group.id, chosen.id)
    await interaction.show(words.paused_message(paused))


async def resume(interaction: Interaction, chosen: Schedule) -> None:
    """Go on from now."""
    await interaction.defer()
    resumed = await interaction.services.schedules.resume(interaction.group.id, chosen.id)
    await interaction.show(words.going_on_message(resumed))


async def skip(interaction: Interaction, typed: str | None) -> None:
    """Leave out the next opening."""
    await interaction.defer()
    chosen = await schedule_meant(interaction, typed)
    if chosen.next_at is None:
        await interaction.show(words.nothing_left_out_message(chosen))
        return
    later = await interaction.services.schedules.skip(
        interaction.group.id, chosen.id, chosen.next_at
    )
    await interaction.show(words.going_on_message(later, chosen.next_at))


async def remove(interaction: Interaction, typed: str | None) -> None:
    """Ask whether a schedule is to go for good."""
    await interaction.defer()
    chosen = await schedule_meant(interaction, typed)
    titles = await interaction.services.decks.titles(interaction.group.id)
    await interaction.show(words.remove_message(chosen, titles.get(chosen.deck)))
