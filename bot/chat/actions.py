"""What each button does, by the name of its action (`bot.core.view.Action`).

Of what a platform opens itself, which is the form for an answer, it has a handler of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.chat import (
    administering,
    answering,
    feedback,
    importing,
    lookup,
    removal,
    revealing,
)
from bot.chat.interaction import Interaction

Handler = Callable[[Interaction, str], Awaitable[None]]
ANSWER = "answer"

# The subject starts with a round, so that they work outside of the group's places too.
OF_ROUNDS: Mapping[str, Handler] = {
    "question": answering.question,
    "remind": answering.remind,
    "reveal": revealing.show,
    "rate": feedback.ask_rating,
    "rated": feedback.rate,
    "helpful": feedback.ask_vote,
    "voted": feedback.vote,
    "unvote": feedback.take_back,
}
IN_WORKSPACES: Mapping[str, Handler] = {
    "found": lookup.show,
    "share": lookup.share,
    "rounds": revealing.past,
    "delete-me": removal.delete,
}
OF_ADMINS: Mapping[str, Handler] = {
    "quiz-close": administering.close,
    "quiz-skip": administering.skip,
    "status": administering.status,
    "send-again": administering.send_again,
    "decks": administering.decks,
    "deck": administering.deck,
    "schedules": administering.schedules,
    "openings": administering.openings,
    "schedule-remove": administering.remove_schedule,
    "preview": importing.preview,
    "import": importing.store,
    "import-add": importing.add,
    "discard": importing.discard,
}
