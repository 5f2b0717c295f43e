"""Which questions of a document the list has already: by wording first, then by company.

What is worded alike is fixed first. Everything else is weighed with it: `odds` says how likely a
candidate is the same question, by how alike the two are worded, what each of them wants to know,
who else comes into question, where their neighbours stand, and what is answered.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest

from bot.core.alignment.odds import Evidence, chance
from bot.core.alignment.reading import Entrant
from bot.core.alignment.roster import Roster
from bot.core.alignment.vectors import cosine
from bot.core.alignment.wording import QuestionWeights, Wording

_PLAIN = 0.93  # likeness of one question, but for typing errors
_POSSIBLE = 0.4  # likeness below which nothing else helps
# A chance of less is more often wrong than a question too many is in the way.
LEAST_CHANCE = 0.7
_FLOORS = (0.98, 0.9, 0.8, LEAST_CHANCE)  # the likeliest first: they are company for the others
# Of those in the same words: certainty, less _ALONE, plus up to _COMPANY and _ANSWERS.
_ACCEPTED = (1.0, 0.9, 0.8, 0.74)
_ALONE = 0.25
_COMPANY = 0.4
_ANSWERS = 0.3
_ANSWERS_ALIKE = 0.5  # the cosine at which two answers say the same in substance
_WITHOUT_SUBJECT = 0.7  # "Why?" is asked anywhere
_REACH = 4.0  # questions: how far a pair may stand from where its neighbours put it
_TWINS = 16  # equally worded questions are compared with so many before and after their like
# Confidence of a placing in the same words, at least; the rest is company.
_EXACT = 0.9
_EXACT_WITHOUT_SUBJECT = 0.5


@dataclass(frozen=True, slots=True)
class Pair:
    """An entrant (by its place among those compared) that may be a question of the list.

    `known` is the one of the entry's wordings that is most alike.
    """

    entrant: int
    entry: int
    likeness: float
    known: Wording
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
        self._answers: dict[tuple[int, int], float | None] = {}
        self._rivals: tuple[dict[int, list[float]], dict[int, list[float]]] = ({}, {})
        self._evidence: dict[tuple[int, int], Evidence] = {}
        same = {pair.entrant for pair in self._pairs if pair.is_exact}
        self._overlap = len(same) / max(1, len(entrants))

    def match(self) -> dict[int, tuple[int, float]]:
        """Return, by entrant, the entry and the confidence; entrants without are new."""
        exact = [pair for pair in self._pairs if pair.is_exact]
        self._fix_alone(exact)
        for floor in _ACCEPTED:
            self._fix_best(exact, self._score, floor)
        others = [pair for pair in self._pairs if not pair.is_exact and self._is_open(pair)]
        self._rivals = _rivals(others)
        for floor in _FLOORS:
            self._fix_best(others, self._chance, floor)
        return {
            number: (pair.entry, self._confidence(pair)) for number, pair in self._found.items()
        }

    def settled(self) -> list[int]:
        """Return the entrants that are worded as the question where they stand, all but letters."""
        return [n for n, pair in self._found.items() if pair.likeness >= _PLAIN]

    def _pairs_of(self, number: int, entrant: Entrant) -> list[Pair]:
        wording = entrant.wording
        same = self._roster.same(wording)
        if same:
            nth = self._seen[wording.stems]
            self._seen[wording.stems] += 1
            same = same[max(0, nth - _TWINS) : nth + _TWINS]
            certainty = 1.0 if wording.subject else _WITHOUT_SUBJECT
            return [Pair(number, entry, certainty, wording, is_exact=True) for entry in same]
        pairs = [self._pair(number, wording, each) for each in self._roster.candidates(wording)]
        return [pair for pair in pairs if pair.likeness >= _POSSIBLE]

    def _pair(self, number: int, wording: Wording, entry: int) -> Pair:
        known = self._roster.entries[entry].wordings.values()
        alike = [(self._weights.likeness(wording, other), other) for other in known]
        likeness, other = max(alike, key=lambda each: each[0])
        return Pair(number, entry, likeness, other)

    def _answers_alike(self, pair: Pair) -> float | None:
        """Return how alike the answers are, None where one side has none.

        Most pairs are in the same words, and nobody asks for what answers them.
        """
        key = (pair.entrant, pair.entry)
        if key not in self._answers:
            self._answers[key] = self._answer_likeness(pair)
        return self._answers[key]

    def _answer_likeness(self, pair: Pair) -> float | None:
        mine, answers = self._entrants[pair.entrant].answered, self._roster.answers(pair.entry)
        if not mine or not answers:
            return None
        return min(1.0, cosine(mine, answers) / _ANSWERS_ALIKE)

    def _fix_alone(self, exact: Sequence[Pair]) -> None:
        """Fix the pairs in the same words that have no rival on either side."""
        wanted = Counter(pair.entry for pair in exact)
        wanting = Counter(pair.entrant for pair in exact)
        for pair in exact:
            if wanted[pair.entry] == wanting[pair.entrant] == 1 and pair.likeness == 1:
                self._fix(pair)

    def _fix_best(
        self, pairs: Iterable[Pair], worth: Callable[[Pair], float], floor: float
    ) -> None:
        ranked = sorted(
            ((worth(pair), pair) for pair in pairs if self._is_open(pair)),
            key=lambda scored: (-scored[0], scored[1].entrant, self._places[scored[1].entry]),
        )
        for score, pair in ranked:
            if score >= floor and self._is_open(pair):
                self._fix(pair)

    def _is_open(self, pair: Pair) -> bool:
        return pair.entrant not in self._found and pair.entry not in self._taken

    def _score(self, pair: Pair) -> float:
        company = _COMPANY * self._company(pair) - _ALONE
        answers = self._answers_alike(pair) or 0.0
        return pair.likeness + company + _ANSWERS * answers

    def _chance(self, pair: Pair) -> float:
        return chance(self.evidence(pair))

    def evidence(self, pair: Pair) -> Evidence:
        """Return what speaks for a pair in other words, and what against."""
        key = (pair.entrant, pair.entry)
        if key not in self._evidence:
            self._evidence[key] = self._seen_of(pair)
        return replace(self._evidence[key], company=self._company(pair))

    def _seen_of(self, pair: Pair) -> Evidence:
        """Return the evidence but for company, which comes while others are fixed."""
        wording = self._entrants[pair.entrant].wording
        by_entrant, by_entry = self._rivals
        own = (by_entrant.get(pair.entrant, ()), by_entry.get(pair.entry, ()))
        rival = max(_but_one(found, pair.likeness) for found in own)
        return Evidence.of(
            self._weights,
            wording,
            pair.known,
            margin=pair.likeness - rival,
            company=0.0,
            answers=self._answers_alike(pair),
        )

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
        if not pair.is_exact:
            return self._chance(pair)
        least = _EXACT if pair.likeness == 1 else _EXACT_WITHOUT_SUBJECT
        return least + (1 - least) * self._company(pair)


def _rivals(pairs: Sequence[Pair]) -> tuple[dict[int, list[float]], dict[int, list[float]]]:
    """Return the two best likenesses of each entrant, and of each entry."""
    entrants: dict[int, list[float]] = {}
    entries: dict[int, list[float]] = {}
    for pair in pairs:
        entrants.setdefault(pair.entrant, []).append(pair.likeness)
        entries.setdefault(pair.entry, []).append(pair.likeness)
    return (
        {number: nlargest(2, found) for number, found in entrants.items()},
        {number: nlargest(2, found) for number, found in entries.items()},
    )


def _but_one(best: Sequence[float], own: float) -> float:
    """Return the better of two that is not the pair's own, 0 where there is no other."""
    others = best[1:] if best and best[0] == own else best
    return others[0] if others else 0.0
