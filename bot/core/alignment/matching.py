"""Which questions of a document the list has already: by wording first, then by company.

What is worded alike beyond doubt is fixed first. Everything else is weighed with it: a candidate
that stands where its neighbours put it, or whose answers say the same, may be worded more freely
than one that comes alone (a word of another book's list proves little).
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.alignment.reading import Entrant
from bot.core.alignment.roster import Roster
from bot.core.alignment.vectors import cosine, total, unit
from bot.core.alignment.wording import QuestionWeights, Wording

_PLAIN = 0.93  # likeness at which wording alone is enough
_POSSIBLE = 0.4  # likeness below which no company helps
# A score is likeness, less _ALONE, plus up to _COMPANY and _ANSWERS: best pairs are fixed first.
_ACCEPTED = (1.0, 0.9, 0.8, 0.74)
_ALONE = 0.25
_COMPANY = 0.4
_ANSWERS = 0.3
_ANSWERS_ALIKE = 0.5  # the cosine at which two answers say the same in substance
_WITHOUT_SUBJECT = 0.7  # "Why?" is asked anywhere
_REACH = 4.0  # questions: how far a pair may stand from where its neighbours put it
_TWINS = 16  # equally worded questions are compared with so many before and after their like
# Confidence of a placing: in the same words, at least; in other words, from and to.
_EXACT = 0.9
_REWORDED = (0.55, 0.95)


@dataclass(frozen=True, slots=True)
class Pair:
    """An entrant (by its place among those compared) that may be a question of the list."""

    entrant: int
    entry: int
    likeness: float
    is_exact: bool = False


class Matcher:
    """Matches one document's worded items, in order, with the questions of the list."""

    def __init__(
        self, entrants: Sequence[Entrant], roster: Roster, weights: QuestionWeights
    ) -> None:
        self._entrants = entrants
        self._roster = roster
        self._weights = weights
        self._places = roster.places()
        self._found: dict[int, Pair] = {}
        self._taken: set[int] = set()
        self._fixed: list[int] = []
        self._seen: Counter[tuple[str, ...]] = Counter()
        self._pairs = [pair for n, e in enumerate(entrants) for pair in self._pairs_of(n, e)]
        self._answers = {pair: self._answer_likeness(pair) for pair in self._pairs}
        same = {pair.entrant for pair in self._pairs if pair.is_exact}
        self._overlap = len(same) / max(1, len(entrants))

    def match(self) -> dict[int, tuple[int, float]]:
        """Return, by entrant, the entry and the confidence; entrants without are new."""
        self._fix_plain()
        for floor in _ACCEPTED:
            self._fix_best(floor)
        return {
            number: (pair.entry, self._confidence(pair)) for number, pair in self._found.items()
        }

    def _pairs_of(self, number: int, entrant: Entrant) -> list[Pair]:
        wording = entrant.wording
        same = self._roster.same(wording)
        if same:
            nth = self._seen[wording.stems]
            self._seen[wording.stems] += 1
            same = same[max(0, nth - _TWINS) : nth + _TWINS]
            certainty = 1.0 if wording.subject else _WITHOUT_SUBJECT
            return [Pair(number, entry, certainty, is_exact=True) for entry in same]
        pairs = [
            Pair(number, entry, self._likeness(wording, entry))
            for entry in self._roster.candidates(wording)
        ]
        return [pair for pair in pairs if pair.likeness >= _POSSIBLE]

    def _likeness(self, wording: Wording, entry: int) -> float:
        known = self._roster.entries[entry].wordings.values()
        return max(self._weights.likeness(wording, other) for other in known)

    def _answer_likeness(self, pair: Pair) -> float:
        answers = self._roster.entries[pair.entry].answers
        alike = cosine(self._entrants[pair.entrant].answered, unit(total(answers)))
        return min(1.0, alike / _ANSWERS_ALIKE)

    def _fix_plain(self) -> None:
        """Fix the pairs that are worded alike and have no rival on either side."""
        plain = [pair for pair in self._pairs if pair.likeness >= _PLAIN]
        wanted = Counter(pair.entry for pair in plain)
        wanting = Counter(pair.entrant for pair in plain)
        for pair in plain:
            if wanted[pair.entry] == wanting[pair.entrant] == 1:
                self._fix(pair)

    def _fix_best(self, floor: float) -> None:
        ranked = sorted(
            ((self._score(pair), pair) for pair in self._pairs if self._is_open(pair)),
            key=lambda scored: (-scored[0], scored[1].entrant, self._places[scored[1].entry]),
        )
        for score, pair in ranked:
            if score >= floor and self._is_open(pair):
                self._fix(pair)

    def _is_open(self, pair: Pair) -> bool:
        return pair.entrant not in self._found and pair.entry not in self._taken

    def _score(self, pair: Pair) -> float:
        company = _COMPANY * self._company(pair) - _ALONE
        return pair.likeness + company + _ANSWERS * self._answers[pair]

    def _company(self, pair: Pair) -> float:
        """How well the pair stands between the fixed pairs of its neighbours, 0 to 1."""
        before = bisect_left(self._fixed, pair.entrant)
        after = bisect_right(self._fixed, pair.entrant)
        neighbours = self._fixed[max(0, before - 1) : before] + self._fixed[after : after + 1]
        if not neighbours:
            return self._overlap
        return sum(self._agreement(pair, other) for other in neighbours) / len(neighbours)

    def _agreement(self, pair: Pair, neighbour: int) -> float:
        apart = pair.entrant - neighbour
        listed = self._places[pair.entry] - self._places[self._found[neighbour].entry]
        return math.exp(-abs(apart - listed) / _REACH)

    def _fix(self, pair: Pair) -> None:
        self._found[pair.entrant] = pair
        self._taken.add(pair.entry)
        insort(self._fixed, pair.entrant)

    def _confidence(self, pair: Pair) -> float:
        if pair.is_exact:
            return _EXACT + (1 - _EXACT) * self._company(pair)
        return min(_REWORDED[1], _REWORDED[0] + max(0.0, self._score(pair) - _ACCEPTED[-1]))
