"""Whether a text speaks of a point only to say that it is not so.

`differences` looks for two clauses about the same thing, and shows both. Here less is asked and
less is done: what is said of a point is denied, so the point is not said, whatever else is meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from bot.core.comparison.clauses import clauses
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
    if all(NEGATIONS.isdisjoint(words) for words in reading.words[within]):
        return False
    read = [passage_of(piece, language) for piece in reading.pieces[within]]
    marks = [mark for clause in clauses(read, language=language) for mark in clause.marks]
    plainly = {mark.stem for mark in marks if not mark.denied}
    denied = {mark.stem for mark in marks if mark.denied} - plainly - own
    refused = sum(weight for stemmed, weight in said.items() if stemmed in denied)
    return refused > 0 and refused >= DENIED * sum(said.values())
