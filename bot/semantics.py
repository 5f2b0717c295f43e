"""The optional extra `semantic`: a static embedding says how near a passage is to a key point.

Its weights come with the wheel of WordLlama (L2 Supercat, 256 dimensions, of English texts most of
all); nothing is fetched. In a room that has the extra, it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np

from bot.core.comparison import WORDS_ALONE, Meaning
from bot.core.comparison.texts import Floats
from bot.core.lexicon import ENGLISH

# What stands between two passages at random is taken away. Of a grid of 75 weights, of what is
# unrelated and of what is surely meant, those that find most of the labelled points at a precision
# of 0.85 and of KPA's at 0.80: 0.763 at 0.855, and 0.408 at 0.811. Where each question's are chosen
# by the others, it is 0.748 at 0.845. Regressions over more of the embedding (of words, clauses,
# whole texts, without what the question means) order the pairs no better.
WEIGHT = 1.0
UNRELATED = 0.36


def meaning() -> Meaning:
    """Return the static embedding where it is installed, else the words alone."""
    return StaticEmbedding() if find_spec("wordllama") else WORDS_ALONE


class _Model(Protocol):
    def embed(self, texts: list[str]) -> Floats: ...


class StaticEmbedding:
    """The cosine of the means of the words' vectors; they are read when first asked for."""

    def evidence(self, passages: Sequence[str], points: Sequence[str], language: str) -> Floats:
        """Return what the cosines are above what is unrelated, in English; elsewhere zeros."""
        if language != ENGLISH or not passages or not points:
            return WORDS_ALONE.evidence(passages, points, language)
        cosines = self._vectors(passages) @ self._vectors(points).T
        evidence: Floats = WEIGHT * (cosines.astype(np.float64) - UNRELATED)
        return evidence

    def _vectors(self, texts: Sequence[str]) -> Floats:
        vectors = self._model.embed(list(texts))
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Floats = vectors / np.maximum(lengths, 1e-9)  # a text without a word has none
        return unit

    @cached_property
    def _model(self) -> _Model:
        import wordllama  # noqa: PLC0415  # half a second, in which a room has started

        # Its own folder as the cache: of what it ships it finds the weights, but not the tokenizer.
        shipped = Path(wordllama.__file__).parent
        model: _Model = wordllama.WordLlama.load(disable_download=True, cache_dir=shipped)
        return model
