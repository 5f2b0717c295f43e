"""Where a text says otherwise than a reference: by negation, opposites or numbers.

Two clauses speak of the same when they share words, or when the text is a few words long. There
they differ when

- one denies the word that the other says ("is not switched off", "is switched off"),
- one says the opposite of the other's word ("connected", "separated"; "x is the dependent"), where
  a denied opposite is no opposite ("not connected", "separated"),
- both count the same thing and differ in the number ("42 images", "50 images"),
- two things are exchanged: see `swaps`, `labels` and `directions`.

Where it only seems so is told by `agreeing`: a negation denies what it is of in the first place
("we should not abandon uniforms" denies no uniform), and what makes less of a thing agrees with
what denies it ("reduces bullying", "cannot bully").

What the text says elsewhere as the reference does is no difference: who says both has said it; nor
is what the reference says itself of something that is as near. Words cannot tell a contradiction
from another subject, so a difference is shown, with both passages, and never counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import NamedTuple

import numpy as np

from bot.core.comparison.agreeing import (
    begins_in,
    context,
    denied_elsewhere,
    deny_apart,
    exchanged,
    lessens,
    of_other_things,
    refuses,
)
from bot.core.comparison.clauses import DENYING, Clause, Mark, clauses
from bot.core.comparison.directions import LEADING, Way, Ways
from bot.core.comparison.labels import Labelled, Labels
from bot.core.comparison.passages import Passage, passage_of
from bot.core.comparison.swaps import Pairs
from bot.core.comparison.texts import Flags, Texts
from bot.core.lexicon import (
    ENGLISH,
    NUMBER_WORDS,
    common_stems,
    opposite_sides,
)

SURELY_MORE = 40  # words, of which more than a few have a subject
FEW_WORDS = 4  # a text of so few words speaks of what was asked, and need not name it
_CONDITIONS = frozenset({"as", "if", "when", "whenever"})
SHARED = 0.6  # of the words of the shorter of two clauses, for a negation to be about the same


class DifferenceKind(Enum):
    """In what a text says otherwise."""

    NEGATION = "negation"
    OPPOSITE = "opposite"
    NUMBER = "number"
    SWAP = "swap"


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


class _Places(NamedTuple):
    """Flags of passages: what may differ, is on an axis of the reference, has its words or things.

    Few words tell: most passages need no closer look.
    """

    at_issue: Flags
    sided: Flags
    near: Flags
    things: Flags
    labelled: Flags
    leading: Flags


class _Both:
    """What two texts say in all, around the two clauses that are looked at.

    The clauses of ours are cut when they are asked for: most passages have nothing at issue.
    """

    def __init__(
        self, pieces: Sequence[str], counterpart: Counterpart, places: _Places, length: int
    ) -> None:
        """`length` is how many words ours has."""
        self._pieces, self._places, self._length = pieces, places, length
        self._language = counterpart.language
        self.theirs, self.asked = counterpart.theirs, counterpart.asked
        self._read: dict[int, Passage] = {}
        self._cut: dict[int, tuple[Clause, ...]] = {}

    def clauses_of(self, passage: int) -> tuple[Clause, ...]:
        """Return the clauses of one of our passages."""
        if passage not in self._cut:
            self._cut[passage] = clauses([self._passage(passage)], language=self._language)
        return self._cut[passage]

    def _passage(self, at: int) -> Passage:
        if at not in self._read:
            self._read[at] = passage_of(self._pieces[at], self._language)
        return self._read[at]

    @cached_property
    def sided(self) -> tuple[Clause, ...]:
        """Our clauses that can be on an axis on which the reference is."""
        return self._clauses_at(np.flatnonzero(self._places.sided).tolist())

    @cached_property
    def near(self) -> tuple[Clause, ...]:
        """Our clauses that can have a word of the reference."""
        return self._clauses_at(np.flatnonzero(self._places.near).tolist())

    @cached_property
    def things(self) -> tuple[Clause, ...]:
        """Our clauses that can be about a thing which the reference tells from another."""
        where = np.flatnonzero(self._places.things).tolist()
        return self._clauses_at(where)

    @cached_property
    def leading(self) -> tuple[Passage, ...]:
        """Our passages that can lead from something to something."""
        return tuple(self._passage(at) for at in np.flatnonzero(self._places.leading).tolist())

    @cached_property
    def named(self) -> tuple[Passage, ...]:
        """Our passages that can be about a thing which the reference labels."""
        return tuple(
            self._passage(passage) for passage in np.flatnonzero(self._places.labelled).tolist()
        )

    def _clauses_at(self, passages: Iterable[int]) -> tuple[Clause, ...]:
        return tuple(clause for passage in passages for clause in self.clauses_of(passage))

    @cached_property
    def few(self) -> bool:
        """Whether ours is a few words long."""
        if self._length > SURELY_MORE:
            return False
        ours = self._clauses_at(range(len(self._pieces)))
        return sum(len(clause.marks) for clause in ours) <= FEW_WORDS

    def tell(self, kind: DifferenceKind, pair: tuple[Clause, Clause], *words: str) -> Difference:
        our, their = pair
        return Difference(kind, our.passage.text, their.passage.text, words, their.point)


class Counterpart:
    """The clauses of a reference, ready to be held against those of many texts."""

    def __init__(
        self, theirs: Sequence[Clause], asked: frozenset[str] = frozenset(), language: str = ENGLISH
    ) -> None:
        """`asked` holds the words of the question: a number out of it is nobody's."""
        self.theirs = theirs
        self.asked = asked
        self.language = language
        self._pairs = Pairs(theirs if language == ENGLISH else ())
        self._labels = Labels(theirs if language == ENGLISH else ())
        self._ways = Ways(theirs if language == ENGLISH else ())
        self._speaking_of: dict[str, list[int]] = {}
        for at, clause in enumerate(theirs):
            for stemmed in clause.stems:
                self._speaking_of.setdefault(stemmed, []).append(at)

    def differences(self, texts: Texts) -> list[dict[int, Difference]]:
        """Return for each text the first passage that says otherwise than a point, by the point."""
        if not self.theirs:
            return [{} for _ in texts.readings]
        places = self._places(texts)
        found = []
        for reading, first, last in zip(
            texts.readings, texts.bounds[:-1], texts.bounds[1:], strict=True
        ):
            length = int(texts.ends[last] - texts.ends[first])
            here = _Places(*(each[first:last] for each in places))
            both = _Both(reading.pieces, self, here, length)
            where = np.flatnonzero(here.at_issue).tolist()
            found.append(self._of_text(both, range(len(reading.pieces)) if both.few else where))
        return found

    def _of_text(self, both: _Both, passages: Iterable[int]) -> dict[int, Difference]:
        found: dict[int, Difference] = {}
        for passage in passages:
            for our in both.clauses_of(passage):
                for their in self.theirs if both.few else self._near(our):
                    for each in _between(our, their, both):
                        found.setdefault(each.point, each)
        for our, their, word in self._pairs.swapped(both.things):
            if _are_conditional(our, their):
                continue  # both of its clauses may be turned
            found.setdefault(their.point, both.tell(DifferenceKind.SWAP, (our, their), word))
        for mine, thing in self._labels.exchanged(both.named) if self._labels.names else ():
            swap = Difference(
                DifferenceKind.SWAP, mine.text, thing.passage.text, _named(mine, thing), thing.point
            )
            found.setdefault(thing.point, swap)
        for ours, way in self._ways.exchanged(both.leading) if self._ways else ():
            words = _turned(ours, way)
            swap = Difference(
                DifferenceKind.SWAP, ours.passage.text, way.passage.text, words, way.point
            )
            found.setdefault(way.point, swap)
        return found

    def _places(self, texts: Texts) -> _Places:
        """Return which passages may differ from a clause, by their words: few do."""
        if texts.language != ENGLISH:
            return _Places(*(np.zeros(texts.passages, dtype=bool) for _ in range(6)))
        size, theirs = len(self.theirs), self.theirs
        shared = texts.counted_in_passages(size, lambda _, stem: self._speaking_of.get(stem, ()))
        denying = texts.counted_in_passages(1, lambda word, _: (0,) * (word in DENYING)) > 0
        numbered = texts.counted_in_passages(1, lambda word, _: (0,) * _is_number(word)) > 0
        beside = texts.counted_in_passages(2 * size, self._sides_beside) > 0
        denied = np.array([clause.denies for clause in theirs])
        counted = np.array([bool(clause.counted) for clause in theirs])
        opposite = (shared > 0) & (beside[:, size:] | (beside[:, :size] & denying))
        negated = (shared > 1) & (denied | denying)
        at_issue = opposite | negated | ((shared > 0) & numbered & counted)
        things = texts.counted_in_passages(1, lambda _, stem: (0,) * (stem in self._pairs.things))
        named = texts.counted_in_passages(1, lambda _, stem: (0,) * (stem in self._labels.names))
        leading = texts.counted_in_passages(1, lambda word, _: (0,) * (word in LEADING))
        flags = (at_issue, beside, shared > 0, things > 0, named > 0, leading > 0)
        return _Places(*(np.asarray(each.any(axis=1)) for each in flags))

    def _sides_beside(self, word: str, _: str) -> Iterator[int]:
        """Yield the clauses on whose side of an axis a word is, and after them the others."""
        for axis, side in opposite_sides().get(word, ()):
            for at, clause in enumerate(self.theirs):
                if axis in clause.sides:
                    yield at if clause.sides[axis] == side else at + len(self.theirs)

    def _near(self, our: Clause) -> list[Clause]:
        """Return the clauses that speak of something that ours does."""
        shared = {at for stemmed in our.stems for at in self._speaking_of.get(stemmed, ())}
        return [self.theirs[at] for at in sorted(shared)]


