"""A round as its group sees it: open, closed or called off, and never what anybody replied."""

from __future__ import annotations

from bot.core.models import RoundState
from bot.core.read_models import RoundCard
from bot.core.view import Action, Block, Heading, Line, Message, Moment, Prose


def question_message(card: RoundCard) -> Message:
    """Return the question as its post says it now: what is asked, until when, how many replied."""
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
    )


def skipped_message(card: RoundCard) -> Message:
    """Return what is said when a round is called off."""
    return Message(
        summary=f"Skipped: {card.question.text}",
        blocks=(Line("This question was skipped. Nothing is revealed."), Prose(card.question.text)),
    )


def _asked(card: RoundCard) -> tuple[Block, ...]:
    return Heading(place_words(card), level=3), Prose(card.question.text)


def place_words(card: RoundCard) -> str:
    """Return where in its deck the question stands."""
    return f"{card.deck.title} · question {card.number} of {card.total}"


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
