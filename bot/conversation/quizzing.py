"""Admins who ask, close and skip questions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.conversation import administering
from bot.conversation.meaning import deck_or_usual, question_meant, round_meant
from bot.conversation.visit import Visit
from bot.core.models import ChannelId
from bot.presentation.administration import opened_message, skip_message

# Makes the place known to which a question is to go, and tells all of its channels.
Where = Callable[[], Awaitable[tuple[ChannelId, ...]]]


async def open_(
    visit: Visit, deck: str | None, question: str | None, window: timedelta, where: Where
) -> None:
    """Ask a question now: the one named, or else the deck's next one."""
    await visit.hold()
    services, group = visit.services, visit.group.id
    if question:
        asked = await question_meant(visit, question)
        channels = await where()
        opened = await services.rounds.open_question(group, asked, window, channels=channels)
    else:
        next_of = await deck_or_usual(visit, deck)
        channels = await where()
        opened = await services.rounds.open_next(group, next_of, window, channels=channels)
    card = await services.cards.card(group, opened.id, None)
    names = await visit.place_names()
    await visit.show(opened_message(card, [names[channel] for channel in channels]))


async def close(visit: Visit, typed: str | None) -> None:
    """Close a round now."""
    await visit.hold()
    await administering.close(visit, await round_meant(visit, typed))


async def skip(visit: Visit, typed: str | None) -> None:
    """Call a round off; where somebody has replied, ask for a yes before that."""
    await visit.hold()
    chosen = await round_meant(visit, typed)
    card = await visit.services.cards.card(visit.group.id, chosen, None)
    if card.replies:
        await visit.show(skip_message(card))
    else:
        await administering.skip(visit, chosen)
