"""What each button does, by the name of its action (`bot.core.view.Press`), and which turns pages.

Of what a platform opens itself, which is the form for an answer, it has a handler of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from bot.chat import (
    amending,
    challenges,
    commands,
    decks,
    elsewhere,
    imports,
    later_replies,
    lending,
    lookup,
    members,
    noticed,
    own_words,
    replies,
    rounds,
    schedules,
    suggesting,
)
from bot.chat.forms import TEXT_FORMS
from bot.chat.interaction import Interaction
from bot.core.models import RoundId
from bot.core.view import Message, Press
from bot.errors import NotFound
from bot.presentation import suggestions
from bot.presentation.administration import ELSEWHERE, FOLLOW
from bot.presentation.challenges import (
    ACCEPT,
    ACCEPT_TEXT,
    AGREE,
    ASK_FOR,
    CHALLENGES,
    DISAGREE,
    LEND,
    LEND_NOT,
    LOOK,
    REPLY_ASK,
    WITHDRAW,
)
from bot.presentation.choices import CHOOSE
from bot.presentation.decks import ASK_DECK, PLAN_DECK
from bot.presentation.notices import CHOOSE_DECK, CHOOSE_ROLE
from bot.presentation.preferences import COME_BACK
from bot.presentation.schedules import EDIT, SHOW
from bot.presentation.sharing import LEAVE

Handler = Callable[[Interaction, Press], Awaitable[None]]
# What opens a form, each platform in its own way: to answer, to think again after the reveal, and
# to change a schedule.
ANSWER, AGAIN = "answer", "again"
OPENS_FORM = frozenset({ANSWER, AGAIN, EDIT, *TEXT_FORMS})


def _for_organisers(do: Handler) -> Handler:
    """Check the right when the button is pressed, however long ago it was shown."""

    async def checked(interaction: Interaction, press: Press) -> None:
        await interaction.require_organiser()
        await do(interaction, press)

    return checked


def _for_workspace_organisers(do: Handler) -> Handler:
    """Check it for what is the workspace's: its decks."""

    async def checked(interaction: Interaction, press: Press) -> None:
        await interaction.require_workspace_organiser()
        await do(interaction, press)

    return checked


# The subject starts with a round, so that they work outside of the group's places too.
OF_ROUNDS: Mapping[str, Handler] = {
    "question": replies.question,
    "remind": replies.remind,
    "withdraw": replies.withdraw,
    "reveal": rounds.reveal,
    "words": rounds.word_by_word,
    "map": rounds.show_map,
    "resend": rounds.resend,
    "rate": replies.ask_rating,
    "rated": replies.rate,
    "helpful": replies.ask_vote,
    "voted": replies.vote,
    "unvote": replies.take_back,
    "sure": own_words.be_sure,
    LEAVE: own_words.let_leave,
    "claims": own_words.ask_claims,
    "claimed": own_words.claim,
    "unclaimed": own_words.take_back,
    "withdraw-later": later_replies.withdraw,
    CHALLENGES: challenges.show,
    AGREE: challenges.agree,
    DISAGREE: challenges.disagree,
    WITHDRAW: challenges.take_back,
    LEND: lending.lend,
    LEND_NOT: lending.keep,
}
IN_WORKSPACES: Mapping[str, Handler] = {
    "found": lookup.show_question,
    "share": lookup.share,
    "rounds": rounds.past,
    "delete-me": members.delete,
    "leave": members.leave,
    COME_BACK: members.come_back,
    ELSEWHERE: commands.ask_where,
    FOLLOW: elsewhere.follow,
    CHOOSE: commands.choose,
    **noticed.PRESSED,
    CHOOSE_DECK: commands.ask_which_deck,
    CHOOSE_ROLE: commands.ask_which_role,
    # Whose deck it is decides who may: an owner is asked where no workspace is.
    LOOK: challenges.look,
    ACCEPT: challenges.accept,
    ACCEPT_TEXT: challenges.accept_text,
    suggestions.LOOK: suggesting.look,
    suggestions.ACCEPT: suggesting.accept,
    suggestions.DECLINE: suggesting.decline,
    suggestions.TAKE_BACK: suggesting.take_back,
    suggestions.ON_THE_WEB: suggesting.open_web,
}
_PLANNING: Mapping[str, Handler] = {
    "quiz-close": rounds.close,
    "quiz-skip": rounds.skip,
    "status": rounds.status,
    "send-again": rounds.send_again,
    "decks": decks.list_all,
    "deck": decks.show,
    "schedules": schedules.list_all,
    "openings": schedules.openings,
    "schedule-remove": schedules.remove,
    SHOW: schedules.show,
    "schedule-pause": schedules.pause_it,
    "schedule-resume": schedules.resume_it,
    "schedule-skip": schedules.skip_it,
    "schedule-ask": schedules.ask,
    "quiz-next": commands.ask_next,
    ASK_DECK: commands.ask_of_deck,
    PLAN_DECK: commands.plan_of_deck,
    "quiz-ask-close": commands.ask_which_to_close,
    "quiz-ask-skip": commands.ask_which_to_skip,
    "link": members.join_channel,
}
_CHANGING_DECKS: Mapping[str, Handler] = {
    "deck-copy": decks.copy,
    "deck-web": members.open_deck,
    "question-retire": amending.retire,
    "question-restore": amending.restore,
    "answer-wrong-ask": amending.ask_which_is_wrong,
    "answer-wrong": amending.mark_wrong,
    "answer-right": amending.mark_right,
    REPLY_ASK: lending.ask_which,
    ASK_FOR: lending.ask_for,
    "deck-restore": decks.restore,
    "preview": imports.preview_import,
    "import": imports.store_import,
    "import-add": imports.add_import,
    "import-both": imports.keep_both,
    "discard": imports.discard_import,
}
OF_ORGANISERS: Mapping[str, Handler] = {
    **{name: _for_organisers(do) for name, do in _PLANNING.items()},
    **{name: _for_workspace_organisers(do) for name, do in _CHANGING_DECKS.items()},
}
# What is late or in time by when it was pressed: closings wait until it is answered.
TIMED = frozenset({"rated", "voted", "unvote", "sure"})


class Source(Protocol):
    """One thing that somebody did, with the ways to find out who it is and what it is about."""

    async def here(self) -> Interaction:
        """Return it as something done where they are. Raises NotFound."""

    async def on(self, round_: RoundId) -> Interaction:
        """Return it as something done to a round. Raises NotFound."""

    def answering(self) -> AbstractContextManager[None]:
        """Let closings wait until the block has answered it."""


async def do_pressed(source: Source, press: Press) -> None:
    """Do what was pressed, unless it opens a form. Raises NotFound for what no button does."""
    if of_round := OF_ROUNDS.get(press.name):
        with source.answering() if press.name in TIMED else nullcontext():
            await of_round(await source.on(RoundId(press.subject)), press)
    elif do := IN_WORKSPACES.get(press.name) or OF_ORGANISERS.get(press.name):
        await do(await source.here(), press)
    else:
        raise NotFound("button", press.name)


# What is pressed to see a page of a message that has an action.
_TURNS = {"reveal": "reveal", "answer": "question"}


def turn_of(message: Message) -> Press | None:
    """Return what shows another page of the message, None for one that has only the first."""
    turning = (each for each in message.actions if each.name in _TURNS)
    return next((Press(_TURNS[each.name], each.subject) for each in turning), None)
