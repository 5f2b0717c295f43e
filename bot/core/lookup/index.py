"""The index of all questions of a group's decks, and the search in it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from sys import getsizeof

import numpy as np
import numpy.typing as npt

from bot.core.lookup.postings import (
    MAX_ROWS,
    AnswerPostings,
    Floats,
    Ints,
    Postings,
    distinct,
    pack,
)
from bot.core.lookup.ranking import Query, score
from bot.core.lookup.vocabulary import Vocabulary, build_vocabulary, gram_keys, spelled

Entry = tuple[str, str] | tuple[str, str, str]

MAX_QUERY_LENGTH = 400  # characters; what lies behind is not read
CANDIDATES = 60  # 100 find no more of the measured queries
PREFIX_CANDIDATES = 60

GRAM_SHARE, STEM_SHARE, ANSWER_SHARE = 0.5, 0.5, 0.2
GRAM_BUDGET, STEM_BUDGET = 40_000, 30_000  # postings read a query: what keeps it near 1 ms

# A question that starts with the query comes first; below it is room for the others' scores.
PREFIX_SCORE = 0.75
_CHUNK = 20_000  # questions whose 3-grams are held unsorted at a time, to bound memory


@dataclass(frozen=True, slots=True)
class Hit:
    """A question found. `score` is 0 to 1, to be compared within one query only."""

    key: str
    text: str
    score: float


class LookupIndex:
    """Questions that can be searched. Immutable once built, so threads may share it.

    Measured on 100,000 questions: built in about 4 s (0.16 s for 10,000), 180 MB with the questions
    themselves, 0.9 ms a query in the median and 2.0 ms at the 99th percentile. The right question
    came first for 100% of queries with typos, 85% of key words alone, 87% of key words in another
    order with a typo and 66% of paraphrases, and was among five for 64% of beginnings.
    """

    def __init__(
        self,
        entries: Sequence[tuple[str, str]],
        spellings: list[str],
        vocabulary: Vocabulary,
        postings: tuple[Postings, Postings, Postings],
    ) -> None:
        """Hold what `build` made; call that instead."""
        self._entries = entries
        self._spellings = spellings
        self._vocabulary = vocabulary
        self._grams, self._stems, self._answers = postings
        self._sorted = np.array(
            sorted(range(len(spellings)), key=spellings.__getitem__), dtype=np.int64
        )
        self._places = {key: row for row, (key, _) in enumerate(entries)}
        self._nbytes = self._measured()

    @classmethod
    def build(cls, entries: Iterable[Entry], language: str = "english") -> LookupIndex:
        """Index (key, question) or (key, question, answers' text) entries.

        The answers help to find a question whose own words do not say it, with a low weight.
        Keys are unique. Raises `ValueError` for 16,777,216 entries or more, and `KeyError` for a
        language that Snowball has no stemmer for.
        """
        given = list(entries)
        if len(given) >= MAX_ROWS:
            message = f"an index holds fewer than {MAX_ROWS} questions, not {len(given)}"
            raise ValueError(message)
        spellings = [spelled(entry[1]) for entry in given]
        said = [spelled(answers[0]) if answers else "" for _, _, *answers in given]
        vocabulary, stems, answers = build_vocabulary(spellings, said, language)
        grams = Postings.build(_gram_occurrences(spellings), len(spellings))
        pairs = [(entry[0], entry[1]) for entry in given]
        return cls(pairs, spellings, vocabulary, (grams, stems, answers))

    def __len__(self) -> int:
        return len(self._entries)

    def text(self, key: str) -> str | None:
        """Return a question as it was given, None when the key does not exist."""
        place = self._places.get(key)
        return None if place is None else self._entries[place][1]

    def first(self, count: int) -> Sequence[tuple[str, str]]:
        """Return key and question of the first entries."""
        return self._entries[:count]

    def keys_of(self, spellings: Iterable[str]) -> list[str]:
        """Return the keys of all questions that are spelled like one of these."""
        rows = (row for spelling in spellings for row in self._run(spelling, spelling).tolist())
        return [self._entries[row][0] for row in rows]

    @property
    def nbytes(self) -> int:
        """About how many bytes it takes, the questions' texts included."""
        return self._nbytes

    def search(self, query: str, limit: int = 5, hushed: Collection[str] = ()) -> list[Hit]:
        """Return the questions that fit best, best first; none when nothing fits.

        Only the first `MAX_QUERY_LENGTH` characters are read. Equal scores keep the order of the
        entries. A query without letters or digits finds nothing, and so does what no question
        resembles.

        The questions with a key in `hushed`, and all of the same words, are found and scored as
        if they had been indexed without answers: nothing of a hit tells what these say. Keys that
        do not exist are passed over. Where more than `CANDIDATES` questions come into question,
        a hushed one need not be among the best of them to be scored.
        """
        spelling = spelled(query[:MAX_QUERY_LENGTH])
        if not spelling or limit < 1:
            return []
        rows, scores = self._scored(spelling, AnswerPostings(self._answers, self._alike(hushed)))
        best = np.lexsort((rows, -scores))[:limit]
        return [self._hit(rows[at], scores[at]) for at in best.tolist() if scores[at] > 0]

    def _measured(self) -> int:
        vocabulary = self._vocabulary
        strings = chain(*self._entries, self._spellings, vocabulary.words, vocabulary.stems)
        containers = (self._places, vocabulary.stems, self._spellings, vocabulary.words)
        tables = (self._grams, self._stems, self._answers, vocabulary)
        return (
            sum(map(getsizeof, strings))
            + sum(map(getsizeof, containers))
            + len(self) * (getsizeof(("key", "text")) + getsizeof(MAX_ROWS))
            + self._sorted.nbytes
            + sum(table.nbytes for table in tables)
        )

    def _hit(self, row: int, points: float) -> Hit:
        key, text = self._entries[row]
        return Hit(key, text, float(points))

    def _alike(self, keys: Collection[str]) -> Ints:
        """Return the rows, ascending, of all questions with the words of one of these."""
        spellings = {self._spellings[self._places[key]] for key in keys if key in self._places}
        runs = [self._run(spelling, spelling) for spelling in spellings]
        return np.sort(np.concatenate([np.empty(0, dtype=np.int64), *runs]))

    def _run(self, first: str, last: str) -> Ints:
        """Return the rows of all spellings from `first` to `last`, both included."""
        spelling_of = self._spellings.__getitem__
        start = bisect_left(self._sorted, first, key=spelling_of)
        return self._sorted[start : bisect_right(self._sorted, last, lo=start, key=spelling_of)]

    def _scored(
        self, spelling: str, answers: AnswerPostings
    ) -> tuple[Ints, npt.NDArray[np.float64]]:
        """Return the candidates' rows, ascending, and their scores."""
        beginning = self._beginning_with(spelling)
        rows = np.union1d(self._candidates(spelling, answers), beginning)
        if not len(rows):
            return rows, np.empty(0)
        query = Query.of(spelling, self._vocabulary, answers)
        scores = score(query, rows, self._spellings, self._vocabulary, answers)
        above = PREFIX_SCORE + (1 - PREFIX_SCORE) * scores
        return rows, np.where(np.isin(rows, beginning), above, PREFIX_SCORE * scores)

    def _beginning_with(self, spelling: str) -> Ints:
        """Return the shortest questions that start with the query."""
        found = self._run(spelling, spelling + "\U0010ffff")
        if len(found) <= PREFIX_CANDIDATES:
            return found
        shortness = (1 / self._vocabulary.word_counts(found)).astype(np.float32)
        return found[_highest(shortness, PREFIX_CANDIDATES)]

    def _candidates(self, spelling: str, answers: AnswerPostings) -> Ints:
        """Return the rows with the best cosines, at most `CANDIDATES`, and as many hushed ones."""
        scores: Floats = np.zeros(len(self._entries), dtype=np.float32)
        numbers = (self._vocabulary.stem_number(word) for word in spelling.split())
        stems = np.array([number for number in numbers if number >= 0], dtype=np.int64)
        grams = self._grams.find(gram_keys([spelling])[0])
        self._grams.add_scores(scores, grams, GRAM_SHARE, GRAM_BUDGET)
        self._stems.add_scores(scores, self._stems.find(stems), STEM_SHARE, STEM_BUDGET)
        # The weights of the others' answers know how often the hushed ones say a word, so the two
        # do not compete for a place: else what is said in secret could push a hushed one out.
        hushed = answers.hushed[_highest(scores[answers.hushed], CANDIDATES)]
        said = answers.postings
        said.add_scores(scores, said.find(stems), ANSWER_SHARE, STEM_BUDGET)
        scores[answers.hushed] = 0
        best = np.union1d(_highest(scores, CANDIDATES), hushed)
        return best[self._vocabulary.word_counts(best) > 0]  # a question may be of emoji alone


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


def _gram_occurrences(spellings: list[str]) -> Ints:
    chunks = [np.empty(0, dtype=np.int64)]
    for first in range(0, len(spellings), _CHUNK):
        keys, rows = gram_keys(spellings[first : first + _CHUNK])
        chunks.append(distinct(pack(keys, rows + first)))
    return np.concatenate(chunks)
