"""`Question? Answer` in one paragraph: the question is a paragraph's first sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.importing.assembly import ItemDraft
from bot.importing.lines import SourceLine, joined, wraps_on
from bot.importing.marked import shape_of
from bot.importing.questions import Look, look, sentence_look, sentences, split_question
from bot.importing.sections import item_ends
from bot.importing.vocabulary import CONNECTIVES, PRONOUNS

_SHAPES = frozenset({"plain", "bullet", "bold", "bullet bold", "label"})
_SHORTEST_TASK = 6  # words; "Run it." is a step, a book's task is a longer sentence


@dataclass(slots=True)  # to freeze it takes longer than to read it
class _Opening:
    line: SourceLine
    shape: str
    question: str
    answer: str
    body: int


def find(lines: Sequence[SourceLine]) -> list[ItemDraft]:
    """Return the questions that open their answer's paragraph, as drafts in order.

    None unless at least half of them have the answer behind them on the line.
    """
    openings = _openings(lines)
    if not openings:
        return []
    shape = Counter(one.shape for one in openings if one.answer).most_common(1)
    openings = [one for one in openings if shape and one.shape == shape[0][0]]
    openings = _paragraph_starts(lines, openings)
    if 2 * sum(1 for one in openings if one.answer) < len(openings):
        return []
    ends = item_ends(lines, [(one.line.index, one.body) for one in openings])
    sign = _sign(openings)
    return [
        ItemDraft(one.question, one.line.index, one.body, end, one.answer.removeprefix(sign))
        for one, end in zip(openings, ends, strict=True)
    ]


_SIGNS = frozenset(f"{sign} " for sign in ("-", "--", "---", "–", "—", "→", "=", "=>", "->", ":"))


def _sign(openings: Sequence[_Opening]) -> str:
    """Return the sign that parts most questions from their answers, with its space, "" for none."""
    behind = [one.answer.partition(" ")[0] + " " for one in openings if " " in one.answer]
    sign, count = Counter(behind).most_common(1)[0] if behind else ("", 0)
    return sign if sign in _SIGNS and 2 * count > len(openings) else ""


def _openings(lines: Sequence[SourceLine]) -> list[_Opening]:
    openings: list[_Opening] = []
    covered = 0  # the lines before this one belong to a question already
    for line in lines:
        shape = shape_of(line) if line.index >= covered else ""
        first = line.text.split(None, 1)[0].lower() if shape in _SHAPES else ""
        if not first or first in CONNECTIVES or (first in PRONOUNS and "?" in line.text):
            continue
        opening = _opening(lines, line, shape)
        if opening:
            openings.append(opening)
            covered = opening.body
    return openings


def _opening(lines: Sequence[SourceLine], line: SourceLine, shape: str) -> _Opening | None:
    question, answer = line.split
    if question:
        question, answer = _with_answer(lines, line, question, answer)
        kind = line.look if question == line.text else look(question)
        if kind is Look.NONE or (kind is Look.TASK and len(question.split()) < _SHORTEST_TASK):
            return None
        return _Opening(line, shape, question, answer, line.index + 1)
    return _wrapped(lines, line, shape)


def _with_answer(
    lines: Sequence[SourceLine], line: SourceLine, question: str, answer: str
) -> tuple[str, str]:
    """Give a question that nothing answers its last request ("Find a ...") for an answer.

    "Explain ..." and the like stay with the question: they can only be asked.
    """
    parts = list(sentences(question)) if not answer and "? " in question else []
    if len(parts) <= 1 or (line.index + 1 < len(lines) and not lines[line.index + 1].blank):
        return question, answer
    if sentence_look(parts[-1]) is not Look.TASK or sentence_look(parts[0]) is not Look.QUESTION:
        return question, answer
    return "".join(parts[:-1]).strip(), parts[-1]


def _wrapped(lines: Sequence[SourceLine], line: SourceLine, shape: str) -> _Opening | None:
    """Read a question that goes on in the next line, where its answer may begin."""
    if line.index + 1 >= len(lines) or not wraps_on(line.text, lines[line.index + 1]):
        return None
    question, answer = split_question(joined(line.text, lines[line.index + 1].text))
    if look(question) is not Look.QUESTION:
        return None
    return _Opening(line, shape, question, answer, line.index + 2)


def _paragraph_starts(lines: Sequence[SourceLine], openings: Sequence[_Opening]) -> list[_Opening]:
    """Keep those after a blank line when most are: the others are inside an answer."""
    starts = [one for one in openings if not one.line.index or lines[one.line.index - 1].blank]
    return starts if 2 * len(starts) > len(openings) else list(openings)
