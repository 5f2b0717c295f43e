"""Admins who decide when questions come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.chat.interaction import ALL, Interaction, Where
from bot.core.ids import checked_id
from bot.core.models import AtEnd, DeckId, GroupId, Order, Schedule, ScheduleId
from bot.core.naming import meant
from bot.core.pending import Pending
from bot.core.schedules import Plan, grace_for
from bot.core.spans import span_of
from bot.core.view import Action, Press
from bot.errors import BadSchedule
from bot.presentation import schedules as words
from bot.presentation.errors import words_for
from bot.presentation.planning_forms import ScheduleForm, values_of
from bot.presentation.workspaces import founded_words
from bot.services.services import Services

_FIRST_OPENINGS = 3
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
_ALL_SCHEDULES = Press("schedules", ALL)


async def add(interaction: Interaction, plan: Plan, where: Where) -> None:
    """Add a schedule, and show what it will do. A refused plan makes no channel known."""
    services = interaction.services
    await services.schedules.draft(interaction.asked, plan)
    there = await where()
    is_new = await services.groups.is_silent(there.group)
    added = await services.schedules.add(there.group, plan)
    await services.groups.set_owner(there, interaction.subject)
    openings = services.schedules.preview(added)[:_FIRST_OPENINGS]
    channels = await services.groups.channels(there.group)
    talks = await interaction.named(channels)
    deck = (await services.decks.titles(there.group, [plan.deck]))[plan.deck]
    founded = founded_words(there) if is_new else None
    if is_new:
        await services.groups.greet(there, added.next_at)
    message = words.added_message(added, deck, talks.words, openings, founded)
    await interaction.show(message.leading_to(talks.mentions))


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


async def show(interaction: Interaction, press: Press) -> None:
    """Show the schedule that was chosen, with what can be done about it."""
    await _show(interaction, await _of(interaction, press.choice))


async def choices(interaction: Interaction, _subject: str) -> tuple[Action, ...]:
    """Return each schedule as what shows it. Raises NotOrganiser."""
    await interaction.require_organiser()
    planned, titles = await _planned(interaction.services, interaction.group.id)
    return words.each_of(planned, titles)


async def pause_it(interaction: Interaction, press: Press) -> None:
    """Ask nothing more for now, and show the schedule."""
    planned, group = interaction.services.schedules, interaction.group.id
    await _show(interaction, await planned.pause(group, ScheduleId(press.subject)), words.PAUSED)


async def resume_it(interaction: Interaction, press: Press) -> None:
    """Go on from now, and show the schedule. Raises PermissionsMissing."""
    await interaction.require_reach()
    planned, group = interaction.services.schedules, interaction.group.id
    await _show(interaction, await planned.resume(group, ScheduleId(press.subject)), words.GOES_ON)


async def skip_it(interaction: Interaction, press: Press) -> None:
    """Leave out the opening that was shown as the next, and show the schedule."""
    planned, group, id_ = (
        interaction.services.schedules,
        interaction.group.id,
        ScheduleId(press.subject),
    )
    await _show(interaction, await planned.skip(group, id_, press.moment), words.LEFT_OUT)


async def ask(interaction: Interaction, press: Press) -> None:
    """Ask whether the schedule is to go for good."""
    await ask_to_remove(interaction, press.subject)


async def form(interaction: Interaction, press: Press) -> ScheduleForm:
    """Return the form that changes a schedule, with what was typed in it before if that was kept.

    Raises NotOrganiser, NotFound.
    """
    await interaction.require_organiser()
    found = await _of(interaction, press.subject)
    kept = await interaction.services.pending.find(press.choice) if press.choice else None
    titles = await interaction.services.decks.titles(interaction.group.id)
    typed = kept.options if kept is not None and _is_theirs(interaction, kept) else {}
    return ScheduleForm(found.id, {**values_of(found), **typed}, titles)


async def change(interaction: Interaction, schedule: str, values: Mapping[str, str]) -> None:
    """Go on as a form says. Raises NotOrganiser, NotFound, BadSchedule."""
    await interaction.require_organiser()
    found = await _of(interaction, schedule)
    plan = plan_of(found, values)
    changed = await interaction.services.schedules.change(interaction.group.id, found.id, plan)
    await _show(interaction, changed, words.CHANGED)


def _is_theirs(interaction: Interaction, kept: Pending) -> bool:
    return (kept.platform, kept.subject) == (interaction.platform, interaction.subject)


def plan_of(found: Schedule, values: Mapping[str, str]) -> Plan:
    """Return the plan that a form says of a schedule. Raises BadSchedule."""
    window = span_of(values.get("hours", ""), _HOUR)
    if window is None:
        raise BadSchedule("window", values.get("hours", ""), unknown=values.get("hours", ""))
    typed = values.get("reminder", "")
    reminder = span_of(typed, _MINUTE) if typed else None
    if typed and reminder is None:
        raise BadSchedule("reminder", typed, unknown=typed)
    deck = DeckId(values.get("deck") or found.deck)
    return Plan(
        deck=deck,
        when=values.get("when", ""),
        zone=values.get("zone", ""),
        window=window,
        reminder=reminder,
        grace=None if found.grace == grace_for(found.window) else min(found.grace, window),
        order=Order(values.get("order") or found.order),
        seed=found.seed if deck == found.deck else None,
        at_end=AtEnd(values.get("at_end") or found.at_end),
    )


async def _of(interaction: Interaction, schedule: str) -> Schedule:
    id_ = ScheduleId(checked_id(schedule, "schedule"))
    return await interaction.services.schedules.get(interaction.group.id, id_)


async def _show(interaction: Interaction, schedule: Schedule, said: str = "") -> None:
    titles = await interaction.services.decks.titles(interaction.group.id, [schedule.deck])
    message = words.schedule_message(schedule, titles.get(schedule.deck), said)
    await interaction.show(message)


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
