"""What a member is told in a chat who suggests something for a deck."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.models import Deck
from bot.core.read_models import Found
from bot.core.view import Action, Line, Message
from bot.presentation.pictures import illustrated

_ALIKE = "The deck asks something like it already:"
_ANYWAY = (
    "Is yours another question? Then send it once more with anyway=yes, which on Discord is an "
    "option of the command."
)


def suggested_words(deck: Deck) -> str:
    """Return what somebody is told whose suggestion waits."""
    return (
        f"It is on its way: organisers of “{deck.title}” accept it, put it in other words, or "
        "decline it. The deck’s page on the web shows you what becomes of it, and takes it back."
    )


def alike_message(deck: Deck, alike: Sequence[Found]) -> Message:
    """Return the questions that a deck has already, before one much like them is suggested."""
    return Message(
        _ALIKE,
        (Line(_ALIKE), *(illustrated(each.question.text) for each in alike), Line(_ANYWAY)),
        (Action("deck-web", "Open on the web", deck.id),),
    )
