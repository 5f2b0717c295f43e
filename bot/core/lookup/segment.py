"""One part of an index, which never changes: questions with their posting lists."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import chain, islice
from sys import getsizeof

import numpy as np

from bot.core.lookup.confidence import Fit, fits
from bot.core.lookup.folding import all_spelled, other_spellings
from bot.core.lookup.postings import MAX_ROWS, AnswerPostings, Floats, Ints
from bot.core.lookup.query import Query
from bot.core.lookup.ranking import only_answered, rank
from bot.core.lookup.stored import Indexed, Parts, laid_out, taken_up
from bot.core.lookup.vocabulary import build_vocabulary

Entry = tuple[str, str] | tuple[str, str, str]

CANDIDATES = 60  # 100 find no more of the measured queries
PREFIX_CANDIDATES = 60
ANSWER_SHARE = 0.2
STEM_BUDGET = 30_000  # postings read a query: what keeps it near 1 ms

# A question that starts with the query comes first; below it is room for the others' scores.
PREFIX_SCORE = 0.75
_CHUNK = 1_000  # strings sorted or measured at a time: nobody else in the process runs meanwhile


@dataclass(frozen=True, slots=True)
class Hit:
    """A question found. `score` is 0 to 1, to be compared within one query only.

    `answered` are the words of the query, as they are `spelled`, that its answers say and it does
    not.
    """

    key: str
    text: str
    score: float
    fit: Fit = Fit.SURE
    answered: tuple[str, ...] = ()


class Segment:
    """Questions that can be searched. Immutable once built, so threads may share it."""

    def __init__(
        self, pairs: tuple[tuple[str, str], ...], indexed: Indexed, kept: Sequence[Entry], size: int
    ) -> None:
        """Hold what was worked out of (key, question) pairs; call `build` or `taken_up` instead.

        The entries are `kept` to be indexed anew with others; `size` counts also questions around.
        """
        self.pairs, self.kept, self.size = pairs, kept, size
        self._indexed = indexed
        self._spellings, self.vocabulary, self._stems, self._answers, self._sorted = indexed
        self.places = {key: row for row, (key, _) in enumerate(pairs)}
        self.nbytes = self._measured()

    @classmethod
    def build(cls, entries: Sequence[Entry], language: str, around: Segment | None) -> Segment:
        """Index entries as `LookupIndex.build` does.

        How rare a word is depends on the questions of the segment `around`, too. Only then the
        answers are kept, for the entries to be indexed anew with others.
        """
        if len(entries) >= MAX_ROWS:
            message = f"an index holds fewer than {MAX_ROWS} questions, not {len(entries)}"
            raise ValueError(message)
        # Tuples, as all that is kept of each question: lists are looked through for garbage.
        asked = [entry[1] for entry in entries]
        spellings = tuple(all_spelled(asked))
        answers = ["".join(entry[2:]) for entry in entries]
        said = tuple(all_spelled(answers)) if any(answers) else ()
        others = dict[str, str]()
        for text in chain(asked, answers):
            if not text.isascii():
                others |= other_spellings(text)
        made = build_vocabulary(
            spellings, said, language, others, around.vocabulary if around else None
        )
        indexed = Indexed(spellings, *made, _in_order(spellings))
        size = len(entries) + (around.size if around else 0)
        return cls(_pairs(entries), indexed, entries if around else (), size)

    @classmethod
    def taken_up(cls, entries: Sequence[Entry], language: str, parts: Parts) -> Segment:
        """Return what `laid_out` gave for the same entries, without indexing them."""
        return cls(_pairs(entries), taken_up(parts, language), (), len(entries))

    def laid_out(self) -> Parts:
        """Return what was worked out, for `taken_up`; not of a segment with others around."""
        return laid_out(self._indexed)

    def __len__(self) -> int:
        return len(self.pairs)

    def rows_of(self, spellings: Iterable[str]) -> Ints:
        """Return the rows, ascending, of all questions that are spelled like one of these."""
        runs = [self._run(spelling, spelling) for spelling in spellings]
        return np.sort(np.concatenate([np.empty(0, dtype=np.int64), *runs]))

    def spelling_of(self, key: str) -> str | None:
        """Return a question as it is spelled, None when the key does not exist."""
        place = self.places.get(key)
        return None if place is None else self._spellings[place]

    def search(self, spelling: str, limit: int, hushed: Ints, gone: Ints) -> list[Hit]:
        """Return the best hits, best first; `gone` are rows (ascending) that are no more.

        `hushed` are rows (ascending) whose answers are not heard.
        """
        answers = AnswerPostings(self._answers, hushed)
        query = Query.of(spelling, self.vocabulary, answers)
        beginning = self._beginning_with(spelling, gone)
        rows = np.union1d(self._candidates(query, answers, gone), beginning)
        if not len(rows):
            return []
        ranked = rank(query, rows, self._spellings, self.vocabulary, answers)
        begins = np.isin(rows, beginning)
        fit = fits(query, ranked, begins, self.size)
        above = PREFIX_SCORE + (1 - PREFIX_SCORE) * ranked.score
        scores = np.where(begins, above, PREFIX_SCORE * ranked.score)
        best = np.lexsort((rows, -scores))
        found = [at for at in best.tolist() if fit[at] is not Fit.NONE][:limit]
        hits = []
        for at in found:
            key, text = self.pairs[int(rows[at])]
            answered = only_answered(query, ranked, at)
            hits.append(Hit(key, text, float(scores[at]), fit[at], answered))
        return hits

    def _measured(self) -> int:
        vocabulary = self.vocabulary
        tables = (self._stems, self._answers, vocabulary)
        containers = (
            self.places,
            self._spellings,
            vocabulary.words,
            vocabulary.stems,
            vocabulary.numbers,
        )
        return (
            _size_of(chain.from_iterable(self.pairs))
            + _size_of(self._spellings)
            + _size_of(vocabulary.words)
            + _size_of(vocabulary.stems)
            + sum(map(getsizeof, containers))
            + len(self) * (getsizeof(("key", "text")) + getsizeof(MAX_ROWS))
            + self._sorted.nbytes
            + sum(table.nbytes for table in tables)
        )

    def _run(self, first: str, last: str) -> Ints:
        """Return the rows of all spellings from `first` to `last`, both included."""
        spelling_of = self._spellings.__getitem__
        start = bisect_left(self._sorted, first, key=spelling_of)
        return self._sorted[start : bisect_right(self._sorted, last, lo=start, key=spelling_of)]

    def _beginning_with(self, spelling: str, gone: Ints) -> Ints:
        """Return the shortest questions that start with the query."""
        found = self._run(spelling, spelling + "\U0010ffff")
        if len(gone):
            found = found[~np.isin(found, gone)]
        if len(found) <= PREFIX_CANDIDATES:
            return found
        shortness = (1 / self.vocabulary.word_counts(found)).astype(np.float32)
        return found[_highest(shortness, PREFIX_CANDIDATES)]

    def _candidates(self, query: Query, answers: AnswerPostings, gone: Ints) -> Ints:
        """Return the rows with the best cosines, at most `CANDIDATES`, and as many hushed ones."""
        scores: Floats = np.zeros(len(self), dtype=np.float32)
        wanted = query.weighted()
        self._stems.add_scores(scores, wanted, 1.0, STEM_BUDGET)
        scores[gone] = 0
        # The weights of the others' answers know how often the hushed ones say a word, so the two
        # do not compete for a place: else what is said in secret could push a hushed one out.
        hushed = answers.hushed[_highest(scores[answers.hushed], CANDIDATES)]
        answers.postings.add_scores(scores, wanted, ANSWER_SHARE, STEM_BUDGET)
        scores[answers.hushed] = 0
        scores[gone] = 0
        best = np.union1d(_highest(scores, CANDIDATES), hushed)
        return best[self.vocabulary.word_counts(best) > 0]  # a question may be of emoji alone


def _pairs(entries: Iterable[Entry]) -> tuple[tuple[str, str], ...]:
    return tuple([(entry[0], entry[1]) for entry in entries])


def _size_of(strings: Iterable[str]) -> int:
    left, size = iter(strings), 0
    while part := sum(map(getsizeof, islice(left, _CHUNK))):  # so that others run meanwhile
        size += part
    return size


def _in_order(spellings: Sequence[str]) -> Ints:
    """Return the rows in the order of their spellings, without holding others up for long."""
    chunks = []
    for first in range(0, len(spellings), _CHUNK):
        chunk = range(first, min(first + _CHUNK, len(spellings)))
        chunks.append(sorted(chunk, key=spellings.__getitem__))
    return np.fromiter(merge(*chunks, key=spellings.__getitem__), np.int64, len(spellings))


def _highest(scores: Floats, count: int) -> Ints:
    """Return the rows of the `count` highest scores above 0, ascending; of equal ones the first."""
    found = np.flatnonzero(scores > scores.max(initial=0.0) / 3)  # mostly enough, and few
    if len(found) < count:
        found = np.flatnonzero(scores)
    if len(found) <= count:
        return found
    values = scores[found]
    least = np.partition(values, len(values) - count)[len(values) - count]
    above, equal = found[values > least], found[values == least]
    return np.union1d(above, equal[: count - len(above)])
