"""What each button does, by the name of its action (`bot.core.view.Action`).

Of what a platform opens itself, which is the form for an answer, it has a handler of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.conversation import (
    administering,
    answering,
    feedback,
    importing,
    leaving,
    looking_up,
    revealing,
)
from bot.conversation.visit import Visit

Handler = Callable[[Visit, str], Awaitable[None]]
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
OF_HOMES: Mapping[str, Handler] = {
    "found": looking_up.show,
    "share": looking_up.share,
    "rounds": revealing.past,
    "delete-me": leaving.delete,
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
