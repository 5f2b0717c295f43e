"""In which order a deck's questions come, and how much the imported answers of each disagree."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import TypeVar

from bot.core.documents import Status
from bot.core.models import Answer, Order, Place, Question, QuestionId, SourceId
from bot.core.similarity import likeness

# Pairs grow with the square of the answers, and four texts show whether a question is disputed:
# 300 questions with six answers of 150 words take 0.6 s with four of them, 1.5 s with all.
MOST_COMPARED = 4


Placed = TypeVar("Placed", Question, Place)


def in_order(
    questions: Iterable[Placed],
    order: Order = Order.DECK,
    *,
    seed: int = 0,
    cycle: int = 0,
    disagreements: Mapping[QuestionId, float] | None = None,
) -> list[Placed]:
    """Return the questions as they are to be asked.

    SHUFFLED depends on `seed` and `cycle`, DISPUTED on `disagreements` (what `disputes` returns),
    with those that have no entry last. Ties are in the deck's order.
    """
    known = disagreements or {}
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


def disagreements(
    questions: Iterable[Question], answers: Iterable[Answer], language: str = "english"
) -> dict[QuestionId, float]:
    """Return how much each question's answers differ, 0 (all say the same) to 1.

    It is the mean of 1 - `similarity.likeness` over the pairs of the first four sources that really
    answered. The shorter of two is what the other is held against: to say more is no dispute. A
    question with fewer than two answers has no entry.
    """
    by_question = _texts(answers)
    return {
        question.id: _unlikeness(texts, question.text, language)
        for question in questions
        if len(texts := by_question.get(question.id, ())) > 1
    }


def disputes(
    disagreements: Mapping[QuestionId, float], standing: Mapping[QuestionId, int]
) -> dict[QuestionId, float]:
    """Return how disputed questions are: how much their answers differ, and who challenges one.

    `standing` counts those who challenged a reference or agreed, whether that was accepted or is
    not decided. Each of them weighs as much as answers with nothing in common: what people found
    wrong by reading comes before what words alone tell.
    """
    questions = {*disagreements, *standing}
    return {each: disagreements.get(each, 0.0) + standing.get(each, 0) for each in questions}


def _unlikeness(texts: Sequence[str], question: str, language: str) -> float:
    pairs = combinations(sorted(texts[:MOST_COMPARED], key=len, reverse=True), 2)
    each = [1.0 - likeness(longer, shorter, question, language) for longer, shorter in pairs]
    return sum(each) / len(each)


def _texts(answers: Iterable[Answer]) -> Mapping[QuestionId, Sequence[str]]:
    """Return one text for each source that answered the question."""
    found: dict[QuestionId, dict[SourceId, str]] = {}
    for answer in answers:
        if answer.status is Status.ANSWERED:
            texts = found.setdefault(answer.question, {})
            earlier = texts.get(answer.source)
            texts[answer.source] = f"{earlier}\n\n{answer.text}" if earlier else answer.text
    return {question: list(texts.values()) for question, texts in found.items()}
