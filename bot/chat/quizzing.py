"""Admins who ask, close and skip questions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.chat import administering
from bot.chat.interaction import Interaction
from bot.chat.resolve import deck_or_usual, question_meant, round_meant
from bot.core.models import ChannelId
from bot.presentation.administration import opened_message, skip_message

# Makes the place known to which a question is to go, and tells all of its channels.
Where = Callable[[], Awaitable[tuple[ChannelId, ...]]]


async def open_(
    interaction: Interaction,
    deck: str | None,
    question: str | None,
    window: timedelta,
    where: Where,
) -> None:
    """Ask a question now: the one named, or else the deck's next one."""
    await interaction.defer()
    services, group = interaction.services, interaction.group.id
    if question:
        asked = await question_meant(interaction, question)
        channels = await where()
        opened = await services.rounds.open_question(group, asked, window, channels=channels)
    else:
        next_of = await deck_or_usual(interaction, deck)
        channels = await where()
        opened = await services.rounds.open_next(group, next_of, window, channels=channels)
    card = await services.cards.card(group, opened.id, None)
    names = await interaction.place_names()
    await interaction.show(opened_message(card, [names[channel] for channel in channels]))


async def close(interaction: Interaction, typed: str | None) -> None:
    """Close a round now."""
    await interaction.defer()
    await administering.close(interaction, await round_meant(interaction, typed))


async def skip(interaction: Interaction, typed: str | None) -> None:
    """Call a round off; where somebody has replied, ask for a yes before that."""
    await interaction.defer()
    chosen = await round_meant(interaction, typed)
    card = await interaction.services.cards.card(interaction.group.id, chosen, None)
    if card.replies:
        await interaction.show(skip_message(card))
    else:
        await administering.skip(interaction, chosen)
