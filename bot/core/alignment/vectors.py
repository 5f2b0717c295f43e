"""Sparse vectors of words, and the likeness of many texts to many others at once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

Vector = Mapping[str, float]
Matrix = NDArray[np.float64]


class WordWeights:
    """Inverse document frequency over texts that are given as counts of their stems."""

    def __init__(self, texts: Sequence[Mapping[str, int]]) -> None:
        frequency = Counter(chain.from_iterable(texts))
        # Smoothed so that it stays above zero; most words are in as few texts as many others.
        weights = {
            often: math.log(1 + (len(texts) + 1) / (often + 0.5))
            for often in set(frequency.values())
        }
        self._weights = {word: weights[often] for word, often in frequency.items()}

    def vector(self, text: Mapping[str, int]) -> dict[str, float]:
        """Return one of the texts as a tf-idf vector of length 1; repeats count logarithmically."""
        weights = self._weights
        return unit(
            {w: weights[w] if n == 1 else (1 + math.log(n)) * weights[w] for w, n in text.items()}
        )


def unit(vector: Vector) -> dict[str, float]:
    """Return the vector scaled to length 1; the empty vector stays empty."""
    length = math.sqrt(sum([value * value for value in vector.values()]))
    return {word: value / length for word, value in vector.items()} if length else {}


def add(vectors: Iterable[Vector], onto: dict[str, float]) -> None:
    """Add vectors to a sum of others."""
    for vector in vectors:
        for word, value in vector.items():
            onto[word] = onto.get(word, 0.0) + value


def cosine(one: Vector, other: Vector) -> float:
    """Return the inner product of two unit vectors."""
    if len(other) < len(one):
        one, other = other, one
    return sum(value * other.get(word, 0.0) for word, value in one.items())


def products(rows: Sequence[Vector], columns: Sequence[Vector]) -> Matrix:
    """Return the inner products of every row with every column, through an inverted index."""
    postings: dict[str, list[tuple[int, float]]] = {word: [] for row in rows for word in row}
    for number, column in enumerate(columns):
        for word in postings.keys() & column.keys():
            postings[word].append((number, column[word]))
    spread = _spread_few if len(columns) <= _FEW else _spread_many
    return spread(rows, postings, len(columns))


_FEW = 150  # columns for which an array for each word takes longer than adding one by one


def _spread_few(
    rows: Sequence[Vector], postings: Mapping[str, Sequence[tuple[int, float]]], width: int
) -> Matrix:
    result = np.zeros((len(rows), width))
    for at, row in enumerate(rows):
        sums = [0.0] * width
        for word, value in row.items():
            for number, weight in postings[word]:
                sums[number] += value * weight
        result[at] = sums
    return result


def _spread_many(
    rows: Sequence[Vector], postings: Mapping[str, Sequence[tuple[int, float]]], width: int
) -> Matrix:
    index = {
        word: (np.array([number for number, _ in found]), np.array([weight for _, weight in found]))
        for word, found in postings.items()
        if found
    }
    result = np.zeros((len(rows), width))
    for sums, row in zip(result, rows, strict=True):
        for word, value in row.items():
            if word in index:
                numbers, weights = index[word]
                sums[numbers] += value * weights
    return result
