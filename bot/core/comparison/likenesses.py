"""How alike many texts are to some references at once: see `bot.core.similarity`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from bot.core.comparison.texts import Floats, Table, Texts, Whole
from bot.core.similarity import COVERAGE_WEIGHT, GRAMS_WEIGHT, Standard, features


def likenesses(together: Texts, texts: Sequence[str], standards: Sequence[Standard]) -> Floats:
    """Return the likeness of each text to each standard; all standards have one question.

    `texts` are the texts as they came. There is at least one standard.
    """
    found = np.zeros((len(texts), len(standards)))
    having = np.diff(together.bounds) > 0
    first, last = together.bounds[:-1][having], together.bounds[1:][having]
    grams = [standard.grams.counts for standard in standards]
    cosines = together.cosines(first, last, standards[0].asked.grams, grams)
    words, of = together.different_words()
    for column, standard in enumerate(standards):
        covered = _coverage(together, standard, words, of)[having]
        alike = COVERAGE_WEIGHT * np.sqrt(covered) + GRAMS_WEIGHT * np.sqrt(cosines[:, column])
        found[having, column] = np.minimum(1.0, alike)
        for at in np.flatnonzero(~having).tolist() if standard.weights else range(len(texts)):
            text = texts[at]  # signs alone are alike when they are equal
            found[at, column] = standard.likeness(text, features(text, together.language))
    return found


def _coverage(together: Texts, standard: Standard, words: Whole, of: Whole) -> Floats:
    """Return the share of a standard's key words that each text says."""
    columns = {stemmed: at for at, stemmed in enumerate(standard.weights)}
    well = np.zeros((len(together.readings), len(columns)))

    def said(word: str) -> Iterator[tuple[int, float]]:
        for stemmed, how_well in standard.said_by(word).items():
            yield columns[stemmed], how_well

    rows = Table(together.words, said).rows(words, of)
    np.maximum.at(well, (rows.of, rows.column), rows.value)
    share: Floats = well @ np.array(list(standard.weights.values())) / (standard.total or 1.0)
    return np.minimum(1.0, share)
