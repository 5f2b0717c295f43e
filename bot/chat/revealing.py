"""A round that is over, page by page, to whoever presses."""

from __future__ import annotations

import asyncio

from bot.chat.interaction import Interaction
from bot.core.models import RoundId
from bot.core.view import Action
from bot.presentation.reveal import reveal_message
from bot.presentation.rounds import past_message

_PAGE = 5


async def show(interaction: Interaction, subject: str) -> None:
    """Show a page of the reveal; the subject is a round, or a round and a page."""
    await interaction.defer()
    round_, _, page = subject.partition(":")
    reveal = await interaction.services.reveals.reveal(
        interaction.group.id, RoundId(round_), await interaction.reader()
    )
    # Thousands of replies take a while to lay out; others are served meanwhile.
    message = await asyncio.to_thread(reveal_message, reveal)
    await interaction.show(message, int(page or 1), turn=Action("reveal", "", round_))


async def past(interaction: Interaction, subject: str) -> None:
    """List rounds that are over; the subject is the time before which they were opened."""
    await interaction.defer()
    before = RoundId(subject) if subject else None
    cards = await interaction.services.cards.past(
        interaction.group.id, await interaction.reader(), _PAGE + 1, before
    )
    await interaction.show(past_message(cards, _PAGE))
