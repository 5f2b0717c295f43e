"""What speaks for a key point beside its words: a port, and the words alone.

What adds to it stands outside the core: see `bot.semantics`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from bot.core.comparison.texts import Floats


class Meaning(Protocol):
    """How near texts are to each other in what they mean, whatever their words."""

    def evidence(self, passages: Sequence[str], points: Sequence[str], language: str) -> Floats:
        """Return what the meaning adds for each point, or takes away: a row a passage.

        It is added to what words have found: see `bot.core.comparison.touching`.
        """


class WordsAlone:
    """No meaning beside the words."""

    def evidence(self, passages: Sequence[str], points: Sequence[str], language: str) -> Floats:
        """Return zeros."""
        del language
        return np.zeros((len(passages), len(points)))


WORDS_ALONE = WordsAlone()
