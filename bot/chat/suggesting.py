"""Suggesting a question for a deck, by a command."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.decks import deck_or_usual
from bot.chat.interaction import Interaction
from bot.presentation.suggestions import alike_message, suggested_words

_YES = ("yes", "true", "on")


async def suggest(interaction: Interaction, options: Mapping[str, str]) -> None:
    """Keep what a member suggests; what the deck asks already is shown first.

    Raises ChoiceNeeded and NotFound for the deck, DeckIsShipped, TextEmpty, TextTooLong and
    TooManySuggestions.
    """
    suggestions, reader = interaction.services.suggestions, await interaction.reader()
    id_ = await deck_or_usual(interaction, options.get("deck"))
    deck, text = await suggestions.deck(reader, id_), options.get("question", "")
    if text.strip() and options.get("anyway", "").lower() not in _YES:
        alike = await suggestions.alike(reader, id_, text)
        if alike:
            await interaction.show(alike_message(deck, alike))
            return
    answer, member = options.get("answer", ""), await interaction.member()
    await suggestions.add(reader, member, id_, text=text, answer=answer)
    await interaction.say(suggested_words(deck))
