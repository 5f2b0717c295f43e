"""Suggesting a question or an answer for a deck; and what its organisers press."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chat.decks import deck_or_usual
from bot.chat.interaction import Interaction
from bot.chat.members import open_deck_of
from bot.chat.owners import require_organiser_of
from bot.core.models import Deck, DeckId, QuestionId
from bot.core.pending import Pending
from bot.core.read_models import Found
from bot.core.suggestions import Suggestion, Waiting
from bot.core.view import Press
from bot.errors import NotFound
from bot.presentation.forms import TextForm
from bot.presentation.suggestions import (
    ACCEPTED,
    ANSWER_FIELD,
    DECIDED,
    DECLINED,
    NOT_WAITING,
    SUGGEST_ANYWAY,
    TAKEN_BACK,
    alike_message,
    decided_message,
    suggested_answer_form,
    suggested_message,
    waiting_message,
)

COMMAND = "deck-suggest"
_YES = ("yes", "true", "on")


async def suggest(interaction: Interaction, options: Mapping[str, str]) -> None:
    """Keep what a member suggests; what the deck asks already is shown first.

    Raises ChoiceNeeded and NotFound for the deck, DeckIsShipped, TextEmpty, TextTooLong and
    TooManySuggestions.
    """
    suggestions, reader = interaction.services.suggestions, await interaction.reader()
    id_ = await deck_or_usual(interaction, options.get("deck"))
    deck, text = await suggestions.deck(reader, id_), options.get("question", "")
    answer = options.get("answer", "")
    if text.strip() and options.get("anyway", "").lower() not in _YES:
        alike = await suggestions.alike(reader, id_, text)
        if alike:
            await interaction.show(alike_message(alike, answer, await _kept(interaction, options)))
            return
    member = await interaction.member()
    kept = await suggestions.add(reader, member, id_, text=text, answer=answer)
    await interaction.show(suggested_message(deck, kept.id))


async def _kept(interaction: Interaction, options: Mapping[str, str]) -> str:
    """Keep what was typed until it is suggested anyway; return what leads to it."""
    who, anyway = (interaction.platform, interaction.subject), ((_YES[0], SUGGEST_ANYWAY),)
    pending = Pending(*who, COMMAND, dict(options), "anyway", anyway)
    return await interaction.services.pending.keep(pending)


async def answer_form(interaction: Interaction, press: Press) -> TextForm:
    """Return the form for an answer to a question of a deck. Raises NotFound and DeckIsShipped."""
    found = await _answered(interaction, press)
    return suggested_answer_form(found.question, found.deck)


async def suggest_answer(interaction: Interaction, press: Press, values: Mapping[str, str]) -> None:
    """Keep the answer that a member suggests. Raises as `suggest`."""
    found, member = await _answered(interaction, press), await interaction.member()
    kept = await interaction.services.suggestions.add(
        await interaction.reader(),
        member,
        found.deck.id,
        text="",
        answer=values.get(ANSWER_FIELD, ""),
        question=found.question.id,
    )
    await interaction.show(suggested_message(found.deck, kept.id))


async def take_back(interaction: Interaction, press: Press) -> None:
    """Forget what the reader suggested, as long as nobody has decided it."""
    services = interaction.services
    members = await services.members.everywhere(interaction.platform, interaction.subject)
    try:
        await services.suggestions.take_back([each.id for each in members], press.subject)
    except NotFound:
        await interaction.say(NOT_WAITING)
    else:
        await interaction.say(TAKEN_BACK)


async def _answered(interaction: Interaction, press: Press) -> Found:
    reader, lookup = await interaction.reader(), interaction.services.lookup
    found = await lookup.question(reader, QuestionId(press.subject))
    await interaction.services.suggestions.deck(reader, found.deck.id)
    return found


# --- organisers ------------------------------------------------------------------------------


async def look(interaction: Interaction, press: Press) -> None:
    """Show an organiser what waits for a deck, the oldest. Raises NotFound and NotOrganiser."""
    await interaction.show(waiting_message(*await _waiting(interaction, press)))


async def accept(interaction: Interaction, press: Press) -> None:
    """Let it stand in the deck as it was suggested. Raises as `look`."""
    deck, found, left = await _pressed(interaction, press)
    words = DECIDED
    if found is not None:
        suggestions = interaction.services.suggestions
        await suggestions.accept(deck.workspace, deck.id, found.id, found.text, found.answer)
        words = ACCEPTED
    await interaction.show(decided_message(deck, left, words))


async def decline(interaction: Interaction, press: Press) -> None:
    """Decline it. Raises as `look`."""
    deck, found, left = await _pressed(interaction, press)
    words = DECIDED
    if found is not None:
        await interaction.services.suggestions.decline(deck.workspace, deck.id, found.id)
        words = DECLINED
    await interaction.show(decided_message(deck, left, words))


async def open_web(interaction: Interaction, press: Press) -> None:
    """Give a link to the deck's page. Raises as `look`."""
    deck = await _organised(interaction, press)
    group = await interaction.services.suggestions.group_of(deck.id)
    await open_deck_of(interaction, deck.id, deck.workspace, group)


async def _organised(interaction: Interaction, press: Press) -> Deck:
    deck = await interaction.services.suggestions.owned(DeckId(press.subject))
    await require_organiser_of(interaction, deck.workspace)
    return deck


async def _waiting(interaction: Interaction, press: Press) -> tuple[Deck, Sequence[Waiting]]:
    """Return what they may read of what waits, without what answers a question open to them."""
    deck, reader = await _organised(interaction, press), await interaction.reader()
    found = await interaction.services.suggestions.waiting(deck.workspace, deck.id, reader)
    return deck, found


async def _pressed(interaction: Interaction, press: Press) -> tuple[Deck, Suggestion | None, int]:
    """Return what was pressed, None where it waits no more, and how many others wait."""
    deck, waiting = await _waiting(interaction, press)
    known = {each.suggestion.id: each.suggestion for each in waiting}
    found = known.pop(press.choice, None)
    return deck, found, len(known)
