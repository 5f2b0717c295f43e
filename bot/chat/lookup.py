"""A question looked up: by a few words, by its number, or as one that was chosen from a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from bot.chat.decks import deck_meant, deck_or_usual
from bot.chat.interaction import Interaction
from bot.core.ids import is_id
from bot.core.models import SHIPPED, QuestionId
from bot.core.naming import meant
from bot.core.read_models import Found, Reader
from bot.core.text import plain
from bot.core.view import Action, Message, Press
from bot.errors import NotFound, NothingCalled
from bot.presentation.lookup import (
    NOTHING_FOUND,
    NOTHING_TYPED,
    NOTHING_YET,
    SHARED,
    best_message,
    found_message,
    shared_message,
)
from bot.presentation.suggestions import answer_action

_NUMBERED = re.compile(r"(?:(?:question|number|no\.?|nr\.?|#) ?)?([1-9][0-9]{0,4})", re.IGNORECASE)
# 100,000 questions take two or three seconds, on a busy machine many times that.
_INDEX_WITHIN_S = 60.0


async def search(interaction: Interaction, query: str) -> None:
    """Show the question that fits best, and lead to the next best."""
    if not query.strip():
        await interaction.say(NOTHING_TYPED)
        return
    lookup, reader = interaction.services.lookup, await interaction.reader()
    found = await lookup.search(reader, query)
    if not found:
        await interaction.say(NOTHING_FOUND if reader.channels else NOTHING_YET)
        return
    best, *others = found
    links = [Action("found", each.question.text, each.question.id) for each in others]
    press = Press("found", best.question.id)
    await _show_found(interaction, best, best_message(best), press, links)


async def show_question(interaction: Interaction, press: Press) -> None:
    """Show a page of a question and its answers."""
    lookup, reader = interaction.services.lookup, await interaction.reader()
    found = await lookup.question(reader, QuestionId(press.subject))
    await _show_found(interaction, found, found_message(found), press)


async def share(interaction: Interaction, press: Press) -> None:
    """Post a question where it was looked up, as somebody sees it who has not replied to it."""
    member, here = await interaction.member(), interaction.require_channel()
    # Others here may read no other channel, nor know the answers to what they have not answered.
    others = Reader(frozenset([here.id]))
    found = await interaction.services.lookup.question(others, QuestionId(press.subject))
    await interaction.share(shared_message(found, member.name), Press("found", press.subject))
    await interaction.say(SHARED, Action("found", "Show it again", press.subject))


async def _show_found(
    interaction: Interaction,
    found: Found,
    message: Message,
    turn: Press,
    others: Sequence[Action] = (),
) -> None:
    actions = (*message.actions, *_to_do_with(interaction, found), *others)
    await interaction.show(message, turn=turn, actions=actions)


def _to_do_with(interaction: Interaction, found: Found) -> Iterator[Action]:
    """Yield what can be done where a group is; a direct message is nobody's."""
    if interaction.is_direct:
        return
    yield Action("share", "Share", found.question.id)
    is_answerable = found.answers is not None and found.deck.workspace != SHIPPED
    if is_answerable and interaction.about is not None:
        yield answer_action(found.question)


async def question_meant(
    interaction: Interaction, typed: str, of_deck: str | None = None
) -> QuestionId:
    """Return the question that was chosen from the list, or of whose words enough were typed.

    Where a deck is named it is one of that deck. A number is what it is called by below its deck's
    name, “question 2 of 3”: of the deck that is named, or else was asked last.
    """
    if (number := _NUMBERED.fullmatch(typed.strip())) is not None:
        numbered = await _numbered(interaction, of_deck, int(number[1]))
        if numbered is not None:
            return numbered
    lookup, reader = interaction.services.lookup, await interaction.reader()
    deck = await deck_meant(interaction, of_deck) if of_deck else None
    if is_id(typed):  # it may be one of a list
        with suppress(NotFound):
            found = await lookup.question(reader, QuestionId(typed), asked=interaction.asked)
            if deck in {None, found.deck.id}:
                return found.question.id
            typed = plain(found.question.text)
    # Who sent a command off waits for the index; who still types has a list without it.
    near = await lookup.suggest(
        reader, typed, patience=_INDEX_WITHIN_S, asked=interaction.asked, deck=deck
    )
    try:
        return meant("question", typed, {each.id: plain(each.text) for each in near})
    except NothingCalled as error:
        if deck is None:
            raise
        titles = await interaction.services.decks.titles(interaction.asked, {deck})
        raise replace(error, within=titles[deck]) from error


async def _numbered(
    interaction: Interaction, of_deck: str | None, number: int
) -> QuestionId | None:
    """Return a deck's question of that number, from 1; None where there is none."""
    deck = await deck_or_usual(interaction, of_deck)
    reading = interaction.services.deck_reading
    page = await reading.questions(interaction.asked, deck, "", number, 1)
    return next((each.id for each in page.questions if each.position == number - 1), None)
