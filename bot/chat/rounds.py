"""Rounds: asked, closed, skipped, and looked at again when they are over."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.chat import amending
from bot.chat.decks import deck_or_usual
from bot.chat.interaction import ALL, Interaction, Where
from bot.chat.lookup import question_meant
from bot.core.models import Channel, RoundId
from bot.core.naming import meant
from bot.core.read_models import Reader, RoundCard
from bot.core.text import plain
from bot.core.view import Action, Press
from bot.errors import NotFound
from bot.presentation.administration import (
    Standing,
    called_off_message,
    close_message,
    closed_message,
    delivery_token,
    opened_message,
    sent_again_words,
    skip_message,
    standing_message,
)
from bot.presentation.later_replies import TAKE_LATER_BACK
from bot.presentation.replies import TAKE_MINE_BACK
from bot.presentation.reveal import reveal_message
from bot.presentation.round_map import MAP, THEMES, map_message, map_of, to_draw
from bot.presentation.rounds import open_message, past_message, rounds_words
from bot.presentation.word_changes import WORD_BY_WORD, beside_named, word_by_word_message
from bot.presentation.workspaces import founded_words
from bot.services.round_export import RoundsWanted

_PAST = 5
# As many as there is room for to answer each.
_MOST_OPEN = 10
_STATUS = Press("status", ALL)


async def open_(
    interaction: Interaction,
    deck: str | None,
    question: str | None,
    window: timedelta,
    where: Where,
) -> None:
    """Ask a question now: the one named, of the deck if that is named too, or its next one."""
    services = interaction.services
    if question:
        asked = await question_meant(interaction, question, deck)
        there, is_new = await _there(interaction, where)
        opened = await services.rounds.open_question(there.group, asked, window)
    else:
        next_of = await deck_or_usual(interaction, deck)
        there, is_new = await _there(interaction, where)
        opened = await services.rounds.open_next(there.group, next_of, window)
    await services.groups.set_owner(there, interaction.subject)
    audience = await services.cards.audience(opened.id)
    told = await interaction.named(audience)
    card = await services.cards.card(opened.id, Reader(frozenset([there.id])))
    founded = founded_words(there) if is_new else None
    if is_new:
        await services.groups.greet(there)
    message = opened_message(card, told.words, founded)
    await interaction.show(message.leading_to(told.mentions))


async def _there(interaction: Interaction, where: Where) -> tuple[Channel, bool]:
    """Return the channel, and whether this is the first that its group is asked."""
    there = await where()
    return there, await interaction.services.groups.is_silent(there.group)


async def close_named(interaction: Interaction, typed: str | None) -> None:
    """Ask for a yes before the round that was named, or the only one, is closed."""
    chosen = await round_meant(interaction, typed)
    await interaction.show(close_message(await _card(interaction, chosen)))


async def skip_named(interaction: Interaction, typed: str | None) -> None:
    """Ask for a yes before the round that was named, or the only one, is called off."""
    chosen = await round_meant(interaction, typed)
    await interaction.show(skip_message(await _card(interaction, chosen)))


async def close(interaction: Interaction, press: Press) -> None:
    """Close a round."""
    round_ = RoundId(press.subject)
    await interaction.services.rounds.close(interaction.group.id, round_)
    await interaction.show(closed_message(await _card(interaction, round_)))


async def skip(interaction: Interaction, press: Press) -> None:
    """Call a round off."""
    round_ = RoundId(press.subject)
    await interaction.services.rounds.skip(interaction.group.id, round_)
    await interaction.show(called_off_message(await _card(interaction, round_)))


async def export(interaction: Interaction, *, texts: bool) -> None:
    """Hand an organiser the group's rounds as a table, with the answers' texts or without."""
    wanted = RoundsWanted(interaction.group.id, texts=texts)
    data = await interaction.services.round_export.csv(wanted, await interaction.reader())
    await interaction.hand_over(rounds_words(texts=texts), "rounds.csv", data)


async def status(interaction: Interaction, press: Press = _STATUS) -> None:
    """Show how things are going."""
    services, group = interaction.services, interaction.group.id
    planned = await services.schedules.of_group(group)
    channels = await services.groups.channels(group)
    places = await interaction.named(channels)
    standing = Standing(
        open_now=await services.cards.open_now(await interaction.reader(), group),
        failing=await services.deliveries.failing(group),
        schedules=planned,
        places=dict(zip((each.id for each in channels), places.words, strict=True)),
        decks=await services.decks.titles(group, {each.deck for each in planned}),
        platform=interaction.platform,
        latency=interaction.latency,
    )
    await interaction.show(standing_message(standing).leading_to(places.mentions), turn=press)


async def send_again(interaction: Interaction, press: Press) -> None:
    """Take up a message that was given up; the subject is its token."""
    failing = await interaction.services.deliveries.failing(interaction.group.id)
    found = next((each.key for each in failing if delivery_token(each.key) == press.subject), None)
    sent = found is not None and await interaction.services.deliveries.send_again(
        interaction.group.id, found
    )
    await interaction.say(sent_again_words(found=sent), Action("status", "See how it goes", ALL))


async def resend(interaction: Interaction, press: Press) -> None:
    """Take up what a notice told of: its reader set the channel up, or organises where they are."""
    kind, _, to = press.choice.partition(".")
    round_, services = RoundId(press.subject), interaction.services
    told = await services.cards.audience(round_)
    there = next((each for each in told if each.id == to), None)
    if there is None:
        raise NotFound("button", press.name)
    if (there.platform, there.owner) != (interaction.platform, interaction.subject):
        await interaction.require_organiser()
    sent = await services.deliveries.resend(round_, kind, there.id)
    await interaction.say(sent_again_words(found=sent))


async def reveal(interaction: Interaction, press: Press) -> None:
    """Show a page of a round's reveal."""
    reader = await interaction.reader()
    seen = await interaction.services.reveals.reveal(RoundId(press.subject), reader)
    # Thousands of replies take a while to lay out; others are served meanwhile.
    message = await asyncio.to_thread(reveal_message, seen)
    is_theirs = any(each.mine for each in seen.replies)
    own: tuple[Action, ...] = ()
    if is_theirs:
        words = Action("words", WORD_BY_WORD, seen.round.id)
        own = words, Action("withdraw", TAKE_MINE_BACK, seen.round.id)
    if any(each.authored.mine for each in seen.later):
        own = (*own, Action("withdraw-later", TAKE_LATER_BACK, seen.round.id))
    if len(seen.replies) > 1 and seen.comparison.points:
        own = (Action("map", MAP, seen.round.id), *own)
    amend = await amending.actions(interaction, seen)
    await interaction.show(message, turn=press, actions=(*message.actions, *own, *amend))


