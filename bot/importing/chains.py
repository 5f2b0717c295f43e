"""Which numbered lines count a document's questions: the best chain of numbers.

Each number is one more than the last, through what reads like a question: a longest path, linear
in the candidates because only the best chain for each last number is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.importing.candidates import Candidate
from bot.importing.lines import NESTED
from bot.importing.questions import Look

# Weights, tuned only in their order: like a question, a clean sequence, a likely list point.
_WEIGHT = {Look.QUESTION: 3.0, Look.STUDY: 2.5, Look.TASK: 1.5, Look.NONE: 0.25}
_LIST_POINT = -0.5
_GAP, _WIDEST_GAP = 1.0, 5
_OTHER_SHAPE = 0.5
_SMALL_LETTER = 0.25  # points of a list begin with one more often than questions do
_INDENTED = 1.0
_MARKED, _LEAST_MARKED = 1.0, 0.7  # what has the marks that most questions have
_FEWEST_ALIKE, _MOSTLY = 3, 0.6  # questions that all have the same number
_UNTITLED_RESTART, _SHORTEST_CHAPTER = 9.0, 5
_LEAST_RESTART = 1.0  # what a new sequence must begin with


def same_number(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the questions of a document that numbers each of them alike, as Markdown allows."""
    asking = [candidate for candidate in candidates if candidate.look >= Look.TASK]
    if len(asking) < _FEWEST_ALIKE:
        return []
    (number, count), *_ = Counter(candidate.number for candidate in asking).most_common(1)
    if count < _FEWEST_ALIKE or count < _MOSTLY * len(asking):
        return []
    least = min(candidate.line.indent for candidate in asking)
    found: list[Candidate] = []
    for one in _with_placed(candidates, asking, number):
        # Right below one without an answer a list goes on counting.
        last = found[-1] if found else None
        goes_on = last and one.number == last.number + 1 and one.line.index <= last.body + 1
        if (one.number == number or goes_on) and one.line.indent <= least + 1:
            found.append(one)
    return found


def _with_placed(
    candidates: Sequence[Candidate], asking: Sequence[Candidate], number: int
) -> list[Candidate]:
    """Return the candidates that ask, and those between them that look alike and stand apart.

    `1. "Fair is foul" - explain` has its number, its margin and a text below it as they have.
    """
    shapes = {(one.shape, one.line.indent) for one in asking if one.number == number}
    alike = [
        one for one in candidates if one.number == number and (one.shape, one.line.indent) in shapes
    ]
    apart = {
        one.line.index
        for one, after in pairwise(alike)
        if after.line.index > one.body + 1 or _is_sentence(one.text)
    }
    most = len(asking) >= _MOSTLY_ASKING * len(alike)
    return [
        one for one in candidates if one.look >= Look.TASK or (most and one.line.index in apart)
    ]


def _is_sentence(text: str) -> bool:
    return text[:1].isupper() and text.endswith(".") and len(text.split()) >= _FEWEST_WORDS


_MOSTLY_ASKING, _FEWEST_WORDS = 0.75, 5


@dataclass(slots=True)  # to freeze it takes longer than to read it
class _Chain:
    score: float
    candidate: Candidate
    before: _Chain | None


def best_chain(candidates: Sequence[Candidate]) -> list[Candidate]:
    usual = _usual(candidates)
    by_number: dict[int, _Chain] = {}
    best: _Chain | None = None
    above: _Chain | None = None  # the best chain that ends above the candidate's segment
    opened = False
    for at, candidate in enumerate(candidates):
        previous = candidates[at - 1] if at else None
        if previous is None or candidate.segment != previous.segment:
            above, opened = best, False
        # Below a question with the marks that half of them have, other numbers are its answer's.
        is_usual = candidate.distinct == usual.half
        opened = opened or is_usual
        weight = _weight(candidate, previous, usual)
        restart = above if is_usual or not opened else None
        chain = _extended(candidate, weight, by_number, restart, best)
        known = by_number.get(candidate.number)
        if chain and (known is None or chain.score >= known.score):
            by_number[candidate.number] = chain
        if chain and (best is None or chain.score > best.score):
            best = chain
    return _unwound(best)


