"""Items whose question did not survive: onto the list by likeness and order.

Every measure of where an item belongs is a log-likelihood ratio: how much likelier the observation
is if the item belongs to the question than if it does not. The curves were read off nine readers'
notes on two chapters of a book. Above a cosine of about 0.1 likeness speaks for a question, below
it against.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.core.alignment.reading import Entrant
from bot.core.alignment.roster import Entry
from bot.core.alignment.sequence import walk
from bot.core.alignment.vectors import Matrix, Vector, products
from bot.core.alignment.wording import Wording, asks_for_a_deed, same_word
from bot.core.documents import Status

_ORDER_ALONE = 0.85
# The mean probability over a document was at least 0.8 for notes on the same chapter; for notes on
# another at most 0.3, but once 0.6 where the questions had no answers yet.
_AT_HOME = 0.35
_UNHEARD = 0.85  # a question that nobody answered yet may share a word with any answer
_NO_IDEA, _ELIMINATED = 0.1, 0.2
# Cosine against log-likelihood ratio, joined by straight lines.
_ANSWER_TO_QUESTION = ((0, 0.05, 0.1, 0.2, 0.3, 0.5), (-0.9, 0, 0.9, 2.3, 3.6, 4.3))
_ANSWER_TO_ANSWERS = ((0, 0.04, 0.1, 0.2, 0.3, 0.5, 0.7), (-2.1, -1.8, 0, 2, 3.4, 5, 6.3))
_FRAGMENT_TO_QUESTION = ((0, 0.1, 0.4, 0.8), (-1, 0, 6, 9))
_UNDONE = 1.5
_SAME_SECTION = 1.5
_UNNAMED = 0.3  # notes seldom name every section
_OPENS_SECTION = 5.0


def place(
    entrants: Sequence[Entrant], entries: Sequence[Entry], fixed: Mapping[int, int]
) -> dict[int, tuple[int, float]]:
    """Place one document's items on questions; `fixed` says where items stand already.

    Returns (place in `entries`, confidence) by the item's place in `entrants`; nothing at all
    where the document seems to answer other questions than these.
    """
    evidence = _log_evidence(entrants, entries)
    steps = walk(np.exp(evidence), fixed)
    free = len(entrants) - len(fixed)
    if sum(step.probability for step in steps) < _AT_HOME * free:
        return {}
    found = {
        step.item: (
            step.question,
            min(
                1.0 if entries[step.question].answers else _UNHEARD,
                _confidence(step.probability, evidence[step.item, step.question]),
            ),
        )
        for step in steps
    }
    return found | _left_over(found, fixed, evidence.shape)


def _left_over(
    found: Mapping[int, tuple[int, float]], fixed: Mapping[int, int], shape: tuple[int, ...]
) -> dict[int, tuple[int, float]]:
    """Place by elimination: as many items left over as questions belong together, in order."""
    sure = {item: at for item, (at, confidence) in found.items() if confidence > _NO_IDEA}
    taken = sure | dict(fixed)
    items = [item for item in range(shape[0]) if item not in taken]
    questions = sorted(set(range(shape[1])) - set(taken.values()))
    if len(items) != len(questions):
        return {}
    return {item: (at, _ELIMINATED) for item, at in zip(items, questions, strict=True)}


def _confidence(probability: float, evidence: float) -> float:
    """Order alone does not convince wholly; the rest takes words that speak for the question."""
    spoken = 1 - math.exp(-max(0.0, evidence) / 2)
    return probability * (_ORDER_ALONE + (1 - _ORDER_ALONE) * spoken)


def _log_evidence(entrants: Sequence[Entrant], entries: Sequence[Entry]) -> Matrix:
    """Return the evidence for every item (row) on every question (column); 0 where it is mute."""
    asked = [entry.asked for entry in entries]
    answered = [entry.answered for entry in entries]
    said = [_said(entrant) for entrant in entrants]
    fragments = [{} if entrant.is_whole else entrant.asked for entrant in entrants]
    return np.asarray(
        _likeness(said, asked, _ANSWER_TO_QUESTION)
        + _likeness(said, answered, _ANSWER_TO_ANSWERS)
        + _likeness(fragments, asked, _FRAGMENT_TO_QUESTION)
        + _placeholder_pull(entrants, entries)
        + _section_pull([item.section for item in entrants], [entry.section for entry in entries])
    )


def _likeness(
    rows: Sequence[Vector],
    columns: Sequence[Vector],
    curve: tuple[Sequence[float], Sequence[float]],
) -> Matrix:
    """Read the cosines off a curve; where either side has no words there is no evidence."""
    given = np.outer([bool(row) for row in rows], [bool(column) for column in columns])
    return np.where(given, np.interp(products(rows, columns), curve[0], curve[1]), 0.0)


def _said(entrant: Entrant) -> Vector:
    """A placeholder's words ("done") are about its author, not about the question."""
    return entrant.answered if entrant.status is Status.ANSWERED else {}


def _placeholder_pull(entrants: Sequence[Entrant], entries: Sequence[Entry]) -> Matrix:
    """Placeholders go where others left placeholders, and where a deed is asked for."""
    undone = np.array([entrant.status is Status.PLACEHOLDER for entrant in entrants], dtype=float)
    if not undone.any():
        return np.zeros((len(entrants), len(entries)))
    pull = np.array([_undone_share(entry) + asks_for_a_deed(entry.text) for entry in entries])
    return np.outer(undone, _UNDONE * pull)


def _undone_share(entry: Entry) -> float:
    undone = entry.statuses.count(Status.PLACEHOLDER) + 0.3 * entry.statuses.count(Status.EMPTY)
    return undone / (len(entry.statuses) + 1)


def _section_pull(mine: Sequence[str], listed: Sequence[str]) -> Matrix:
    """A section of the document is mostly the section of the list that is called alike.

    It also tells where a block begins that stands elsewhere in the document than in the list.
    """
    names, columns = sorted(set(mine)), sorted(set(listed))
    alike: NDArray[np.bool_] = np.array(
        [[_same_section(name, column) for column in columns] for name in names]
    )
    elsewhere = np.outer([_UNNAMED if not name else 1.0 for name in names], alike.any(axis=0))
    pull = np.where(alike, _SAME_SECTION, -_SAME_SECTION * elsewhere)
    where = np.ix_(list(map(names.index, mine)), list(map(columns.index, listed)))
    openings = np.outer(_openings(mine), _openings(listed)) & alike[where]
    return np.asarray(pull[where] + _OPENS_SECTION * openings)


def _openings(sections: Sequence[str]) -> NDArray[np.bool_]:
    return np.array([bool(at and name != sections[at - 1]) for at, name in enumerate(sections)])


def _same_section(one: str, other: str) -> bool:
    mine, yours = Wording.of(one), Wording.of(other)
    if mine.stems == yours.stems:
        return bool(one)
    fewer, more = sorted((mine.subject, yours.subject), key=len)
    return bool(fewer) and all(any(same_word(word, twin) for twin in more) for word in fewer)
