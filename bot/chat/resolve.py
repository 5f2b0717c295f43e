"""What somebody means who chose from a list, typed words of it, or named nothing."""

from __future__ import annotations

from bot.chat.interaction import Interaction
from bot.core.choosing import meant
from bot.core.models import DeckId, GroupId, QuestionId, RoundId, Schedule, ScheduleId
from bot.core.text import name_key, plain
from bot.presentation.schedules import choice_words
from bot.services.services import Services


async def round_words(services: Services, group: GroupId) -> dict[RoundId, str]:
    """Return the question of each open round, by the round's id."""
    cards = await services.cards.open_now(group, None)
    return {card.round.id: plain(card.question.text) for card in cards}


async def schedule_words(services: Services, group: GroupId) -> dict[ScheduleId, str]:
    """Return the words of each schedule, by its id."""
    titles = await services.decks.titles(group)
    planned = await services.schedules.of_group(group)
    return {each.id: choice_words(each, titles.get(each.deck)) for each in planned}


async def deck_meant(interaction: Interaction, typed: str | None) -> DeckId:
    """Return the deck. Raises ChoiceNeeded and NotFound, as all of these do."""
    return meant("deck", typed, await interaction.services.decks.titles(interaction.group.id))


async def deck_or_usual(interaction: Interaction, typed: str | None) -> DeckId:
    """Return the deck; without a word the one that was asked last."""
    if typed is None:
        return (await interaction.services.decks.usual(interaction.group.id)).id
    return await deck_meant(interaction, typed)


async def question_meant(interaction: Interaction, typed: str) -> QuestionId:
    """Return the question that was chosen from the list, or whose words were typed in full."""
    for found in await interaction.services.lookup.suggest(interaction.group.id, None, typed):
        if name_key(plain(found.text)) == name_key(plain(typed)):
            return found.id
    return QuestionId(typed)


async def round_meant(interaction: Interaction, typed: str | None) -> RoundId:
    """Return the open round."""
    return meant("round", typed, await round_words(interaction.services, interaction.group.id))


async def schedule_meant(interaction: Interaction, typed: str | None) -> Schedule:
    """Return the schedule."""
    among = await schedule_words(interaction.services, interaction.group.id)
    return await interaction.services.schedules.get(
        interaction.group.id, meant("schedule", typed, among)
    )
