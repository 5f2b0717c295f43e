"""The review queue, in words for a terminal."""

from __future__ import annotations

from bot.core.documents import Status
from bot.core.feedback import beginning_of
from bot.core.models import Answer
from bot.core.review import Candidate, Doubt, Verdict
from bot.core.text import plain
from bot.presentation.humanize import count

ASK_KEY = "[a]ccept, [m]ove, [s]plit off, mer[g]e both, [d]rop, [n]ext, [q]uit"
ASK_QUESTION = "The question that it answers"
_OTHERS = 2


def doubt_words(doubt: Doubt) -> str:
    """Return an answer, with both questions that it may belong to."""
    lines = doubt.answer.lines
    head = (
        f"{count(doubt.left, 'answer')} to look at. {doubt.source.author} "
        f"({doubt.source.name}, line {lines.first}), {doubt.answer.confidence:.0%} sure:"
    )
    here = _candidate("It stands here", doubt.here, doubt.answer)
    asked = [f"The document asks: {plain(doubt.answer.asked)}"] if doubt.answer.asked else []
    there = []
    if doubt.rival:
        there = [_candidate("It may belong here", doubt.rival, doubt.answer)]
    return "\n\n".join(["", head, *asked, plain(doubt.answer.text), here, *there])


def _candidate(title: str, candidate: Candidate, doubtful: Answer) -> str:
    """Return a question, with how others answer it."""
    question = candidate.question
    others = [
        (answer, source)
        for answer, source in candidate.answers
        if answer.id != doubtful.id and answer.status is Status.ANSWERED
    ]
    told = [
        f"    {source.author}: {beginning_of(answer.text)}" for answer, source in others[:_OTHERS]
    ]
    return "\n".join([f"{title}: {question.position + 1}. {plain(question.text)}", *told])


def end_words(left: int) -> str:
    """Return what the end of the queue leaves: answers that were passed over are still doubtful."""
    if not left:
        return "Nothing more is doubtful."
    return f"{count(left, 'answer')} left for later, still doubtful: review again to decide."


def done_words(verdict: Verdict) -> str:
    """Return what was done."""
    return {
        Verdict.ACCEPT: "It stays where it is.",
        Verdict.MOVE: "It is the other question’s now.",
        Verdict.SPLIT: "It answers a question of its own now.",
        Verdict.MERGE: "Both are one question now.",
        Verdict.DROP: "It is withdrawn.",
    }[verdict]


def reviewed_words(decided: int) -> str:
    """Return how much was decided."""
    if not decided:
        return "Nothing was decided."
    return f"{count(decided, 'answer')} decided; each can be undone on the deck’s page for a week."
