"""Where the imported answers differ most: the questions that are worth a debate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from bot.core.documents import Status
from bot.core.models import Answer, Question, QuestionId, SourceId
from bot.core.similarity import likeness

# Pairs grow with the square of the answers, and four texts show whether a question is disputed:
# 300 questions with six answers of 150 words take 0.6 s with four of them, 1.5 s with all.
MOST_COMPARED = 4


def disputes(
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


def _unlikeness(texts: Sequence[str], question: str, language: str) -> float:
    longest_first = sorted(texts[:MOST_COMPARED], key=len, reverse=True)
    each = [
        1.0 - likeness(longer, shorter, question, language)
        for longer, shorter in combinations(longest_first, 2)
    ]
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
