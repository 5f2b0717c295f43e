"""Rounds in lists."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.read_models import RoundCard
from bot.core.view import Action, Block, Heading, Line, Message, Moment, Prose
from bot.presentation.cards import place_words, replied_words, replies_words

NONE_OVER = "No question has been closed yet. When one is, its answers show here."
NONE_OPEN = "No question is open right now."
REPLIED = "You answered this one."


def past_message(cards: Sequence[RoundCard], page: int) -> Message:
    """Return the rounds that are over, newest first; one more than `page` says that there are more.

    Each has an action that shows its reveal.
    """
    shown = cards[:page]
    if not shown:
        return Message(summary=NONE_OVER, blocks=(Line(NONE_OVER),))
    older: tuple[Action, ...] = ()
    if len(cards) > page:
        older = (Action("rounds", "Older", shown[-1].round.id),)
    return Message(
        summary="Past rounds",
        blocks=(Heading("Past rounds"), *(block for card in shown for block in _past(card))),
        actions=(
            *(
                Action("reveal", _label(number, card), card.round.id)
                for number, card in _counted(shown)
            ),
            *older,
        ),
    )


def open_message(cards: Sequence[RoundCard]) -> Message:
    """Return the rounds that are open, the one that closes first in front."""
    if not cards:
        return Message(summary=NONE_OPEN, blocks=(Line(NONE_OPEN),))
    return Message(
        summary="Open now",
        blocks=(Heading("Open now"), *(block for card in cards for block in _open(card))),
        actions=tuple(
            Action("answer", _label(number, card), card.round.id)
            for number, card in _counted(cards)
        ),
    )


def _counted(cards: Sequence[RoundCard]) -> list[tuple[int, RoundCard]]:
    return list(enumerate(cards, start=1))


def _label(number: int, card: RoundCard) -> str:
    return f"{number} · {place_words(card)}"


def _past(card: RoundCard) -> tuple[Block, ...]:
    at = card.round.closed_at or card.round.closes_at
    return (
        Line(place_words(card)),
        Prose(card.question.text),
        Moment("Closed", at),
        Line(_said(replied_words(card.replies), card)),
    )


def _open(card: RoundCard) -> tuple[Block, ...]:
    return (
        Line(place_words(card)),
        Prose(card.question.text),
        Moment("Closes", card.round.closes_at),
        Line(_said(replies_words(card.replies), card)),
    )


def _said(words: str, card: RoundCard) -> str:
    return f"{words}. {REPLIED}" if card.replied else f"{words}."
