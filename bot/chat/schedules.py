"""Admins who decide when questions come."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.interaction import ALL, Interaction, Where
from bot.core.models import DeckId, GroupId, Schedule, ScheduleId
from bot.core.naming import meant
from bot.core.schedules import Plan
from bot.core.view import Press
from bot.errors import BadSchedule
from bot.presentation import schedules as words
from bot.presentation.errors import words_for
from bot.presentation.workspaces import channel_words, founded_words
from bot.services.services import Services

_FIRST_OPENINGS = 3
_ALL_SCHEDULES = Press("schedules", ALL)


async def add(interaction: Interaction, plan: Plan, where: Where) -> None:
    """Add a schedule, and show what it will do. A refused plan makes no channel known."""
    services = interaction.services
    await services.schedules.draft(interaction.asked, plan)
    there = await where()
    is_new = await services.groups.is_silent(there.group)
    added = await services.schedules.add(there.group, plan)
    openings = services.schedules.preview(added)[:_FIRST_OPENINGS]
    talks = [channel_words(each, None) for each in await services.groups.channels(there.group)]
    deck = (await services.decks.titles(there.group, [plan.deck]))[plan.deck]
    founded = founded_words(there) if is_new else None
    await interaction.show(words.added_message(added, deck, talks, openings, founded))


async def preview(interaction: Interaction, typed: str | None) -> None:
    """Show a schedule's next openings."""
    chosen = await schedule_meant(interaction, typed)
    await openings(interaction, Press("openings", chosen.id))


async def pause(interaction: Interaction, typed: str | None) -> None:
    """Ask nothing more for now."""
    chosen = await schedule_meant(interaction, typed)
    paused = await interaction.services.schedules.pause(interaction.group.id, chosen.id)
    await interaction.show(words.paused_message(paused))


async def resume(interaction: Interaction, typed: str | None) -> None:
    """Go on from now. Raises PermissionsMissing where nothing could be posted."""
    chosen = await schedule_meant(interaction, typed)
    await interaction.require_reach()
    resumed = await interaction.services.schedules.resume(interaction.group.id, chosen.id)
    await interaction.show(words.going_on_message(resumed))


async def skip(interaction: Interaction, typed: str | None) -> None:
    """Leave out the next opening."""
    chosen = await schedule_meant(interaction, typed)
    if chosen.next_at is None:
        await interaction.show(words.nothing_left_out_message(chosen))
        return
    planned, group = interaction.services.schedules, interaction.group.id
    later = await planned.skip(group, chosen.id, chosen.next_at)
    await interaction.show(words.going_on_message(later, chosen.next_at))


async def ask_to_remove(interaction: Interaction, typed: str | None) -> None:
    """Ask whether a schedule is to go for good."""
    chosen = await schedule_meant(interaction, typed)
    titles = await interaction.services.decks.titles(interaction.group.id, [chosen.deck])
    await interaction.show(words.remove_message(chosen, titles.get(chosen.deck)))


async def list_all(interaction: Interaction, press: Press = _ALL_SCHEDULES) -> None:
    """List the schedules."""
    planned, titles = await _planned(interaction.services, interaction.group.id)
    await interaction.show(words.schedules_message(planned, titles), turn=press)


async def openings(interaction: Interaction, press: Press) -> None:
    """Show a schedule's next openings."""
    services, id_ = interaction.services, ScheduleId(press.subject)
    schedule = await services.schedules.get(interaction.group.id, id_)
    deck = (await services.decks.get(interaction.group.id, schedule.deck)).deck
    try:
        coming = services.schedules.preview(schedule)
    except BadSchedule as error:
        await interaction.say(words_for(error))
    else:
        await interaction.show(words.openings_message(schedule, deck.title, coming), turn=press)


async def remove(interaction: Interaction, press: Press) -> None:
    """Remove a schedule for good."""
    await interaction.services.schedules.remove(interaction.group.id, ScheduleId(press.subject))
    await interaction.say(words.REMOVED)


async def schedule_words(services: Services, group: GroupId) -> dict[ScheduleId, str]:
    """Return the words of each schedule, by its id."""
    planned, titles = await _planned(services, group)
    return {each.id: words.choice_words(each, titles.get(each.deck)) for each in planned}


async def _planned(
    services: Services, group: GroupId
) -> tuple[list[Schedule], Mapping[DeckId, str]]:
    planned = await services.schedules.of_group(group)
    return planned, await services.decks.titles(group, {each.deck for each in planned})


async def schedule_meant(interaction: Interaction, typed: str | None) -> Schedule:
    """Return the schedule."""
    services, group = interaction.services, interaction.group.id
    id_ = meant("schedule", typed, await schedule_words(services, group))
    return await services.schedules.get(group, id_)