def _named(ours: Passage, thing: Labelled) -> tuple[str, ...]:
    return tuple(word.word for word in ours.words if word.stem in thing.names)


def _turned(ours: Way, theirs: Way) -> tuple[str, ...]:
    turned = ours.last & theirs.first
    return tuple(word.word for word in ours.passage.words if word.stem in turned)


def _is_number(word: str) -> bool:
    return word[0].isdigit() or word in NUMBER_WORDS


def _between(our: Clause, their: Clause, both: _Both) -> Iterator[Difference]:
    if our.sides and their.sides:
        yield from _opposites(our, their, both)
    if our.denies != their.denies or deny_apart(our, their):
        yield from _negations(our, their, both)
    if our.counted and their.counted:
        yield from _numbers(our, their, both)


def _opposites(our: Clause, their: Clause, both: _Both) -> Iterator[Difference]:
    opposed = [axis for axis, side in our.sides.items() if their.sides.get(axis, side) != side]
    if len(opposed) % 2 == 0:
        return  # "the farther, the less" says what "the closer, the more" does
    if _turns_both(our, their, both):
        return  # "if prices rise, demand falls" says what "if prices fall, demand rises" does
    for axis in opposed:
        near = len(context(our, their, axis))
        if denied_elsewhere(our, their, axis) or exchanged(our, their, axis):
            continue
        if near == 1 and of_other_things(our, their, axis):
            continue
        if not near and not (both.few and len(their.marks) <= FEW_WORDS):
            continue  # of a few words nothing tells to which part of a long clause they answer
        if any(_is_on(each, their, axis, near) for each in both.sided):
            continue
        if any(_is_on(each, our, axis, near) for each in both.theirs):
            continue
        words = (our.on(axis).word, their.on(axis).word)
        yield both.tell(DifferenceKind.OPPOSITE, (our, their), *words)


