"""Sparse vectors of words, and the likeness of many texts to many others at once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Vector = Mapping[str, float]
Matrix = NDArray[np.float64]


class WordWeights:
    """Inverse document frequency over texts that are given as lists of stems."""

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        self._frequency: Counter[str] = Counter()
        self._count = 0
        self._weights: dict[str, float] = {}
        for text in texts:
            self._frequency.update(set(text))
            self._count += 1

    def weight(self, word: str) -> float:
        """Return the word's idf, smoothed so that it stays above zero."""
        weight = self._weights.get(word)
        if weight is None:
            rarity = (self._count + 1) / (self._frequency[word] + 0.5)
            self._weights[word] = weight = math.log(1 + rarity)
        return weight

    def vector(self, text: Sequence[str]) -> dict[str, float]:
        """Return the text as a tf-idf vector of length 1; repeats count logarithmically."""
        weight = self.weight
        return unit(
            {w: weight(w) if n == 1 else (1 + math.log(n)) * weight(w)
             for w, n in Counter(text).items()}
        )  # fmt: skip


def unit(vector: Vector) -> dict[str, float]:
    """Return the vector scaled to length 1; the empty vector stays empty."""
    length = math.sqrt(sum([value * value for value in vector.values()]))
    return {word: value / length for word, value in vector.items()} if length else {}


def total(vectors: Iterable[Vector]) -> dict[str, float]:
    """Return the sum of vectors."""
    result: dict[str, float] = {}
    for vector in vectors:
        for word, value in vector.items():
            result[word] = result.get(word, 0.0) + value
    return result


def cosine(one: Vector, other: Vector) -> float:
    """Return the inner product of two unit vectors."""
    if len(other) < len(one):
        one, other = other, one
    return sum(value * other.get(word, 0.0) for word, value in one.items())


def products(rows: Sequence[Vector], columns: Sequence[Vector]) -> Matrix:
    """Return the inner products of every row with every column, through an inverted index."""
    postings: dict[str, tuple[list[int], list[float]]] = {
        word: ([], []) for row in rows for word in row
    }
    for number, column in enumerate(columns):
        for word in postings.keys() & column.keys():
            where, values = postings[word]
            where.append(number)
            values.append(column[word])
    index = {
        word: (np.array(where), np.array(found))
        for word, (where, found) in postings.items()
        if where
    }
    result = np.zeros((len(rows), len(columns)))
    for row, vector in zip(result, rows, strict=True):
        for word, value in vector.items():
            if word in index:
                numbers, weights = index[word]
                row[numbers] += value * weights
    return result
