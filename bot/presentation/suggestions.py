"""What a member is told in a chat who suggests something for a deck."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core.limits import MAX_REPLY
from bot.core.models import Deck, DeckId, MemberId, Question
from bot.core.read_models import Found, MemberNote
from bot.core.suggestions import Ended, Waiting
from bot.core.view import Action, Block, Heading, Line, Message, Press, Prose
from bot.presentation.choices import choices
from bot.presentation.forms import TextField, TextForm
from bot.presentation.pictures import illustrated

ANSWER, ANSWER_FIELD = "suggest-answer", "answer"
LOOK, ACCEPT, DECLINE, ON_THE_WEB = "suggested", "suggested-yes", "suggested-no", "suggested-web"
TAKE_BACK = "suggested-back"
NOT_WAITING = "Nothing of yours waits here any more: it was decided, or taken back."
TAKEN_BACK = "Taken back: what you suggested is gone."
ACCEPTED = "Accepted: it stands in the deck. It can be undone on the deck’s page for a week."
DECLINED = "Declined: the deck stays as it is, and who suggested it is told."
DECIDED = "It was taken back, or somebody else decided it meanwhile."
_NOTHING = "Nothing else waits."
_ALIKE = "The deck asks something like it already:"
_YOURS = "Your answer, to copy where it belongs:"
_HINT = "Organisers of the deck accept it, put it in other words, or decline it."
_ANYWAY = "Is yours another question? Then suggest it anyway."
SUGGEST_ANYWAY = "Suggest it anyway"


def suggested_message(deck: Deck, suggestion: str) -> Message:
    """Return what somebody is told whose suggestion waits."""
    words = (
        f"It is on its way: organisers of “{deck.title}” accept it, put it in other words, or "
        "decline it. You are told how it ends; until then you can take it back."
    )
    return Message.saying(words, actions=(Action(TAKE_BACK, "Take it back", suggestion),))


def alike_message(alike: Sequence[Found], answer: str, subject: str) -> Message:
    """Return the questions that a deck has already, before one much like them is suggested.

    The nearest can be answered; what was typed as an answer is given back for that. Or what was
    typed is suggested all the same: `subject` is what is kept until then.
    """
    blocks: list[Block] = [Line(_ALIKE), *(illustrated(each.question.text) for each in alike)]
    blocks.append(Line(_ANYWAY))
    if answer.strip():
        blocks += [Line(_YOURS), Prose(answer)]
    actions = (answer_action(alike[0].question), *choices([SUGGEST_ANYWAY], subject))
    return Message(_ALIKE, tuple(blocks), actions)


def answer_action(question: Question) -> Action:
    """Return what opens the form for an answer to a question."""
    return Action(ANSWER, "Suggest an answer", question.id)


def suggested_answer_form(question: Question, deck: Deck) -> TextForm:
    """Return the form for an answer to a question of a deck."""
    field = TextField(ANSWER_FIELD, "Your answer", "", MAX_REPLY, _HINT)
    about = f"{deck.title} · question {question.position + 1}\n\n{question.text}"
    return TextForm(Press(ANSWER, question.id), "Suggest an answer", about, (field,))


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
    Ended.REOPENED: (
        "What was accepted of yours for “{deck}” was taken out again: it waits, and organisers "
        "decide it anew."
    ),
    Ended.DECLINED: "What you suggested for “{deck}” was declined: the deck stays as it is.",
}


def notice_actions(deck: str) -> tuple[Action, ...]:
    """Return what organisers can press who are told that something waits for a deck."""
    look = Action(LOOK, "Look at it", deck, primary=True)
    return look, Action(ON_THE_WEB, "Open on the web", deck)


def waiting_message(deck: Deck, waiting: Sequence[Waiting]) -> Message:
    """Return the oldest suggestion that waits for a deck, to be decided."""
    if not waiting:
        return Message.saying("Nothing waits.")
    first, *more = waiting
    title = f"{first.author} suggests {'an answer' if first.suggestion.question else 'a question'}"
    blocks: list[Block] = [Heading(f"{deck.title} · {title}", 3), *_said(first)]
    if more:
        wait = "waits" if len(more) == 1 else "wait"
        blocks.append(Line(f"{len(more)} more {wait} behind it."))
    return Message(title, tuple(blocks), tuple(_deciding(deck.id, first.suggestion.id)))


def decided_message(deck: Deck, left: int, words: str) -> Message:
    """Return what was done. The next is shown by a press: pressing twice does not decide it."""
    if not left:
        return Message.saying(f"{words} {_NOTHING}")
    next_one = "Look at the last one" if left == 1 else f"Look at the next of {left}"
    return Message.saying(words, actions=(Action(LOOK, next_one, deck.id, primary=True),))


def _said(waiting: Waiting) -> Iterator[Block]:
    suggestion, question = waiting.suggestion, waiting.question
    asked = question.text if question else suggestion.text
    yield illustrated(asked) if asked else Line("The question that it answers is gone.")
    if suggestion.answer:
        yield Line("The answer:")
        yield illustrated(suggestion.answer)


def _deciding(deck: DeckId, id_: str) -> Iterator[Action]:
    yield Action(ACCEPT, "Accept", deck, id_, primary=True)
    yield Action(DECLINE, "Decline", deck, id_)
    yield Action(ON_THE_WEB, "Open on the web", deck)
