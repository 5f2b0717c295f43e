"""Answers that stand above their questions, each with its label: `Answer: 53`, `Question: ...`.

Only labels tell: they come in turn through the document, the first an answer's and the last a
question's, with nothing but the question below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.importing.assembly import ItemDraft
from bot.importing.keys import Detect
from bot.importing.labels import ANSWER, QUESTION
from bot.importing.lines import SourceLine

_FEWEST = 3  # pairs


def detect_with_answers_above(
    lines: Sequence[SourceLine], detect: Detect
) -> tuple[str, list[ItemDraft]] | None:
    """Return what `detect` finds, the answers above their questions with them."""
    answers = _answers_above(lines)
    if not answers:
        return detect(lines)
    above = {line.index for answer in answers for line in answer}
    found = detect(
        [
            SourceLine(line.index, "", is_boilerplate=True) if line.index in above else line
            for line in lines
        ]
    )
    if found is None or len(found[1]) != len(answers):
        return detect(lines)
    name, drafts = found
    following = [answer[0].index for answer in answers[1:]] + [len(lines)]
    return name, [
        replace(draft, end=min(draft.end, end), keyed=_unlabelled(answer))
        for draft, answer, end in zip(drafts, answers, following, strict=True)
    ]


def _answers_above(lines: Sequence[SourceLine]) -> list[Sequence[SourceLine]]:
    """Return the lines of each answer above its question, none where they stand otherwise."""
    labelled = [line for line in lines if line.label in (ANSWER, QUESTION) and not line.fenced]
    kinds = [line.label for line in labelled]
    if len(kinds) < 2 * _FEWEST or kinds != [ANSWER, QUESTION] * (len(kinds) // 2):
        return []
    return [
        lines[answer.index : question.index]
        for answer, question in zip(labelled[::2], labelled[1::2], strict=True)
    ]


def _unlabelled(answer: Sequence[SourceLine]) -> tuple[SourceLine, ...]:
    first, *rest = answer
    while rest and (rest[-1].blank or rest[-1].is_rule or rest[-1].heading):
        rest.pop()
    return (replace(first, raw=first.text, label=""), *rest)
