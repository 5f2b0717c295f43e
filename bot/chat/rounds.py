"""Rounds: asked, closed, skipped, and looked at again when they are over."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.chat.decks import deck_or_usual, question_meant
from bot.chat.interaction import ALL, Interaction
from bot.core.models import ChannelId, GroupId, RoundId
from bot.core.naming import meant
from bot.core.text import plain
from bot.core.view import Action, Press
from bot.presentation.administration import (
    Standing,
    called_off_message,
    closed_message,
    delivery_token,
    opened_message,
    sent_again_words,
    skip_message,
    standing_message,
)
from bot.presentation.reveal import reveal_message
from bot.presentation.rounds import past_message
from bot.services.services import Services

_PAST = 5
_STATUS = Press("status", ALL)
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


async def close_named(interaction: Interaction, typed: str | None) -> None:
    """Close the round that was named, or the only one."""
    await interaction.defer()
    await close(interaction, Press("quiz-close", await round_meant(interaction, typed)))


async def skip_named(interaction: Interaction, typed: str | None) -> None:
    """Call a round off; where somebody has replied, ask for a yes before that."""
    await interaction.defer()
    chosen = await round_meant(interaction, typed)
    card = await interaction.services.cards.card(interaction.group.id, chosen, None)
    if card.replies:
        await interaction.show(skip_message(card))
    else:
        await skip(interaction, Press("quiz-skip", chosen))


async def close(interaction: Interaction, press: Press) -> None:
    """Close a round."""
    await interaction.defer()
    group, round_ = interaction.group.id, RoundId(press.subject)
    await interaction.services.rounds.close(group, round_)
    card = await interaction.services.cards.card(group, round_, None)
    await interaction.show(closed_message(card))


async def skip(interaction: Interaction, press: Press) -> None:
    """Call a round off."""
    await interaction.defer()
    group, round_ = interaction.group.id, RoundId(press.subject)
    await interaction.services.rounds.skip(group, round_)
    card = await interaction.services.cards.card(group, round_, None)
    await interaction.show(called_off_message(card))


async def status(interaction: Interaction, press: Press = _STATUS) -> None:
    """Show how things are going."""
    await interaction.defer()
    services, group = interaction.services, interaction.group.id
    planned = await services.schedules.of_group(group)
    standing = Standing(
        open_now=await services.cards.open_now(group, None),
        failing=await services.deliveries.failing(group),
        schedules=planned,
        places=await interaction.place_names(),
        decks=await services.decks.titles(group, {each.deck for each in planned}),
        platform=interaction.platform,
        latency=interaction.latency,
    )
    await interaction.show(standing_message(standing), turn=press)


async def send_again(interaction: Interaction, press: Press) -> None:
    """Take up a message that was given up; the subject is its token."""
    await interaction.defer()
    failing = await interaction.services.deliveries.failing(interaction.group.id)
    found = next((each.key for each in failing if delivery_token(each.key) == press.subject), None)
    if found is not None:
        await interaction.services.deliveries.send_again(interaction.group.id, found)
    await interaction.say(
        sent_again_words(found=found is not None), Action("status", "See how it goes", ALL)
    )


async def reveal(interaction: Interaction, press: Press) -> None:
    """Show a page of a round's reveal."""
    await interaction.defer()
    seen = await interaction.services.reveals.reveal(
        interaction.group.id, RoundId(press.subject), await interaction.reader()
    )
    # Thousands of replies take a while to lay out; others are served meanwhile.
    message = await asyncio.to_thread(reveal_message, seen)
    await interaction.show(message, turn=press)


async def past(interaction: Interaction, press: Press | None = None) -> None:
    """List rounds that are over: the last ones, or those before the round that is the subject."""
    await interaction.defer()
    before = RoundId(press.subject) if press else None
    cards = await interaction.services.cards.past(
        interaction.group.id, await interaction.reader(), _PAST + 1, before
    )
    await interaction.show(past_message(cards, _PAST))


async def round_words(services: Services, group: GroupId) -> dict[RoundId, str]:
    """Return the question of each open round, by the round's id."""
    cards = await services.cards.open_now(group, None)
    return {card.round.id: plain(card.question.text) for card in cards}


async def round_meant(interaction: Interaction, typed: str | None) -> RoundId:
    """Return the open round."""
    return meant("round", typed, await round_words(interaction.services, interaction.group.id))
