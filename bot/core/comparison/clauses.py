"""A passage cut into clauses: what each speaks of, what it denies, and on which side it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise

from bot.core.comparison.passages import Passage, Word
from bot.core.lexicon import (
    ENGLISH,
    LESSENING,
    NEGATIONS,
    NUMBER_WORDS,
    UNNEGATING,
    common_stems,
    opposite_sides,
)

_OTHER, _THAN = frozenset({"differ", "different", "differs", "other"}), frozenset({"from", "than"})
_NO_LONGER = frozenset({"longer", "more"})
# What lacks a thing says nothing of how it compares: "without the most important feature".
_LACKING = frozenset({"without", "lack", "lacks", "lacking", "lacked"})
_COMPARED = re.compile(r"more|most|less|least|fewer|best|worst|better|worse|\w+[^e]est")
_EXCEPTING = frozenset({"besides", "except", "excepting", "unless"})
_FORGETTING = frozenset({"forget", "forgetting"})
_CONTRARY = "but"
# "Instead of the pattern", "rather than the pattern": by its second word it is a denial.
_IN_PLACE_OF = {"instead": "of", "rather": "than"}
DENYING = NEGATIONS.union(_IN_PLACE_OF)
# "Not when it has side effects", "not because it is old": what denies the word denies the clause.
_CONDITIONS = frozenset({"because", "if", "when", "where", "while", "since"})
# "Do not let it answer any request before": the denial reaches the time however far it is.
_TIMES = frozenset({"before", "earlier", "after", "afterwards", "later"})
# What somebody is to see to is not what is: "make sure that no key is in both".
_DEMANDING = frozenset({"sure", "ensure", "ensures", "ensuring", "avoid", "verify"})
NEGATED_WORDS = 3  # words with a subject that a negation reaches
_CLAUSE_WORDS = frozenset(
    """
    but because while whereas although though which since so unless if when and or as than then
    """.split()  # noqa: SIM905  # a list of words, one a line, reads worse
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A word of a clause that has a subject, and whether it is denied there.

    `sides` are its places on the axes of opposites: the axis, and 1 or -1. It is `lacked` where
    the denial is a "without": what is done without it is another matter.
    """

    word: str
    stem: str
    denied: bool
    sides: tuple[tuple[int, int], ...]
    lacked: bool = False


@dataclass(frozen=True)
class Clause:
    """The words of a clause in order, the passage that it is from, and that passage's point."""

    passage: Passage
    marks: tuple[Mark, ...]
    point: int = 0

    @cached_property
    def stems(self) -> frozenset[str]:
        """What it speaks of."""
        return frozenset(mark.stem for mark in self.marks)

    @cached_property
    def sides(self) -> dict[int, int]:
        """On which side of each axis of opposites it is, without the axes where it is on both."""
        found: dict[int, int] = {}
        for mark in self.marks:
            for axis, side in mark.sides:
                own = -side if mark.denied else side
                found[axis] = own if found.get(axis, own) == own else 0
        return {axis: side for axis, side in found.items() if side}

    @cached_property
    def spoken_sides(self) -> frozenset[tuple[int, int]]:
        """The axes and sides of its words, denied or not."""
        return frozenset(place for mark in self.marks for place in mark.sides)

    @cached_property
    def denied(self) -> frozenset[str]:
        """What it denies."""
        return frozenset(mark.stem for mark in self.marks if mark.denied)

    @cached_property
    def denies(self) -> bool:
        """Whether anything is denied."""
        return any(mark.denied for mark in self.marks)

    @cached_property
    def refused(self) -> str | None:
        """The stem of what its negation is of in the first place, but for `do`, `make` and `have`.

        "We should not abandon uniforms" refuses to abandon them, and denies no uniform.
        """
        denied = (mark for mark in self.marks if mark.denied)
        told = (each.stem for each in denied if each.sides or each.stem not in common_stems())
        return next(told, None)

    @cached_property
    def lessening(self) -> frozenset[str]:
        """The stems of its words that make less of what it speaks of."""
        return frozenset(mark.stem for mark in self.marks if mark.word in LESSENING)

    @cached_property
    def plain(self) -> dict[str, Mark]:
        """The words that have no opposite here, by their stems."""
        return {mark.stem: mark for mark in self.marks if not mark.sides}

    @cached_property
    def uncounted(self) -> frozenset[str]:
        """What it speaks of, without numbers."""
        return frozenset(mark.stem for mark in self.marks if not mark.word[0].isdigit())

    @cached_property
    def counted(self) -> dict[str, str]:
        """The number that stands before each stem (`42 images`), or after it (`seed=42`)."""
        found: dict[str, str] = {}
        for first, second in pairwise(self.marks):
            if first.word[0].isdigit() and not second.word[0].isdigit():
                found.setdefault(second.stem, first.word)
            elif second.word[0].isdigit() and not first.word[0].isdigit():
                found.setdefault(first.stem, second.word)
        return found

    def after(self, axis: int) -> str | None:
        """Return the stem that follows the word by which it is on a side of the axis, if any."""
        at = self.marks.index(self.on(axis)) + 1
        return self.marks[at].stem if at < len(self.marks) else None

    def on(self, axis: int) -> Mark:
        """Return the word by which it is on a side of the axis."""
        return next(mark for mark in self.marks if any(each == axis for each, _ in mark.sides))