async def word_by_word(interaction: Interaction, press: Press) -> None:
    """Show the reader's reply word by word beside the reference, or what they chose."""
    reader, beside = await interaction.reader(), beside_named(press.choice)
    changes = interaction.services.word_changes
    found = await changes.beside(RoundId(press.subject), reader, beside)
    await interaction.show(word_by_word_message(found))


async def show_map(interaction: Interaction, press: Press) -> None:
    """Show whose answer says which key point, as a picture and in words."""
    theme = press.choice if press.choice in THEMES else "dark"
    reader, services = await interaction.reader(), interaction.services
    seen = await services.reveals.reveal(RoundId(press.subject), reader)
    found = await asyncio.to_thread(map_of, seen)
    drawn = await services.drawings.map(to_draw(found, theme)) if found.rows else None
    message = map_message(seen, found, theme, is_drawn=drawn is not None)
    if drawn is None:
        await interaction.show(message)
    else:
        await interaction.show_picture(message, "map.png", drawn)


async def open_now(interaction: Interaction) -> None:
    """List what is open in this channel, and in each that they can read of their groups."""
    services, who = interaction.services, (interaction.platform, interaction.subject)
    here, elsewhere = await interaction.reader(), await services.access.anywhere(*who)
    reader = replace(elsewhere, channels=elsewhere.channels | here.channels)
    interaction.looks_as = reader
    cards = await services.cards.open_now(reader)
    groups = {each: await interaction.title_of(each) for each in {one.round.group for one in cards}}
    await interaction.show(open_message(cards[:_MOST_OPEN], groups, len(cards) - _MOST_OPEN))


async def past(interaction: Interaction, press: Press | None = None) -> None:
    """List rounds that are over: the last ones, or those before the round that is the subject."""
    before = RoundId(press.subject) if press else None
    reader = await interaction.reader()
    over = await interaction.services.cards.past(reader, _PAST + 1, before)
    named = {each.round.group for each in over} if interaction.is_direct else ()
    groups = {each: await interaction.title_of(each) for each in named}
    await interaction.show(past_message(over, _PAST, groups))


async def _card(interaction: Interaction, round_: RoundId) -> RoundCard:
    return await interaction.services.cards.card(round_, await interaction.reader())


async def round_words(interaction: Interaction) -> dict[RoundId, str]:
    """Return the question of each open round of the group, by the round's id."""
    reader, group = await interaction.reader(), interaction.group.id
    cards = await interaction.services.cards.open_now(reader, group)
    return {card.round.id: plain(card.question.text) for card in cards}


async def round_meant(interaction: Interaction, typed: str | None) -> RoundId:
    """Return the open round."""
    return meant("round", typed, await round_words(interaction))
