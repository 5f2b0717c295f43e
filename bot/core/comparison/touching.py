"""Which key points of a reference a text speaks of."""

from __future__ import annotations

import math
from collections.abc import Container, Sequence
from dataclasses import dataclass

from bot.core.comparison.points import KeyPoint
from bot.core.similarity import WordSet, features
from bot.core.text import plain

# Who puts a point in their own words needs few of its words, and hardly more for a long point: what
# has to be said grows with the square root of the point's weight. Of graded answers (Mohler et
# al.) with grade 5, 4, 3 and 2 this calls 71%, 40%, 21% and 12% of the points touched; on the
# shipped pack 36% for answers to the point's question, and 5% for those to other questions.
_NEEDED = 0.7


@dataclass(frozen=True, slots=True)
class Touch:
    """How a text touches one point: the share of its weighted words (0 to 1), and these words.

    `touched` tells whether that is enough to show the point as touched.
    """

    coverage: float
    matched: tuple[str, ...]
    touched: bool


def touches(text: str, points: Sequence[KeyPoint], language: str = "english") -> tuple[Touch, ...]:
    """Return how the text touches each point.

    Inflection and typos in longer words are forgiven, numbers must be equal. Neither negation nor
    the order of the words is looked at: a text may touch a point and contradict it.
    """
    words = features(text, language).words
    known = {term.word for point in points for term in point.terms}
    return tuple(_touch(text, words, point, known) for point in points)


def _touch(text: str, words: WordSet, point: KeyPoint, known: Container[str]) -> Touch:
    if not point.terms:
        signs = plain(point.text)
        found = bool(signs) and signs in plain(text)
        return Touch(float(found), (), found)
    matched = [term for term in point.terms if words.says(term.stem, term.word, known)]
    total = sum(term.weight for term in point.terms)
    said = sum(term.weight for term in matched)
    found_words = tuple(term.word for term in matched)
    return Touch(said / total, found_words, said >= min(_NEEDED * math.sqrt(total), total))
