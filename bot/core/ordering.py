"""Which question comes next."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.core.models import Question, QuestionId


def next_question(deck: Iterable[Question], asked: Collection[QuestionId]) -> Question | None:
    """Return the first question in the deck's order that was not asked, None at the deck's end."""
    waiting = (question for question in deck if question.id not in asked)
    return min(waiting, key=lambda question: question.position, default=None)