def _are_conditional(our: Clause, their: Clause) -> bool:
    return all(each.passage.words[0].word in _CONDITIONS for each in (our, their))


def _turns_both(our: Clause, their: Clause, both: _Both) -> bool:
    """Tell whether an even number of clauses of a conditional sentence are turned."""
    if not _are_conditional(our, their):
        return False
    turned = [
        (mine, yours)
        for mine in both.sided
        for yours in both.theirs
        if mine.passage is our.passage and yours.passage is their.passage
        if not mine.uncounted.isdisjoint(yours.uncounted)
        if any(yours.sides.get(axis, side) != side for axis, side in mine.sides.items())
    ]
    return len(turned) % 2 == 0


def _is_on(each: Clause, other: Clause, axis: int, near: int) -> bool:
    """Tell whether a clause is on the other's side, of as much that both speak of."""
    if each.sides.get(axis) != other.sides[axis]:
        return False
    return len(context(each, other, axis)) >= near


def _negations(our: Clause, their: Clause, both: _Both) -> Iterator[Difference]:
    if any((axis, -side) in their.spoken_sides for axis, side in our.spoken_sides):
        return  # a denied opposite says the same
    if lessens(our, their) or lessens(their, our):
        return
    shared = our.plain.keys() & their.plain.keys()
    enough = len(shared) >= SHARED * min(len(our.plain), len(their.plain)) and len(shared) > 1
    answers = both.few and 2 * len(shared) > len(our.plain)
    for stemmed in sorted(shared) if answers or enough else ():
        mine, theirs = our.plain[stemmed], their.plain[stemmed]
        if mine.denied == theirs.denied or stemmed in common_stems():
            continue
        if not (refuses(our, their) if mine.denied else refuses(their, our)):
            continue
        if (mine.lacked and not begins_in(our, their)) or (
            theirs.lacked and not begins_in(their, our)
        ):
            continue
        if not (_says(both.theirs, mine) or _says(both.near, theirs)):
            yield both.tell(DifferenceKind.NEGATION, (our, their), mine.word, theirs.word)
            return


def _says(among: Sequence[Clause], said: Mark) -> bool:
    return any(
        mark.stem == said.stem and mark.denied is said.denied
        for clause in among
        for mark in clause.marks
    )


def _numbers(our: Clause, their: Clause, both: _Both) -> Iterator[Difference]:
    """Yield a number of ours that stands where the reference has another.

    It may have it where it speaks of something else, of which less is ours.
    """
    mine, theirs = our.counted, their.counted
    near = len(our.uncounted & their.uncounted)
    for counted in mine.keys() & theirs.keys():
        words = (mine[counted], theirs[counted])
        if words[0] == words[1] or not both.asked.isdisjoint(words):
            continue
        if _tells(both.theirs, words[0], our, near) or _tells(both.near, words[1], their, near):
            continue
        yield both.tell(DifferenceKind.NUMBER, (our, their), *words)


def _tells(among: Sequence[Clause], number: str, other: Clause, near: int) -> bool:
    """Tell whether a clause has the number, of as much that the other speaks of."""
    return any(
        len(clause.uncounted & other.uncounted) >= near
        for clause in among
        if any(mark.word == number for mark in clause.marks)
    )
