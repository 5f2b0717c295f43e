"""Many texts read at once: their passages, and each different word once.

Counting words and 3-grams text by text takes most of a comparison's time; here both are counted
for all texts together, in arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.core.comparison.passages import pieces, spoken
from bot.core.lexicon import NEGATIONS
from bot.core.similarity import QUESTION_GRAM_WEIGHT, grams_of_stem
from bot.core.text import STOP_WORDS, TOKEN, stem

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Reading(NamedTuple):
    """A text cut into its passages: their readable text, and the words of each, case-folded."""

    pieces: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]


def read(text: str) -> Reading:
    """Return the passages of a Markdown text that hold a word, in order."""
    found = [
        (piece, words) for piece in pieces(text) if (words := tuple(TOKEN.findall(spoken(piece))))
    ]
    return Reading(tuple(piece for piece, _ in found), tuple(words for _, words in found))


class Rows(NamedTuple):
    """Entries of words `of` something, each a `column` with a `value`."""

    word: Whole
    of: Whole
    column: Whole
    value: Floats


class Table:
    """For each word that was met, entries of some columns: `rows_of(word)` tells them."""

    def __init__(
        self, words: Sequence[str], rows_of: Callable[[str], Iterable[tuple[int, float]]]
    ) -> None:
        rows = [tuple(rows_of(word)) for word in words]
        self._counts = np.array([len(row) for row in rows], dtype=np.int64)
        self._starts = np.cumsum(self._counts) - self._counts
        entries = list(chain.from_iterable(rows))
        self._columns = np.array([column for column, _ in entries], dtype=np.int64)
        self._values = np.array([value for _, value in entries], dtype=np.float64)

    def rows(self, words: Whole, of: Whole) -> Rows:
        """Return the entries of all these words, `of` what each belongs to."""
        here = self._counts[words] > 0
        words, of = words[here], of[here]
        at, repeated = spread(self._starts[words], self._counts[words])
        return Rows(words[repeated], of[repeated], self._columns[at], self._values[at])


def spread(starts: Whole, counts: Whole) -> tuple[Whole, Whole]:
    """Return all places of some ranges in a row, and which range each is in."""
    which = np.repeat(np.arange(len(starts)), counts)
    begins = np.cumsum(counts) - counts
    return starts[which] + np.arange(len(which)) - begins[which], which


class Texts:
    """Readings of texts as arrays: `bounds` are the passages of each, `ends` the words of each.

    Texts without a word have no passage. `words` are the different ones, `met` is which stands
    where, `passage_of` in which passage.
    """

    def __init__(self, readings: Sequence[Reading], language: str) -> None:
        self.readings, self.language = readings, language
        passages = [words for reading in readings for words in reading.words]
        index = _Index()
        flat = chain.from_iterable(passages)
        self.met = np.fromiter(map(index.__getitem__, flat), dtype=np.int64)
        self.words = tuple(index)
        self.stems = tuple(stem(word, language) for word in self.words)
        self.bounds = _bounds([len(reading.words) for reading in readings])
        self.ends = _bounds([len(words) for words in passages])
        self.passages = len(passages)
        self.passage_of = np.repeat(np.arange(self.passages), np.diff(self.ends))
        self._stem_grams()

    def _stem_grams(self) -> None:
        self._gram_index = _Index()
        of_stem = [
            [self._gram_index[gram] for gram in grams_of_stem(stemmed)] for stemmed in self.stems
        ]
        self._gram_counts = np.array([len(each) for each in of_stem], dtype=np.int64)
        self._gram_starts = np.cumsum(self._gram_counts) - self._gram_counts
        self._grams = np.fromiter(chain.from_iterable(of_stem), dtype=np.int64)

    def subject_words(self) -> tuple[Whole, Whole]:
        """Return each passage's different words that carry its subject, and their passages.

        Those of a passage in which none does are all its words.
        """
        said = np.array([_has_subject(word) for word in self.words], dtype=bool)
        here = said[self.met]
        any_said = np.bincount(self.passage_of[here], minlength=self.passages) > 0
        kept = here | ~any_said[self.passage_of]
        return self._once(self.met[kept], self.passage_of[kept])

    def different_words(self) -> tuple[Whole, Whole]:
        """Return the different words of each text, and their texts."""
        text_of = np.repeat(np.arange(len(self.readings)), np.diff(self.bounds))
        return self._once(self.met, text_of[self.passage_of])

    def _once(self, words: Whole, of: Whole) -> tuple[Whole, Whole]:
        size = max(1, len(self.words))
        keys, _ = _different(of * size + words)
        return keys % size, keys // size

    @cached_property
    def pieces(self) -> tuple[str, ...]:
        """The readable text of each passage."""
        return tuple(piece for reading in self.readings for piece in reading.pieces)

    @cached_property
    def _in_passages(self) -> tuple[Whole, Whole]:
        return self._once(self.met, self.passage_of)

    def counted_in_passages(
        self, columns: int, rows_of: Callable[[str, str], Iterable[int]]
    ) -> Whole:
        """Return how many of each passage's different words, with their stems, are in a column."""
        stem_of = dict(zip(self.words, self.stems, strict=True))
        table = Table(self.words, lambda word: ((at, 1.0) for at in rows_of(word, stem_of[word])))
        rows = table.rows(*self._in_passages)
        found = np.zeros((self.passages, columns), dtype=np.int64)
        np.add.at(found, (rows.of, rows.column), 1)
        return found

    def neighbours(self, first: Flags) -> list[tuple[int, str, str]]:
        """Return the pairs of neighbours whose first word is flagged, with their passage."""
        together = np.flatnonzero(
            first[self.met[:-1]] & (self.passage_of[:-1] == self.passage_of[1:])
        )
        return [
            (int(self.passage_of[at]), self.words[self.met[at]], self.words[self.met[at + 1]])
            for at in together
        ]

    def cosines(
        self,
        first: Whole,
        last: Whole,
        asked: Collection[str],
        others: Sequence[Mapping[str, float]],
    ) -> Floats:
        """Return the cosines of the 3-grams of spans of passages with those of other texts.

        The spans go from a `first` passage to before a `last` one, `others` are dampened counts in
        which what was `asked` is lessened already. One row a span, one column another text.
        """
        which, counts, grams = self._counted(self.ends[first], self.ends[last])
        names = list(self._gram_index)
        lessened = np.array(
            [QUESTION_GRAM_WEIGHT if gram in asked else 1.0 for gram in names], dtype=np.float64
        )
        values = (1.0 + np.log(counts)) * lessened[grams]
        squared = np.bincount(which, weights=values * values, minlength=len(first))
        theirs = np.array([[other.get(gram, 0.0) for other in others] for gram in names])
        theirs = theirs.reshape(len(names), len(others))
        shared = np.asarray(theirs.any(axis=1))[grams]
        which, grams, values = which[shared], grams[shared], values[shared]
        found = np.zeros((len(first), len(others)))
        for column, other in enumerate(others):
            weights = values * theirs[grams, column]
            dot = np.bincount(which, weights=weights, minlength=len(first))
            length = sum(count * count for count in other.values())
            found[:, column] = dot / np.sqrt(np.maximum(squared * length, 1e-12))
        return np.minimum(1.0, found)

    def _counted(self, starts: Whole, ends: Whole) -> tuple[Whole, Whole, Whole]:
        """Return the different 3-grams of each span of words: the span, how often, and which."""
        at, span = spread(starts, ends - starts)
        words = self.met[at]
        place, repeated = spread(self._gram_starts[words], self._gram_counts[words])
        size = max(1, len(self._gram_index))
        keys, counts = _different(span[repeated] * size + self._grams[place])
        return keys // size, counts, keys % size


