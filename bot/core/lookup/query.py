"""A query as some questions understand it: its words, their rarity, what else they may mean."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bot.core.lookup.folding import is_root, is_unspaced, roots
from bot.core.lookup.postings import AnswerPostings, Floats, Mask
from bot.core.lookup.vocabulary import PART_LETTERS, Vocabulary
from bot.core.text import STOP_WORDS

FUNCTION_WORD = 0.5  # of the weight that its rarity would give it
OPEN_LETTERS = 2  # with so many letters the last word may still be being typed
_SIMILAR = 0.7  # likeness of words of which one may be the other with a typo
_SIMILAR_WORDS = 10
_COMPLETIONS = 24
_CORRECTED = 6  # words of a query that are looked for with typos: the longest
_LEAST_PART, _LEAST_WHOLE, _LONGEST = 3, 5, 40  # letters
_LONGEST_PART = 20
_HIRAGANA = re.compile("[\u3041-\u309f]+")  # Japanese writes its function words in it
_DIGRAPH = re.compile("([aou])e")
_RARE = 2  # questions: what so few say may be a typo of theirs
_COMMON_ROOT = 0.05  # of the questions: a sign that more of them have says nothing of a word
COMPOUND = 0.9  # likeness of a word that is written in two, or of two that are written in one


@dataclass(frozen=True, slots=True)
class Query:
    """A spelled query in one set of questions.

    `words` are its distinct words, and behind those `extra` ones: parts of words that nobody says
    and neighbours written as one. `joins` says which of `words` are said when which others are, and
    how much so. `stems` has for each word the numbers of the stems that may be meant, with their
    likeness; `rarity` and `is_function_word` are of its own words alone. It is known `by_roots`
    where nobody writes any two of its signs next to each other.
    """

    spelling: str
    words: list[str]
    own: int
    joins: list[tuple[int, tuple[int, ...]]]
    stems: list[list[tuple[int, float]]]
    rarity: Floats
    is_function_word: Mask
    by_roots: bool = False

    @classmethod
    def of(cls, spelling: str, vocabulary: Vocabulary, answers: AnswerPostings) -> Query:
        """Look the words of a spelling up; what only hushed answers say does not occur."""
        reading = _Reading(vocabulary, answers)
        text = spelling.split()
        own = list(dict.fromkeys(text))
        words, joins = list(own), list[tuple[int, tuple[int, ...]]]()
        rooted = list(reading.rooted(own))
        others = (*reading.divided(own), *reading.simpler(own), *reading.joined(text), *rooted)
        for whole, parts in others:
            at = tuple(_place(words, each) for each in parts)
            joins += [(_place(words, whole[0]), at)] if len(whole) == 1 else []
            joins += [(_place(words, each), at) for each in whole] if len(whole) > 1 else []
        wrong = sorted((each for each in words if reading.may_be_wrong(each)), key=len)
        corrected = set(wrong[-_CORRECTED:])
        stems = [reading.stems(word, corrected=word in corrected) for word in words]
        last = text[-1]
        if len(last) >= OPEN_LETTERS:
            stems[words.index(last)] += reading.completed(last)
        rarity = np.array([reading.rarity(word) for word in own], dtype=np.float32)
        function_words = np.array([word in STOP_WORDS for word in own])
        known = bool(rooted)
        return cls(spelling, words, len(own), joins, stems, rarity, function_words, known)

    def weighted(self) -> list[tuple[int, float]]:
        """Return the stems to look for, each once, with its weight."""
        weights = dict[int, float]()
        for found in self.stems:
            for stem, likeness in found:
                weights[stem] = max(weights.get(stem, 0.0), likeness)
        return list(weights.items())

    def share_of(self, said: Floats) -> Floats:
        """Return, for each column, how much of the query is said, its rare words counting more."""
        return np.asarray(self.rarity @ said / self.rarity.sum(), dtype=np.float32)


def _place(words: list[str], word: str) -> int:
    if word not in words:
        words.append(word)
    return words.index(word)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What single words mean in a set of questions."""

    vocabulary: Vocabulary
    answers: AnswerPostings

    def frequency(self, stem: int) -> int:
        """Return how many questions say the stem, or else the answers of how many."""
        if stem < 0:
            return 0
        rarity = self.vocabulary.rarity
        if stem < len(rarity):
            return round(math.exp(self.vocabulary.greatest_rarity - float(rarity[stem])))
        return self.answers.count(stem)

    def number(self, word: str) -> int:
        """Return the number of the word's stem, -1 for one that nobody says."""
        stem = self.vocabulary.stem_number(word)
        return stem if self.frequency(stem) else -1

    def holding(self, sign: str) -> int:
        """Return how many questions have a sign, alone or beside another; not all, if many do."""
        stems = {stem for stem, _ in self.stems(sign, corrected=True)}
        return sum(self.frequency(stem) for stem in stems)

    def rarity(self, word: str) -> float:
        """Return the word's weight; in a deck of 20 questions even `how` looks rare, so it is told.

        What no question says is as rare as it is among the answers.
        """
        greatest = self.vocabulary.greatest_rarity
        stem = self.vocabulary.stem_number(word)
        often = self.holding(word) if is_root(word) else self.frequency(stem)
        weight = greatest - math.log(max(often, 1))
        function_word = word in STOP_WORDS or _HIRAGANA.fullmatch(word)
        return weight * FUNCTION_WORD if function_word else max(weight, 1e-3)

    def may_be_wrong(self, word: str) -> bool:
        """Tell whether the word may be another with a typo, or a part of one."""
        if word in STOP_WORDS or (is_unspaced(word) and len(word) > 1) or len(word) > _LONGEST:
            return False
        if self.vocabulary.has_compounds and len(word) >= PART_LETTERS:
            return True
        return self.frequency(self.vocabulary.stem_number(word)) <= _RARE

    def stems(self, word: str, *, corrected: bool) -> list[tuple[int, float]]:
        """Return the stems that the word may mean, the likest first."""
        own = self.number(word)
        found = {own: 1.0} if own >= 0 else {}
        if corrected:
            for number, likeness in self.vocabulary.similar(word, _SIMILAR):
                stem = int(self.vocabulary.stem_of[number])
                if self.frequency(stem):
                    found.setdefault(stem, likeness**2)
                if len(found) >= _SIMILAR_WORDS:
                    break
        return list(found.items())

    def completed(self, beginning: str) -> list[tuple[int, float]]:
        """Return stems of words that go on from the last one, the commonest first."""
        numbers = self.vocabulary.completions(beginning)
        stems = {int(self.vocabulary.stem_of[number]) for number in numbers}
        often = sorted(((self.frequency(stem), -stem) for stem in stems), reverse=True)
        return [(-stem, 0.5) for count, stem in often[:_COMPLETIONS] if count]

    def divided(self, words: list[str]) -> Iterator[tuple[list[str], list[str]]]:
        """Yield each word that nobody says, with words that it is written together from."""
        for word in words:
            if _LEAST_WHOLE <= len(word) <= _LONGEST and word.isalnum() and self.number(word) < 0:
                parts = self._parts(word)
                if len(parts) > 1:
                    yield [word], parts

    def simpler(self, words: list[str]) -> Iterator[tuple[list[str], list[str]]]:
        """Yield each word that nobody says, `hoehle`, with what is left of its umlauts, `hohle`."""
        for word in words:
            if (plain := _DIGRAPH.sub(r"\1", word)) != word and self.number(word) < 0:
                yield [word], [plain]

    def rooted(self, words: list[str]) -> Iterator[tuple[list[str], list[str]]]:
        """Yield pairs of signs, if nobody writes any of them, with each sign that tells of them.

        Of `물이 끓는` a deck that asks `물은 몇 도에서 끓나요` has no pair.
        """
        pairs = [word for word in words if len(word) > 1 and is_unspaced(word)]
        if any(self.number(pair) >= 0 for pair in pairs):
            return
        most = max(_RARE, _COMMON_ROOT * (len(self.vocabulary.starts) - 1))
        for pair in pairs:
            for sign in roots(pair):
                if 0 < self.holding(sign) <= most:
                    yield [pair], [sign]

    def joined(self, text: list[str]) -> Iterator[tuple[list[str], list[str]]]:
        """Yield neighbours with the word that they are written together as."""
        for first, second in pairwise(text):
            whole = first + second
            one_word = len(whole) >= _LEAST_WHOLE and whole.isalnum() and not is_unspaced(first)
            if one_word and self.number(whole) >= 0:
                yield [first, second], [whole]

    def _parts(self, word: str) -> list[str]:
        """Return the fewest words, the commonest of them, that together are the word; or none."""
        best: list[tuple[float, list[str]]] = [(0.0, [])]
        for end in range(1, len(word) + 1):
            ways = [
                (best[start][0] + self._cost(word[start:end]), [*best[start][1], word[start:end]])
                for start in range(max(0, end - _LONGEST_PART), end)
            ]
            best.append(min(ways, key=lambda way: way[0]))
        cost, parts = best[-1]
        return parts if math.isfinite(cost) else []

    def _cost(self, part: str) -> float:
        if len(part) < _LEAST_PART and part not in STOP_WORDS:
            return math.inf
        number = self.vocabulary.numbers.get(part)
        if number is None or not self.frequency(int(self.vocabulary.stem_of[number])):
            return math.inf
        return 5.0 + self.rarity(part)
