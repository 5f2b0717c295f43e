"""A round that is over, page by page, to whoever presses."""

from __future__ import annotations

import asyncio

from bot.conversation.visit import Visit
from bot.core.models import RoundId
from bot.core.view import Action
from bot.presentation.reveal import reveal_message
from bot.presentation.rounds import past_message

_PAGE = 5


async def show(visit: Visit, subject: str) -> None:
    """Show a page of the reveal; the subject is a round, or a round and a page."""
    await visit.hold()
    round_, _, page = subject.partition(":")
    reveal = await visit.services.reveals.reveal(
        visit.group.id, RoundId(round_), await visit.reader()
    )
    # Thousands of replies take a while to lay out; others are served meanwhile.
    message = await asyncio.to_thread(reveal_message, reveal)
    await visit.show(message, int(page or 1), turn=Action("reveal", "", round_))


async def past(visit: Visit, subject: str) -> None:
    """List rounds that are over; the subject is the time before which they were opened."""
    await visit.hold()
    before = RoundId(subject) if subject else None
    cards = await visit.services.cards.past(visit.group.id, await visit.reader(), _PAGE + 1, before)
    await visit.show(past_message(cards, _PAGE))
