"""A round as its group sees it, posted or in a list, and never what anybody replied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.core.deck_edits import WITHDRAWN
from bot.core.models import GroupId, RoundState
from bot.core.read_models import Announced, RoundCard
from bot.core.text import plain
from bot.core.view import Action, Block, Heading, Line, Message, Moment
from bot.presentation.humanize import listed
from bot.presentation.pictures import illustrated

NONE_OVER = "No question has been closed yet. When one is, its answers show here."
NONE_OPEN = "No question is open right now."
REPLIED = "You answered this one."
_GONE = "The question that was asked here was withdrawn, and with it all that was said of it."


def question_message(card: RoundCard) -> Message:
    """Return the question as its post says it now: what is asked, until when, how many replied."""
    if card.question.withdrawn:
        return withdrawn_message()
    if card.round.state is RoundState.SKIPPED:
        return skipped_message(card)
    if card.round.state is RoundState.CLOSED:
        return _closed_message(card)
    return Message(
        summary=f"New question: {card.question.text}",
        blocks=(
            *_asked(card),
            Moment("Closes", card.round.closes_at),
            Line(replies_words(card.replies)),
        ),
        actions=(
            Action("answer", "Answer", card.round.id, primary=True),
            Action("remind", "Remind me", card.round.id),
        ),
    )


def _closed_message(card: RoundCard) -> Message:
    return Message(
        summary=f"Closed: {card.question.text}",
        blocks=(
            *_asked(card),
            Moment("Closed", card.round.closed_at or card.round.closes_at),
            Line(replied_words(card.replies)),
        ),
        actions=(Action("reveal", "See all answers", card.round.id),),
        title=plain(card.question.text),
    )


def skipped_message(card: RoundCard) -> Message:
    """Return what is said when a round is called off."""
    return Message(
        summary=f"Skipped: {card.question.text}",
        blocks=(
            Line("This question was skipped. Nothing is revealed."),
            illustrated(card.question.text),
        ),
        title=plain(card.question.text),
    )


def withdrawn_message() -> Message:
    """Return what stands where a question stood that was withdrawn, or what was said of it."""
    return replace(Message.saying(_GONE), title=WITHDRAWN)


def announcement_message(announced: Announced) -> Message:
    """Return the line that says in a channel what there is to read in its thread."""
    card, what = announced.card, _announced_words(announced)
    summary = f"{what}: {card.question.text}"
    see = Action("reveal", "See all answers", card.round.id)
    return Message(summary, (Line(f"{what}."), illustrated(card.question.text)), (see,))


def _announced_words(announced: Announced) -> str:
    if announced.card.replies:
        return "The answers are in"
    there = {"the reference": announced.reference, "what earlier readers wrote": announced.earlier}
    return f"Nobody answered this time. Here is {listed([each for each in there if there[each]])}"


def _asked(card: RoundCard) -> tuple[Block, ...]:
    return Heading(place_words(card), level=3), illustrated(card.question.text)


def place_words(card: RoundCard) -> str:
    """Return where in its deck the question stands; of one that was withdrawn the deck alone."""
    if card.question.withdrawn:
        return card.deck.title
    return f"{card.deck.title} · question {card.question.position + 1} of {card.total}"


def replies_words(count: int) -> str:
    """Return how many have answered, never what."""
    if count == 0:
        return "Nobody has answered yet"
    return "1 person has answered" if count == 1 else f"{count} people have answered"


def replied_words(count: int) -> str:
    """Return how many had answered when the round closed."""
    if count == 0:
        return "Nobody answered"
    return "1 person answered" if count == 1 else f"{count} people answered"


def past_message(
    cards: Sequence[RoundCard], page: int, groups: Mapping[GroupId, str] | None = None
) -> Message:
    """Return the rounds that are over, newest first; one more than `page` says that there are more.

    Each has an action that shows its reveal, and stands under its group's name where `groups` has
    those.
    """
    shown = cards[:page]
    if not shown:
        return Message.saying(NONE_OVER)
    older: tuple[Action, ...] = ()
    if len(cards) > page:
        older = (Action("rounds", "Older", shown[-1].round.id),)
    return Message(
        summary="Past rounds",
        blocks=(
            Heading("Past rounds"),
            *(block for each in _counted(shown) for block in _past(*each, groups or {})),
        ),
        actions=(
            *(
                Action("reveal", _label(number, card), card.round.id)
                for number, card in _counted(shown)
            ),
            *older,
        ),
    )


def open_message(
    cards: Sequence[RoundCard], groups: Mapping[GroupId, str] | None = None, others: int = 0
) -> Message:
    """Return the rounds that are open, the one that closes first in front.

    Each stands under its group's name where `groups` has those; so many `others` are not listed.
    """
    if not cards:
        return Message.saying(NONE_OPEN)
    return Message(
        summary="Open now",
        blocks=(
            Heading("Open now"),
            *(block for each in _counted(cards) for block in _open(*each, groups or {})),
            *([Line(f"And {others} more, which close later.")] if others > 0 else ()),
        ),
        actions=tuple(
            Action("answer", _label(number, card), card.round.id)
            for number, card in _counted(cards)
        ),
    )


def _counted(cards: Sequence[RoundCard]) -> list[tuple[int, RoundCard]]:
    return list(enumerate(cards, start=1))


def _label(number: int, card: RoundCard) -> str:
    return f"{number} · {place_words(card)}"


def _past(number: int, card: RoundCard, groups: Mapping[GroupId, str]) -> tuple[Block, ...]:
    at, group = card.round.closed_at or card.round.closes_at, groups.get(card.round.group)
    return (
        *([Line(group)] if group else ()),
        Line(_label(number, card)),
        illustrated(card.question.text),
        Moment("Closed", at),
        Line(_said(replied_words(card.replies), card)),
    )


def _open(number: int, card: RoundCard, groups: Mapping[GroupId, str]) -> tuple[Block, ...]:
    group = groups.get(card.round.group)
    return (
        *([Line(group)] if group else ()),
        Line(_label(number, card)),
        illustrated(card.question.text),
        Moment("Closes", card.round.closes_at),
        Line(_said(replies_words(card.replies), card)),
    )


def _said(words: str, card: RoundCard) -> str:
    return f"{words}. {REPLIED}" if card.replied else f"{words}."


def rounds_words(*, texts: bool) -> str:
    """Return what is said with a group's rounds as a table."""
    words = "Here are the closed rounds of this group, the newest first, a line for each"
    if texts:
        return f"{words} answer, with its text. Keep them among those who may read them here."
    return f"{words} round. texts=yes puts the answers’ texts in, too."
