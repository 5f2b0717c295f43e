"""Which key points of a reference a text speaks of."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from bot.core.comparison.points import KeyPoint
from bot.core.similarity import Vocabulary, profile
from bot.core.text import plain

# The share of a point's weighted words from which on it counts as touched. Of graded answers
# (Mohler et al.) with grade 5, 4, 3 and 2 this calls 60%, 23%, 11% and 6% of the points touched;
# a share of 0.5 would call 50%, 17%, 7% and 3% so.
TOUCHED = 0.4


@dataclass(frozen=True, slots=True)
class Touch:
    """How a text touches one point: the share of its weighted words (0 to 1), and these words."""

    coverage: float
    matched: tuple[str, ...]

    @property
    def touched(self) -> bool:
        """Tell whether enough of the point is said to show it as touched."""
        return self.coverage >= TOUCHED


def touches(text: str, points: Sequence[KeyPoint], language: str = "english") -> tuple[Touch, ...]:
    """Return how the text touches each point.

    Inflection and typos in longer words are forgiven, numbers must be equal. Neither negation nor
    the order of the words is looked at: a text may touch a point and contradict it.
    """
    vocabulary = profile(text, language).vocabulary
    known = {term.word for point in points for term in point.terms}
    return tuple(_touch(text, vocabulary, point, known) for point in points)


def _touch(text: str, vocabulary: Vocabulary, point: KeyPoint, known: Container[str]) -> Touch:
    if not point.terms:
        signs = plain(point.text)
        return Touch(float(bool(signs) and signs in plain(text)), ())
    matched = [term for term in point.terms if vocabulary.says(term.stem, term.word, known)]
    total = sum(term.weight for term in point.terms)
    said = sum(term.weight for term in matched)
    return Touch(said / total, tuple(term.word for term in matched))
