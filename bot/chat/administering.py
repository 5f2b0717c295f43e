"""What admins press: close, skip, send again, remove, and the pages of what they look at."""

from __future__ import annotations

from bot.chat.interaction import Interaction
from bot.core.models import DeckId, RoundId, ScheduleId
from bot.core.view import Action
from bot.errors import BadSchedule
from bot.presentation.administration import (
    Standing,
    called_off_message,
    closed_message,
    delivery_token,
    sent_again_words,
    standing_message,
)
from bot.presentation.decks import deck_message, decks_message
from bot.presentation.errors import words_for
from bot.presentation.schedules import REMOVED, openings_message, schedules_message

# The subject of lists that there is one of.
_ALL = "all"


async def close(interaction: Interaction, subject: str) -> None:
    """Close a round; the subject is its id."""
    await interaction.defer()
    await interaction.services.rounds.close(interaction.group.id, RoundId(subject))
    card = await interaction.services.cards.card(interaction.group.id, RoundId(subject), None)
    await interaction.show(closed_message(card))


async def skip(interaction: Interaction, subject: str) -> None:
    """Call a round off; the subject is its id."""
    await interaction.defer()
    await interaction.services.rounds.skip(interaction.group.id, RoundId(subject))
    card = await interaction.services.cards.card(interaction.group.id, RoundId(subject), None)
    await interaction.show(called_off_message(card))


async def status(interaction: Interaction, subject: str) -> None:
    """Show how things are going; the subject ends with the page."""
    await interaction.defer()
    services, group = interaction.services, interaction.group.id
    standing = Standing(
        open_now=await services.cards.open_now(group, None),
        failing=await services.deliveries.failing(group),
        schedules=await services.schedules.of_group(group),
        places=await interaction.place_names(),
        decks=await services.decks.titles(group),
        platform=interaction.platform,
        latency=interaction.latency,
    )
    await interaction.show(
        standing_message(standing), _page(subject), turn=Action("status", "", _ALL)
    )


async def send_again(interaction: Interaction, subject: str) -> None:
    """Take up a message that was given up; the subject is its token."""
    await interaction.defer()
    failing = await interaction.services.deliveries.failing(interaction.group.id)
    found = next((each.key for each in failing if delivery_token(each.key) == subject), None)
    if found is not None:
        await interaction.services.deliveries.send_again(interaction.group.id, found)
    await interaction.say(
        sent_again_words(found=found is not None), Action("status", "See how it goes", _ALL)
    )


async def decks(interaction: Interaction, subject: str) -> None:
    """List the decks; the subject ends with the page."""
    await interaction.defer()
    message = decks_message(await interaction.services.decks.of_group(interaction.group.id))
    await interaction.show(message, _page(subject), turn=Action("decks", "", _ALL))


async def deck(interaction: Interaction, subject: str) -> None:
    """Show a deck; the subject is its id, or its id and a page."""
    await interaction.defer()
    decks, id_ = interaction.services.decks, DeckId(subject.partition(":")[0])
    message = deck_message(
        await decks.get(interaction.group.id, id_),
        await decks.questions(interaction.group.id, id_),
        await decks.count_answers(interaction.group.id, id_),
    )
    await interaction.show(message, _page(subject), turn=Action("deck", "", id_))


async def schedules(interaction: Interaction, subject: str) -> None:
    """List the schedules; the subject ends with the page."""
    await interaction.defer()
    services, group = interaction.services, interaction.group.id
    planned = await services.schedules.of_group(group)
    message = schedules_message(planned, await services.decks.titles(group))
    await interaction.show(message, _page(subject), turn=Action("schedules", "", _ALL))


async def openings(interaction: Interaction, subject: str) -> None:
    """Show a schedule's next openings; the subject is its id, or its id and a page."""
    await interaction.defer()
    services, id_ = interaction.services, ScheduleId(subject.partition(":")[0])
    schedule = await services.schedules.get(interaction.group.id, id_)
    deck_ = (await services.decks.get(interaction.group.id, schedule.deck)).deck
    try:
        message = openings_message(schedule, deck_.title, services.schedules.preview(schedule))
    except BadSchedule as error:
        await interaction.say(words_for(error))
        return
    await interaction.show(message, _page(subject), turn=Action("openings", "", id_))


async def remove_schedule(interaction: Interaction, subject: str) -> None:
    """Remove a schedule for good; the subject is its id."""
    await interaction.defer()
    await interaction.services.schedules.remove(interaction.group.id, ScheduleId(subject))
    await interaction.say(REMOVED)


def _page(subject: str) -> int:
    return int(subject.partition(":")[2] or 1)
