"""Two things of a reference that a text exchanges: each is said to be what the other is.

The reference says something of one thing in one clause and something else of another in a second
one ("item transforms run on the CPU, batch transforms on the GPU"). A text swaps them where a
clause of its own begins with the one and says only what is the other's, and a second one the
reverse. Both have to be there: half of it may be another subject.

Measured: of 8,910 graded answers (SemEval-2013 Task 7) one is marked, wrongly; of the replies of
the labelled key points none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from bot.core.comparison.clauses import Clause
from bot.core.lexicon import common_stems


class _Told(NamedTuple):
    """A clause of the reference, what it is about, and what it says of that and of nothing else."""

    clause: Clause
    thing: str
    own: frozenset[str]


class Pairs:
    """The clauses of a reference, two by two, that are about two things."""

    def __init__(self, theirs: Sequence[Clause]) -> None:
        self._pairs: list[tuple[_Told, _Told]] = []
        for one, other in combinations(theirs, 2):
            if _thing(one) in other.stems or _thing(other) in one.stems:
                continue
            first, second = _told(one, other), _told(other, one)
            if first.own and second.own:
                self._pairs.append((first, second))
        self.things = frozenset(told.thing for pair in self._pairs for told in pair)

    def swapped(self, ours: Sequence[Clause]) -> Iterator[tuple[Clause, Clause, str]]:
        """Yield each clause of a text that says what is another's: with theirs, and of what."""
        about: dict[str, list[Clause]] = {}
        for clause in ours:
            if (thing := _thing(clause)) in self.things:
                about.setdefault(thing, []).append(clause)
        for one, other in self._pairs if len(about) > 1 else ():
            mine, yours = about.get(one.thing, []), about.get(other.thing, [])
            if _all_exchange(mine, one, other) and _all_exchange(yours, other, one):
                yield mine[0], one.clause, mine[0].marks[0].word
                yield yours[0], other.clause, yours[0].marks[0].word


def _all_exchange(clauses: Sequence[Clause], own: _Told, other: _Told) -> bool:
    """Tell whether all that a text says of one thing is the other's; not where it says nothing."""
    return bool(clauses) and all(
        other.own & clause.stems and not own.own & clause.stems for clause in clauses
    )


def _thing(clause: Clause) -> str:
    return clause.marks[0].stem


def _told(clause: Clause, beside: Clause) -> _Told:
    own = clause.stems - beside.stems - {_thing(clause)} - common_stems()
    return _Told(clause, _thing(clause), own)
