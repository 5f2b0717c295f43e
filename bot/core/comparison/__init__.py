"""Replies beside the reference and beside each other. Similarity shows, it never judges.

`key_points` splits the reference, `touches` tells which of its points a text speaks of,
`alike_groups` finds the texts that are the same but for case, punctuation and typos, and `compare`
does all of it for the reveal of a round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.comparison.grouping import alike_groups
from bot.core.comparison.points import KeyPoint, Term, Touch, key_points, touches
from bot.core.similarity import likeness_to_all

__all__ = [
    "Comparison",
    "KeyPoint",
    "Term",
    "Touch",
    "alike_groups",
    "compare",
    "key_points",
    "touches",
]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a reveal shows of some texts.

    `touches[t][p]` says how text `t` touches point `p`. `likeness[t]` orders the texts; it is
    never shown. `groups` holds the indexes of alike texts: every text is in exactly one group.
    """

    points: tuple[KeyPoint, ...]
    touches: tuple[tuple[Touch, ...], ...]
    likeness: tuple[float, ...]
    groups: tuple[tuple[int, ...], ...]


def compare(
    reference_texts: Sequence[str],
    texts: Sequence[str],
    question: str = "",
    language: str = "english",
) -> Comparison:
    """Compare texts with the references and with each other.

    The key points are those of the first reference; further ones help to order the texts.
    """
    points = key_points(reference_texts[0], question, language) if reference_texts else ()
    return Comparison(
        points=points,
        touches=tuple(touches(text, points, language) for text in texts),
        likeness=tuple(
            likeness_to_all(text, reference_texts, question, language) for text in texts
        ),
        groups=alike_groups(texts, (question, *reference_texts)),
    )
