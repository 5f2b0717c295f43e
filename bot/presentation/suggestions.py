"""What a member is told in a chat who suggests something for a deck."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.models import Deck, MemberId
from bot.core.read_models import Found, MemberNote
from bot.core.suggestions import Ended
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
        "decline it. You are told how it ends; until then the deck’s page on the web takes it back."
    )


def alike_message(deck: Deck, alike: Sequence[Found]) -> Message:
    """Return the questions that a deck has already, before one much like them is suggested."""
    return Message(
        _ALIKE,
        (Line(_ALIKE), *(illustrated(each.question.text) for each in alike), Line(_ANYWAY)),
        (Action("deck-web", "Open on the web", deck.id),),
    )


def ended_message(note: MemberNote, member: MemberId | None) -> Message:
    """Return what a member is told: how what they suggested ended."""
    words = _ENDED[Ended(note.code)].format(deck=note.values["deck"])
    question = note.values["question"]
    blocks = Line(words), illustrated(question)
    return Message(f"{words} {question}", blocks, for_member=member)


_ENDED = {
    Ended.ACCEPTED: "What you suggested for “{deck}” was accepted: it stands in the deck.",
    Ended.REWORDED: (
        "What you suggested for “{deck}” was accepted in other words: it stands in the deck."
    ),
    Ended.DECLINED: "What you suggested for “{deck}” was declined: the deck stays as it is.",
}