@dataclass(frozen=True, slots=True)
class _Usual:
    """What the numbered lines that ask mostly look like; `marks` is None where nothing marks them.

    A line that is marked as they are is a question by its place, whatever its words.
    """

    shape: tuple[bool, str, str, bool] | None = None
    marks: tuple[bool, int, bool, str, bool] | None = None
    margin: int = 0
    half: tuple[bool, int, bool, str, bool] | None = None
    """The marks of at least half of them, `marks` those of most."""


def _usual(candidates: Sequence[Candidate]) -> _Usual:
    asking = [one for one in candidates if one.look is Look.QUESTION]
    if not asking:
        return _Usual()
    marks, count = Counter(one.distinct for one in asking).most_common(1)[0]
    told = any(marks) and count >= _LEAST_MARKED * len(asking)
    half = any(marks) and 2 * count >= len(asking)
    return _Usual(
        Counter(one.shape for one in asking).most_common(1)[0][0],
        marks if told else None,
        Counter(one.line.indent for one in asking).most_common(1)[0][0],
        marks if half else None,
    )


def _weight(candidate: Candidate, previous: Candidate | None, usual: _Usual) -> float:
    if candidate.distinct == usual.marks:
        return max(_MARKED, _WEIGHT[candidate.look])
    weight = _WEIGHT[candidate.look]
    if (
        previous
        and previous.look is candidate.look is Look.NONE
        and candidate.number == previous.number + 1
    ):
        weight = _LIST_POINT
    if candidate.text[0].islower():
        weight -= _SMALL_LETTER
    if candidate.shape != usual.shape:
        weight -= _OTHER_SHAPE
    if candidate.line.indent >= usual.margin + NESTED:
        weight -= _INDENTED
    return weight


def _extended(
    candidate: Candidate,
    weight: float,
    by_number: dict[int, _Chain],
    above: _Chain | None,
    best: _Chain | None,
) -> _Chain | None:
    """Return the best chain that ends with the candidate.

    It continues the chain of a number just below, or begins again: below a title or an interlude,
    or, at a high price, after `best`, a long sequence that another chapter's may follow.
    """
    options: list[tuple[float, _Chain | None]] = []
    for step in range(1, _WIDEST_GAP + 1):
        before = by_number.get(candidate.number - step)
        if before:
            options.append((before.score - (_GAP if step > 1 else 0.0), before))
    if weight >= _LEAST_RESTART:
        options.append((0.0 if candidate.number <= 1 else -_GAP, None))
        if above and candidate.number <= 1:
            options.append((above.score, above))
        if best and candidate.interlude is not None:
            options.append((best.score - _GAP, best))
        if best and candidate.number == 1 and best.candidate.number >= _SHORTEST_CHAPTER:
            options.append((best.score - _UNTITLED_RESTART, best))
    if not options:
        return None
    score, before = max(options, key=lambda option: option[0])
    return _Chain(score + weight, candidate, before)


def _unwound(chain: _Chain | None) -> list[Candidate]:
    found: list[Candidate] = []
    while chain:
        found.append(chain.candidate)
        chain = chain.before
    return found[::-1]


def with_beginning(candidates: Sequence[Candidate], chosen: Sequence[Candidate]) -> list[Candidate]:
    """Add what is numbered right before the first question and as it is, though it asks nothing.

    `1. TCP versus UDP` above `2. What is a port?` is a question by its place.
    """
    found = list(chosen)
    if len(found) < _FEWEST_ALIKE:
        return found
    for one in reversed(candidates[: _place_of(candidates, found[0])]):
        first = found[0]
        if first.number <= 1 or one.segment != first.segment:
            break
        alike = one.shape == first.shape and one.line.indent == first.line.indent
        if alike and one.number == first.number - 1:
            found.insert(0, one)
    return found


def with_ending(candidates: Sequence[Candidate], chosen: Sequence[Candidate]) -> list[Candidate]:
    """Add what goes on counting right behind the last question, as it is marked."""
    found = list(chosen)
    if len(found) < _FEWEST_ALIKE:
        return found
    for one in candidates[_place_of(candidates, found[-1]) + 1 :]:
        last = found[-1]
        alike = one.shape == last.shape and one.line.indent == last.line.indent
        if not alike or one.segment != last.segment or one.number != last.number + 1:
            break
        found.append(one)
    return found


def _place_of(candidates: Sequence[Candidate], wanted: Candidate) -> int:
    return next((at for at, one in enumerate(candidates) if one is wanted), 0)
