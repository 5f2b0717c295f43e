"""Which of a reference's words a word says: itself, inflected, mistyped, written apart, or near it.

A vocabulary is built once a reference and remembers every word that it was asked for, so that
comparing many texts costs what their different words cost, once each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from rapidfuzz import fuzz

from bot.core.lexicon import ENGLISH, related_groups
from bot.core.text import stem

# One letter missing or too many in 5 letters, one wrong or swapped in 9: where shorter words are
# forgiven more, "casual" becomes "causal" and "model" becomes "modal".
TYPO_RATIO = 88.0
TYPO_LETTERS = 5
# What a related word counts beside the word itself. Fitted on labelled pairs of replies and points:
# 0.3 finds fewer of the points put differently, 0.6 ticks more that were not meant.
RELATED = 0.45
PREFIX_LETTERS = 5  # "inferencing" says "inference": the shorter stem begins the longer one
LONGEST_ENDING = 4

Said = Mapping[str, float]


def may_hold_a_typo(word: str) -> bool:
    """Tell whether a difference in the word may be a slip: not in short words, not in numbers."""
    return len(word) >= TYPO_LETTERS and not any(map(str.isdigit, word))


class Vocabulary:
    """The words of a reference, as stem -> word, with the joined spellings of neighbours.

    Inflection is forgiven, and a typo in a longer word if its first letter is right: typos seldom
    hit it, and a changed beginning changes the meaning (`dependent`, `independent`). Numbers have
    no typos: they are equal or different. What is itself a word of the reference is meant as it is
    written (`adsorption` beside `absorption`).
    """

    def __init__(
        self,
        words: Mapping[str, str],
        language: str,
        pairs: Mapping[str, Iterable[str]] = MappingProxyType({}),
    ) -> None:
        self._words = dict(words)
        self._pairs = {pair: tuple(stems) for pair, stems in pairs.items()}
        self._language = language
        self._typos: dict[str, list[str]] = {}
        for stemmed, word in words.items():
            if may_hold_a_typo(word):
                self._typos.setdefault(word[0], []).append(stemmed)
        self._groups: dict[int, list[str]] = {}
        for stemmed in words if language == ENGLISH else ():
            for group in related_groups().get(stemmed, ()):
                self._groups.setdefault(group, []).append(stemmed)
        self._compact = {compact(word): stemmed for stemmed, word in words.items()}
        self._beginnings = {word[:PREFIX_LETTERS] for word in self._compact}
        self.said_by = lru_cache(maxsize=65_536)(self._said_by)

    def _said_by(self, word: str) -> Said:
        """Return which stems the word says, and how well: 1 for the same, less for a related."""
        stemmed = stem(word, self._language)
        said = dict.fromkeys(self._related(stemmed), RELATED)
        said.update(dict.fromkeys(self._pairs.get(word, ()), 1.0))
        said.update(dict.fromkeys(self._same(word, stemmed), 1.0))
        return said

    def may_begin(self, word: str) -> bool:
        """Tell whether the word may say a stem together with the one that follows."""
        begin = compact(word)[:PREFIX_LETTERS]
        if len(begin) == PREFIX_LETTERS:
            return begin in self._beginnings
        return any(each.startswith(begin) for each in self._beginnings)

    def joined(self, first: str, second: str) -> str | None:
        """Return the stem that two words say when they are written as one."""
        pair = compact(first + second)
        if pair[:PREFIX_LETTERS] not in self._beginnings:  # few are: to stem them all takes longest
            return None
        stemmed = self._compact.get(pair) or stem(pair, self._language)
        return stemmed if stemmed in self._words else None

    def _same(self, word: str, stemmed: str) -> Sequence[str]:
        if stemmed in self._words:
            return (stemmed,)
        if not may_hold_a_typo(word):
            return ()
        return [
            other
            for other in self._typos.get(word[0], ())
            if fuzz.ratio(word, self._words[other]) >= TYPO_RATIO or _extends(stemmed, other)
        ]

    def _related(self, stemmed: str) -> Iterable[str]:
        if self._groups:
            for group in related_groups().get(stemmed, ()):
                yield from self._groups.get(group, ())


def compact(word: str) -> str:
    """Return a word without what is left out as often: `item_tfms` is `itemtfms`."""
    return word.replace("_", "").replace("'", "")


def _extends(stemmed: str, other: str) -> bool:
    shorter, longer = sorted((stemmed, other), key=len)
    ending = len(longer) - len(shorter)
    return (
        len(shorter) >= PREFIX_LETTERS and ending <= LONGEST_ENDING and longer.startswith(shorter)
    )
