"""In which order a deck's questions come."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from bot.core.models import Order, Question, QuestionId


def in_order(
    questions: Iterable[Question],
    order: Order = Order.DECK,
    *,
    seed: int = 0,
    cycle: int = 0,
    disputes: Mapping[QuestionId, float] | None = None,
) -> list[Question]:
    """Return the questions as they are to be asked.

    SHUFFLED depends on `seed` and `cycle`, DISPUTED on `disputes`: how much each question's answers
    differ (`core.dispute`), with those that have no entry last. Ties are in the deck's order.
    """
    known = disputes or {}
    in_deck = sorted(questions, key=lambda question: question.position)
    if order is Order.SHUFFLED:
        return sorted(in_deck, key=lambda question: _card(seed, cycle, question.id))
    if order is Order.DISPUTED:
        return sorted(in_deck, key=lambda question: -known.get(question.id, -1.0))
    return in_deck


def _card(seed: int, cycle: int, question: QuestionId) -> bytes:
    """Return a question's place in a shuffle, in which no other question has a say.

    So the others keep their order when questions are added, and each cycle has its own.
    """
    return hashlib.sha256(f"{seed} {cycle} {question}".encode()).digest()