def clauses(read: Sequence[Passage], point: int = 0, language: str = ENGLISH) -> tuple[Clause, ...]:
    """Return the clauses of passages that have a word with a subject.

    Outside English nothing is known to be denied, nor on a side.
    """
    known = language == ENGLISH
    return tuple(
        Clause(each, marks, point) for each in read for marks in _cut(each, known=known) if marks
    )


def _cut(passage: Passage, *, known: bool) -> Iterator[tuple[Mark, ...]]:
    """Yield the words of each clause; a negation reaches the next few, but one opposite only."""
    marks: list[Mark] = []
    denied, reach, opposed, lacking, demanded, swapped = False, 0, False, False, False, False
    for at, word in enumerate(passage.words):
        demanded |= word.word in _DEMANDING
        if _begins_clause(passage.words, at):
            yield tuple(_but_for(marks) if word.word == _CONTRARY else marks)
            if not (word.word in _CONDITIONS and reach == NEGATED_WORDS):
                reach, denied = 0, False
            marks = []
        if known and _denies(passage.words, at):
            denied = not denied if reach else True
            reach, opposed = 0 if demanded else NEGATED_WORDS, False
            if lacking or word.word in _LACKING:  # "does not rise without yeast": it does with it
                marks = [replace(mark, denied=False) for mark in marks]
            lacking, swapped = word.word in _LACKING, word.word in _IN_PLACE_OF
        elif _ends_negation(passage.words, at):
            continue
        elif word.word not in _CLAUSE_WORDS and (
            mark := _mark(word, denied and (reach > 0 or word.word in _TIMES), known)
        ):
            if mark.denied:
                mark = _reached(mark, opposed=opposed, lacking=lacking, swapped=swapped)
            told = mark.denied or not mark.lacked
            opposed |= bool(mark.sides) and told and word.word not in _TIMES
            marks.append(mark)
            reach -= reach > 0
    yield tuple(marks)


def _reached(mark: Mark, *, opposed: bool, lacking: bool, swapped: bool) -> Mark:
    """Return a mark as a negation leaves it that reaches it."""
    if swapped:  # "rather than at the first": not therefore at the last
        return replace(mark, sides=())
    mark = replace(mark, lacked=lacking)
    compared = lacking and _COMPARED.fullmatch(mark.word)
    spared = compared or (opposed and mark.word not in _TIMES)
    return replace(mark, denied=False) if mark.sides and spared else mark


def _but_for(marks: list[Mark]) -> list[Mark]:
    """Return marks of which only the last one is denied: "not paid yearly, but monthly"."""
    return [replace(mark, denied=False) for mark in marks[:-1]] + marks[-1:]


def _begins_clause(words: Sequence[Word], at: int) -> bool:
    if at > 0 and _IN_PLACE_OF.get(words[at - 1].word) == words[at].word:
        return False
    return words[at].word in _CLAUSE_WORDS or (words[at].opens and not _goes_on(words, at))


def _goes_on(words: Sequence[Word], at: int) -> bool:
    """Tell whether a comma cuts nothing: "the farther it is, the less ..."."""
    return at > 0 and words[0].word == words[at].word == "the"


def _denies(words: Sequence[Word], at: int) -> bool:
    """Tell whether a word denies what follows: not the "No." that answers, nor "not only".

    What is "different from" something is not that.
    """
    if words[at].closes or at + 1 == len(words):
        return False
    if words[at].word in _OTHER:
        return words[at + 1].word in _THAN
    if words[at].word in _IN_PLACE_OF:
        return words[at + 1].word == _IN_PLACE_OF[words[at].word]
    if words[at].word not in NEGATIONS or words[at + 1].word in UNNEGATING:
        return False
    return not _is_taken_back([word.word for word in words[at + 1 : at + 2 + NEGATED_WORDS]])


def _is_taken_back(following: Sequence[str]) -> bool:
    """Tell whether what follows a negation undoes it: "do not forget to", "none other than"."""
    for first, second in pairwise(following):
        if first in _EXCEPTING or (first in _OTHER and second in _THAN):
            return True
    return following[0] in _FORGETTING and following[1:2] in (["to"], ["that"])


def _ends_negation(words: Sequence[Word], at: int) -> bool:
    """Tell whether a word is the rest of "no longer" or "no more", and says nothing of a length."""
    return at > 0 and words[at].word in _NO_LONGER and words[at - 1].word == "no"


@lru_cache(maxsize=65_536)
def _mark(word: Word, denied: bool, known: bool) -> Mark | None:
    sides = opposite_sides().get(word.word, ()) if known else ()
    if not word.said and not sides:
        return None
    written = word.stem if word.word[0].isdigit() else word.word  # 1,000 is 1000
    spelled = NUMBER_WORDS.get(word.word, written) if known else written
    return Mark(spelled, word.stem, denied, sides)