def _different(keys: Whole) -> tuple[Whole, Whole]:
    """Return the different numbers in ascending order, and how often each is there."""
    keys = np.sort(keys)
    new = np.flatnonzero(np.concatenate((keys[:1] >= 0, keys[1:] != keys[:-1])))
    return keys[new], np.diff(np.append(new, len(keys)))


def _has_subject(word: str) -> bool:
    return word not in STOP_WORDS and word not in NEGATIONS


class _Index(dict[str, int]):
    """Numbers words in the order in which they are met."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


def _bounds(lengths: Sequence[int]) -> Whole:
    return np.concatenate(([0], np.cumsum(np.array(lengths, dtype=np.int64)))).astype(np.int64)


def spans(bounds: Whole) -> tuple[Whole, Whole, Whole]:
    """Return the spans of passages in which a point is looked for: first, last, and the text.

    Each passage of a text of several, each two neighbours in one of more, and each whole text.
    """
    counts = np.diff(bounds)
    of = np.flatnonzero(counts > 0)
    first, last = bounds[:-1][of], bounds[1:][of]
    text_of = np.repeat(np.arange(len(counts)), counts)
    each = np.flatnonzero(counts[text_of] > 1)
    pairs = np.flatnonzero((text_of[:-1] == text_of[1:]) & (counts[text_of[:-1]] > 2))  # noqa: PLR2004
    return (
        np.concatenate((each, pairs, first)),
        np.concatenate((each + 1, pairs + 2, last)),
        np.concatenate((text_of[each], text_of[pairs], of)),
    )


def of_spans(of: np.ufunc, values: Floats, ends: tuple[Whole, Whole]) -> Floats:
    """Return the sums, or most, of the rows of spans; the longer spans follow each other."""
    first, last = ends
    found = values[first]
    two = last - first > 1
    found[two] = of(found[two], values[first[two] + 1])
    longer = last - first > 2  # noqa: PLR2004
    if longer.any():
        # An end beyond the last passage is not looked at: there is one row more.
        bounds = np.column_stack((first[longer], last[longer])).ravel()
        found[longer] = of.reduceat(np.concatenate((values, values[-1:])), bounds, axis=0)[::2]
    return found
