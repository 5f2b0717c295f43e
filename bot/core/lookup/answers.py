"""The words of answers in a search, without those that would tell a reader too much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.core.lookup.postings import Ints, Postings


@dataclass(frozen=True, slots=True)
class Answers:
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
