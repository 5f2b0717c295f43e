"""Posting lists in flat arrays: for each term the documents that hold it, and its rarity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

ROW_BITS = 24
MAX_ROWS = 1 << ROW_BITS


@dataclass(frozen=True, slots=True)
class Postings:
    """`rows[starts[t]:starts[t + 1]]` are the ascending documents of the term `keys[t]`.

    A term counts once a document. `idf` is the term's inverse document frequency, `lengths` that
    of each document's vector, whose parts are the `idf` of its terms.
    """

    keys: Ints
    starts: Ints
    rows: Rows
    idf: Floats
    lengths: Floats

    @classmethod
    def build(cls, occurrences: Ints, size: int) -> Postings:
        """Build from `pack`ed occurrences over `size` documents."""
        packed = distinct(occurrences)
        of_term = packed >> ROW_BITS
        firsts = np.flatnonzero(_changes(of_term))
        starts = np.append(firsts, len(packed))
        rows = (packed & (MAX_ROWS - 1)).astype(np.int32)
        counts = np.diff(starts)
        idf = np.log((size + 1) / counts).astype(np.float32)
        squares = np.bincount(rows, np.repeat(idf**2, counts), minlength=size)
        return cls(of_term[firsts], starts, rows, idf, np.sqrt(squares).astype(np.float32))

    @property
    def nbytes(self) -> int:
        """How many bytes the arrays take."""
        arrays = (self.keys, self.starts, self.rows, self.idf, self.lengths)
        return sum(array.nbytes for array in arrays)

    def find(self, keys: Ints) -> Ints:
        """Return the numbers of the terms that exist, ascending, each once."""
        if not len(self.keys):
            return np.empty(0, dtype=np.int64)
        wanted = np.unique(keys)
        at = np.searchsorted(self.keys, wanted)
        at[at == len(self.keys)] = 0
        return np.asarray(at[self.keys[at] == wanted], dtype=np.int64)

    def term(self, key: int) -> int:
        """Return the number of the term, -1 for one that does not occur."""
        at = int(np.searchsorted(self.keys, key))
        return at if at < len(self.keys) and self.keys[at] == key else -1

    def rows_of(self, term: int) -> Rows:
        """Return the documents of a term, ascending; none for -1."""
        return self.rows[self.starts[term] : self.starts[term + 1]] if term >= 0 else self.rows[:0]

    def holds(self, term: int, rows: Ints) -> Mask:
        """Tell for each document whether it has the term."""
        holding = self.rows_of(term)
        if not len(holding):
            return np.zeros(len(rows), dtype=np.bool_)
        at = np.searchsorted(holding, rows)
        at[at == len(holding)] = 0
        return np.asarray(holding[at] == rows)

    def add_scores(
        self, scores: Floats, wanted: Iterable[tuple[int, float]], share: float, budget: int
    ) -> None:
        """Add `share` of the cosine with a query to the documents' scores.

        The query is keys with the weight of each. The rarest terms go first; once `budget`
        postings are read the rest is left out, for the frequent terms cost most and tell least.
        """
        found = [(term, weight) for key, weight in wanted if (term := self.term(key)) >= 0]
        if not found:
            return
        sums: Floats = np.zeros(len(scores), dtype=np.float32)
        squares = sum((float(self.idf[term]) * weight) ** 2 for term, weight in found)
        for term, weight in sorted(found, key=lambda each: -float(self.idf[each[0]])):
            rows = self.rows_of(term)
            sums[rows] += np.float32(float(self.idf[term]) ** 2 * weight)
            budget -= len(rows)
            if budget <= 0:
                break
        sums *= np.float32(share / squares**0.5)
        scores += np.divide(sums, self.lengths, out=sums, where=self.lengths > 0)


def pack(keys: Ints, rows: Ints) -> Ints:
    """Return occurrences of terms in documents as one sortable number each."""
    return (keys << ROW_BITS) | rows


def distinct(numbers: Ints) -> Ints:
    """Return the numbers ascending, each once; `np.unique` hashes, at four times the cost here."""
    ascending = np.sort(numbers)
    return ascending[_changes(ascending)]


def _changes(ascending: Ints) -> Mask:
    changes = np.ones(len(ascending), dtype=np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=changes[1:])
    return changes


@dataclass(frozen=True, slots=True)
class AnswerPostings:
    """The answers' posting lists as if the questions in `hushed` (rows, ascending) had none.

    The weights in `postings` are not: the document frequencies in them count the hushed ones.
    """

    postings: Postings
    hushed: Ints

    def count(self, stem: int) -> int:
        """Return how many questions have answers that say the stem."""
        term = self.postings.term(stem)
        if term < 0:
            return 0
        rows = self.postings.rows_of(term)
        hushed = self.postings.holds(term, self.hushed).sum() if len(self.hushed) else 0
        return int(rows.size - hushed)

    def say(self, stem: int, rows: Ints) -> Mask:
        """Tell for each question whether its answers say the stem."""
        said = self.postings.holds(self.postings.term(stem), rows)
        return said & ~np.isin(rows, self.hushed) if len(self.hushed) else said
