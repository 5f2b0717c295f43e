"""Answers of one document to the questions of another, joined by their numbers.

A key beside its questions, or "Answers 1 to 20": the numbers of the one are those of the other, and
the other's questions have no answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.alignment.reading import Entrant
from bot.core.alignment.roster import Entry
from bot.core.documents import Status

SURENESS = 0.95
_FEWEST = 2
_MOSTLY = 0.6  # of the answers have a question of their number, of the questions no answer


def joined(
    paper: Sequence[Entrant], sheets: Sequence[Mapping[int, int]], entries: Sequence[Entry]
) -> dict[int, int]:
    """Return the entry of each item that a sheet has a question for; nothing where numbers lack.

    Of a `paper` the items without a question are asked about; a sheet says which entry each of its
    numbers is. The sheet with most of the numbers is taken.
    """
    numbers = [each.number for each in paper if not each.is_whole and each.number is not None]
    if len(numbers) < max(_FEWEST, len(paper)) or len(set(numbers)) < len(numbers):
        return {}
    best = max(sheets, key=lambda sheet: sum(n in sheet for n in numbers), default={})
    known = [number for number in numbers if number in best]
    if len(known) < max(_FEWEST, _MOSTLY * len(numbers)):
        return {}
    free = [number for number in known if not entries[best[number]].answers]
    if len(free) < _MOSTLY * len(known):
        return {}
    return {
        each.item: best[each.number]
        for each in paper
        if each.number is not None and each.number in best
    }


def sheet(paper: Sequence[Entrant], placed: Mapping[int, int]) -> dict[int, int]:
    """Return by number the entries of a document's questions, nothing where most are answered.

    Without numbers, or where they begin anew, the questions are counted.
    """
    asked = [each for each in paper if each.item in placed]
    left = sum(1 for each in asked if each.status is not Status.ANSWERED)
    if not asked or left < _MOSTLY * len(asked):
        return {}
    numbers = [each.number for each in asked]
    if None in numbers or len(set(numbers)) < len(numbers):
        numbers = list(range(1, len(asked) + 1))
    return {n: placed[e.item] for n, e in zip(numbers, asked, strict=True) if n is not None}


def deck_sheet(entries: Sequence[Entry], order: Sequence[int]) -> dict[int, int]:
    """Return a deck's questions by their place in it, nothing where most are answered."""
    left = sum(1 for number in order if not entries[number].answers)
    if not order or left < _MOSTLY * len(order):
        return {}
    return dict(enumerate(order, 1))
