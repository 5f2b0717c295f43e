"""A round as its group sees it while it is open, and when it is called off."""

from __future__ import annotations

from bot.core.showing import RoundCard
from bot.core.view import Action, Block, Heading, Line, Message, Moment, Prose


def question_message(card: RoundCard) -> Message:
    """Return the question as it is posted: what is asked, until when, and how many replied."""
    blocks: tuple[Block, ...] = (
        Heading(place_words(card), level=3),
        Prose(card.question.text),
        Moment("Closes", card.round.closes_at),
        Line(replies_words(card.replies)),
    )
    return Message(
        summary=f"New question: {card.question.text}",
        blocks=blocks,
        actions=(Action("answer", "Answer", card.round.id),),
    )


def skipped_message(card: RoundCard) -> Message:
    """Return what is said when a round is called off."""
    return Message(
        summary=f"Skipped: {card.question.text}",
        blocks=(Line("This question was skipped. Nothing is revealed."), Prose(card.question.text)),
    )


def place_words(card: RoundCard) -> str:
    """Return where in its deck the question stands."""
    return f"{card.deck.title} · question {card.number} of {card.total}"


def replies_words(count: int) -> str:
    """Return how many have answered, never what."""
    if count == 0:
        return "Nobody has answered yet"
    return "1 person has answered" if count == 1 else f"{count} people have answered"
