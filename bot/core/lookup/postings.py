"""Posting lists in flat arrays: for each term the documents that hold it, with tf-idf weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

ROW_BITS = 24
MAX_ROWS = 1 << ROW_BITS


@dataclass(frozen=True, slots=True)
class Postings:
    """`rows[starts[t]:starts[t + 1]]` are the ascending documents of the term `keys[t]`.

    A term counts once a document. `weights` runs beside `rows`: the square of the term's inverse
    document frequency by the length of the document's vector, so that sums of it over a query's
    terms, divided by the length of the query's vector, are cosines.
    """

    keys: Ints
    starts: Ints
    rows: Rows
    weights: Floats
    idf: Floats

    @classmethod
    def build(cls, occurrences: Ints, size: int) -> Postings:
        """Build from `pack`ed occurrences over `size` documents."""
        packed = distinct(occurrences)
        of_term = packed >> ROW_BITS
        firsts = np.flatnonzero(_changes(of_term))
        starts = np.append(firsts, len(packed))
        rows = (packed & (MAX_ROWS - 1)).astype(np.int32)
        idf = np.log((size + 1) / np.diff(starts)).astype(np.float32)
        squares = np.repeat(idf**2, np.diff(starts))
        lengths = np.sqrt(np.bincount(rows, squares, minlength=size)).astype(np.float32)
        return cls(of_term[firsts], starts, rows, squares / lengths[rows], idf)

    @property
    def nbytes(self) -> int:
        """How many bytes the arrays take."""
        arrays = (self.keys, self.starts, self.rows, self.weights, self.idf)
        return sum(array.nbytes for array in arrays)

    def find(self, keys: Ints) -> Ints:
        """Return the numbers of the terms that exist, ascending, each once."""
        if not len(self.keys):
            return np.empty(0, dtype=np.int64)
        wanted = np.unique(keys)
        at = np.searchsorted(self.keys, wanted)
        at[at == len(self.keys)] = 0
        return np.asarray(at[self.keys[at] == wanted], dtype=np.int64)

    def rows_of(self, term: int) -> Rows:
        """Return the documents of a term, ascending."""
        return self.rows[self.starts[term] : self.starts[term + 1]]

    def holds(self, term: int, rows: Ints) -> npt.NDArray[np.bool_]:
        """Tell for each document whether it has the term."""
        holding = self.rows_of(term)
        at = np.searchsorted(holding, rows)
        at[at == len(holding)] = 0
        return np.asarray(holding[at] == rows)

    def add_scores(self, scores: Floats, terms: Ints, share: float, budget: int) -> None:
        """Add `share` of the cosine with a query of these terms to the documents' scores.

        The rarest terms go first; once `budget` postings are read the rest is left out, for the
        frequent terms cost most and tell least.
        """
        length = float(np.sqrt(np.sum(self.idf[terms] ** 2)))
        for term in terms[np.argsort(-self.idf[terms], kind="stable")].tolist():
            first, end = self.starts[term], self.starts[term + 1]
            scores[self.rows[first:end]] += self.weights[first:end] * np.float32(share / length)
            budget -= int(end - first)
            if budget <= 0:
                break


def pack(keys: Ints, rows: Ints) -> Ints:
    """Return occurrences of terms in documents as one sortable number each."""
    return (keys << ROW_BITS) | rows


def distinct(numbers: Ints) -> Ints:
    """Return the numbers ascending, each once; `np.unique` hashes, at four times the cost here."""
    ascending = np.sort(numbers)
    return ascending[_changes(ascending)]


def _changes(ascending: Ints) -> npt.NDArray[np.bool_]:
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
        return sum(
            int(self.postings.rows_of(term).size - self.postings.holds(term, self.hushed).sum())
            for term in self._term(stem)
        )

    def say(self, stem: int, rows: Ints) -> npt.NDArray[np.bool_]:
        """Tell for each question whether its answers say the stem."""
        said = np.zeros(len(rows), dtype=np.bool_)
        for term in self._term(stem):
            said = self.postings.holds(term, rows) & ~np.isin(rows, self.hushed)
        return said

    def _term(self, stem: int) -> list[int]:
        """Return the number of the stem's list, or nothing when no answer says it."""
        numbers: list[int] = self.postings.find(np.array([stem])).tolist()
        return numbers
