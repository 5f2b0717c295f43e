"""What `roundtable review` does: one doubtful answer after another, decided with a key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.models import AnswerId, DeckId
from bot.core.naming import meant
from bot.core.review import Doubt, Verdict
from bot.database import beside_context
from bot.errors import MemberError
from bot.presentation.errors import words_for
from bot.presentation.review import done_words, doubt_words, end_words
from bot.services.access import AccessService
from bot.services.acting import TERMINAL, act_as
from bot.services.deck_edits import DeckEditService
from bot.services.decks import DeckService
from bot.services.groups import LOCAL_GROUP, LOCAL_WORKSPACE
from bot.services.lookup import LookupService
from bot.services.review import ReviewService
from bot.settings import Settings

KEYS = {
    "a": Verdict.ACCEPT,
    "m": Verdict.MOVE,
    "s": Verdict.SPLIT,
    "g": Verdict.MERGE,
    "d": Verdict.DROP,
}
NEXT, QUIT = "n", "q"


@dataclass(frozen=True, slots=True)
class Terminal:
    """How somebody is shown an answer, and asked: for a key, and for a question in words."""

    show: Callable[[str], None]
    ask_key: Callable[[], str]
    ask_text: Callable[[], str]


async def review(settings: Settings, deck: str, terminal: Terminal) -> int:
    """Go through a deck's doubtful answers; return how many were decided.

    Raises NothingStored, ChoiceNeeded, NotFound and DeckIsShipped.
    """
    async with beside_context(settings) as context:
        act_as(TERMINAL)
        access, edits = AccessService(context), DeckEditService(context)
        lookup = LookupService(context, access)
        queue = ReviewService(context, access, lookup, edits)
        id_ = meant("deck", deck, await DeckService(context).titles(LOCAL_GROUP))
        decided, after = 0, None
        while doubt := await queue.next(LOCAL_WORKSPACE, id_, None, after):
            terminal.show(doubt_words(doubt))
            key = terminal.ask_key()
            if key == QUIT:
                break
            if key in KEYS and await _decide(queue, id_, doubt, KEYS[key], terminal):
                lookup.forget(LOCAL_WORKSPACE)
                decided += 1
            elif key == NEXT:
                after = AnswerId(doubt.answer.id)
        else:
            terminal.show(end_words(await queue.count(id_)))
        return decided


async def _decide(
    queue: ReviewService, deck: DeckId, doubt: Doubt, verdict: Verdict, terminal: Terminal
) -> bool:
    text = terminal.ask_text() if verdict is Verdict.SPLIT else ""
    try:
        await queue.decide(LOCAL_WORKSPACE, deck, doubt, verdict, text)
    except MemberError as error:
        terminal.show(words_for(error))
        return False
    terminal.show(done_words(verdict))
    return True
