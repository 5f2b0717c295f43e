"""Items whose question did not survive: onto the list by likeness and order."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from bot.core.alignment.evidence import log_evidence
from bot.core.alignment.reading import Entrant
from bot.core.alignment.roster import Entry
from bot.core.alignment.sequence import walk

_ORDER_ALONE = 0.85
# The mean probability over a document was at least 0.8 for notes on the same chapter; for notes on
# another at most 0.3, but once 0.6 where the questions had no answers yet.
_AT_HOME = 0.35
_NO_IDEA, _ELIMINATED = 0.1, 0.2


def place(
    entrants: Sequence[Entrant], entries: Sequence[Entry], fixed: Mapping[int, int]
) -> dict[int, tuple[int, float]]:
    """Place one document's items on questions; `fixed` says where items stand already.

    Returns (place in `entries`, confidence) by the item's place in `entrants`; nothing at all
    where the document seems to answer other questions than these.
    """
    evidence = log_evidence(entrants, entries)
    steps = walk(np.exp(evidence), fixed)
    free = len(entrants) - len(fixed)
    if sum(step.probability for step in steps) < _AT_HOME * free:
        return {}
    found = {
        step.item: (
            step.question,
            _confidence(step.probability, evidence[step.item, step.question]),
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
