"""Where a text says otherwise than a reference: by negation, opposites or numbers.

Two clauses speak of the same when they share words, or when the text is a few words long. There
they differ when

- one denies the word that the other says ("is not switched off", "is switched off"),
- one says the opposite of the other's word ("connected", "separated"; "x is the dependent"), where
  a denied opposite is no opposite ("not connected", "separated"),
- both count the same thing and differ in the number ("42 images", "50 images").

What the text says elsewhere as the reference does is no difference: who says both has said it; nor
is what the reference says itself of something that is as near. Words cannot tell a contradiction
from another subject, so a difference is shown, with both passages, and never counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.core.comparison.clauses import Clause, Mark
from bot.core.lexicon import common_stems

FEW_WORDS = 4  # a text of so few words speaks of what was asked, and need not name it
SHARED = 0.6  # of the words of the shorter of two clauses, for a negation to be about the same


class DifferenceKind(Enum):
    """In what a text says otherwise."""

    NEGATION = "negation"
    OPPOSITE = "opposite"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Difference:
    """A passage of a text, the passage of the reference that says otherwise, and by which words.

    `point` is the index of the key point that the passage is from.
    """

    kind: DifferenceKind
    ours: str
    theirs: str
    words: tuple[str, ...]
    point: int = 0


@dataclass(frozen=True, slots=True)
class _Both:
    """What two texts say in all, around the two clauses that are looked at."""

    ours: Sequence[Clause]
    theirs: Sequence[Clause]
    few: bool
    asked: frozenset[str]

    def tell(self, kind: DifferenceKind, pair: tuple[Clause, Clause], *words: str) -> Difference:
        our, their = pair
        return Difference(kind, our.passage.text, their.passage.text, words, their.point)


class Counterpart:
    """The clauses of a reference, ready to be held against those of many texts."""

    def __init__(self, theirs: Sequence[Clause], asked: frozenset[str] = frozenset()) -> None:
        """`asked` holds the words of the question: a number out of it is nobody's."""
        self._theirs = theirs
        self._asked = asked
        self._speaking_of: dict[str, list[int]] = {}
        for at, clause in enumerate(theirs):
            for stemmed in clause.stems:
                self._speaking_of.setdefault(stemmed, []).append(at)

    def differences(self, ours: Sequence[Clause]) -> tuple[Difference, ...]:
        """Return where a text says otherwise than the reference, once for two passages."""
        few = sum(len(clause.marks) for clause in ours) <= FEW_WORDS
        both = _Both(ours, self._theirs, few, self._asked)
        found = {
            (each.ours, each.theirs): each
            for our in ours
            for their in (self._theirs if few else self._near(our))
            for each in _between(our, their, both)
        }
        return tuple(found.values())

    def _near(self, our: Clause) -> list[Clause]:
        """Return the clauses that speak of something that ours does."""
        shared = {at for stemmed in our.stems for at in self._speaking_of.get(stemmed, ())}
        return [self._theirs[at] for at in sorted(shared)]


def _between(our: Clause, their: Clause, both: _Both) -> Iterator[Difference]:
    if our.sides and their.sides:
        yield from _opposites(our, their, both)
    if our.denies != their.denies:  # "there is no closed path", "the path is not closed"
        yield from _negations(our, their, both)
    if our.counted and their.counted:
        yield from _numbers(our, their, both)


def _opposites(our: Clause, their: Clause, both: _Both) -> Iterator[Difference]:
    opposed = [axis for axis, side in our.sides.items() if their.sides.get(axis, side) != side]
    if len(opposed) % 2 == 0:
        return  # "the farther, the less" says what "the closer, the more" does
    for axis in opposed:
        near = len(_context(our, their, axis))
        if not both.few and not near:
            continue
        if any(_is_on(each, their, axis, near) for each in both.ours):
            continue
        if any(_is_on(each, our, axis, near) for each in both.theirs):
            continue
        words = (our.on(axis).word, their.on(axis).word)
        yield both.tell(DifferenceKind.OPPOSITE, (our, their), *words)


def _context(one: Clause, other: Clause, axis: int) -> frozenset[str]:
    """Return what two clauses share beside the words that are at issue."""
    return (one.stems & other.stems) - {one.on(axis).stem, other.on(axis).stem}


def _is_on(each: Clause, other: Clause, axis: int, near: int) -> bool:
    """Tell whether a clause is on the other's side, of as much that both speak of."""
    if each.sides.get(axis) != other.sides[axis]:
        return False
    return len(_context(each, other, axis)) >= near


def _negations(our: Clause, their: Clause, both: _Both) -> Iterator[Difference]:
    if any((axis, -side) in their.spoken_sides for axis, side in our.spoken_sides):
        return  # a denied opposite says the same
    shared = our.plain.keys() & their.plain.keys()
    enough = len(shared) >= SHARED * min(len(our.plain), len(their.plain)) and len(shared) > 1
    for stemmed in sorted(shared) if both.few or enough else ():
        mine, theirs = our.plain[stemmed], their.plain[stemmed]
        if mine.denied == theirs.denied or stemmed in common_stems():
            continue
        if not (_says(both.ours, theirs) or _says(both.theirs, mine)):
            yield both.tell(DifferenceKind.NEGATION, (our, their), mine.word, theirs.word)
            return


def _says(among: Sequence[Clause], said: Mark) -> bool:
    return any(
        mark.stem == said.stem and mark.denied is said.denied
        for clause in among
        for mark in clause.marks
    )


def _numbers(our: Clause, their: Clause, both: _Both) -> Iterator[Difference]:
    """Yield a number of ours that stands where the reference has another."""
    mine, theirs = our.counted, their.counted
    known = {mark.word for clause in both.theirs for mark in clause.marks} | both.asked
    said = {mark.word for clause in both.ours for mark in clause.marks} | both.asked
    for counted in mine.keys() & theirs.keys():
        if mine[counted] not in known and theirs[counted] not in said:
            words = (mine[counted], theirs[counted])
            yield both.tell(DifferenceKind.NUMBER, (our, their), *words)
