"""What an import found, and what in it deserves a look."""

from __future__ import annotations

from bot.core.documents import Lines
from bot.core.import_plan import (
    Doubtful,
    ImportPlan,
    NoReference,
    Skipped,
    Unplaced,
    Warning_,
)


def summary(plan: ImportPlan) -> str:
    """Return one sentence about the whole import."""
    return (
        f"{count(len(plan.documents), 'document')} with {count(len(plan.answers), 'answer')} "
        f"on {count(len(plan.questions), 'question')}."
    )


def warning_words(warning: Warning_) -> str:
    """Return one sentence about one thing to look at."""
    match warning:
        case Doubtful(file, _, lines, question, confidence):
            return (
                f"{file}, {_lines(lines)}: probably answers “{question}”, "
                f"but that is a guess ({confidence:.0%})."
            )
        case Unplaced(file, _, lines):
            return f"{file}, {_lines(lines)}: found no question that this answers; left out."
        case Skipped(file, lines, reason):
            return f"{file}, {_lines(lines)}: not part of a question or an answer ({reason})."
        case NoReference(question):
            return f"The reference does not answer “{question}”; other answers stand in."


def count(number: int, noun: str) -> str:
    """Return a number with its noun, in the singular or the plural."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _lines(lines: Lines) -> str:
    if lines.first == lines.last:
        return f"line {lines.first}"
    return f"lines {lines.first} to {lines.last}"
