"""Whether a text speaks of a point only to say that it is not so.

`differences` looks for two clauses about the same thing, and shows both. Here less is asked and
less is done: what is said of a point is denied, so the point is not said, whatever else is meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from bot.core.comparison.clauses import Mark, clauses
from bot.core.comparison.passages import passage_of
from bot.core.comparison.texts import Reading
from bot.core.lexicon import NEGATIONS

DENIED = 0.5  # of the weight of what is said of a point


def denies(
    reading: Reading, within: slice, said: Mapping[str, float], own: Set[str], language: str
) -> bool:
    """Tell whether some passages of a text deny at least half of what they say of a point.

    `said` are the weights of the point's words that are said there, by their stems; what the point
    denies itself is its `own`.
    """
    negating: list[str] = []
    others: list[str] = []
    for piece, words in zip(reading.pieces[within], reading.words[within], strict=True):
        (others if NEGATIONS.isdisjoint(words) else negating).append(piece)
    needed = DENIED * sum(said.values())

    def refused(pieces: Sequence[str]) -> bool:
        marks = _marks(pieces, language)
        plainly = {mark.stem for mark in marks if not mark.denied}
        denied = {mark.stem for mark in marks if mark.denied} - plainly - own
        weight = sum(weight for stemmed, weight in said.items() if stemmed in denied)
        return weight > 0 and weight >= needed

    # Most are settled by the few passages that negate; the others can only say more plainly.
    return bool(negating) and refused(negating) and (not others or refused(negating + others))


def _marks(pieces: Sequence[str], language: str) -> list[Mark]:
    read = [passage_of(piece, language) for piece in pieces]
    return [mark for clause in clauses(read, language=language) for mark in clause.marks]
