"""Replies beside the reference and beside each other. Similarity shows, it never judges.

`key_points` splits the reference, `touches` tells which of its points a text speaks of and where it
says otherwise, `alike_groups` finds the texts that are the same but for case, punctuation and
typos, and `compare` does all of it for the reveal of a round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.core.comparison.differences import Difference, DifferenceKind
from bot.core.comparison.grouping import alike_groups
from bot.core.comparison.likenesses import likenesses
from bot.core.comparison.meaning import WORDS_ALONE, Meaning
from bot.core.comparison.points import KeyPoint, Term, key_points
from bot.core.comparison.texts import Texts, read
from bot.core.comparison.touching import PointReader, Touch, touches
from bot.core.similarity import Standard, likeness, weighed

__all__ = [
    "WORDS_ALONE",
    "Comparison",
    "Difference",
    "DifferenceKind",
    "KeyPoint",
    "Meaning",
    "Peer",
    "Term",
    "Touch",
    "alike_groups",
    "compare",
    "key_points",
    "touches",
]

MOST_PEERS = 4  # each costs what a reference costs, and the first few help most


@dataclass(frozen=True, slots=True)
class Peer:
    """Somebody else's answer as a further reference.

    `endorsed`: its author rated it as right, or members voted for it.
    """

    text: str
    endorsed: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a reveal shows of some texts.

    `touches[t][p]` says how text `t` touches point `p`. `likeness[t]` orders the texts; it is
    never shown. `groups` holds the indexes of alike texts: every text is in exactly one group. It
    `has_marks` where any point was found in a text, or one differs.
    """

    points: tuple[KeyPoint, ...]
    touches: tuple[tuple[Touch, ...], ...]
    likeness: tuple[float, ...]
    groups: tuple[tuple[int, ...], ...]
    has_marks: bool = field(init=False)

    def __post_init__(self) -> None:
        """Look once: every card asks."""
        marked = any(each.counts or each.differs for touched in self.touches for each in touched)
        object.__setattr__(self, "has_marks", marked)

    @property
    def unsaid(self) -> tuple[int, ...]:
        """The points that were found in no text, and for which no author spoke."""
        return tuple(
            at
            for at in range(len(self.points))
            if not any(touched[at].counts for touched in self.touches)
        )


def compare(
    reference_texts: Sequence[str],
    texts: Sequence[str],
    question: str = "",
    language: str = "english",
    peers: Sequence[Peer] = (),
    *,
    meaning: Meaning = WORDS_ALONE,
) -> Comparison:
    """Compare texts with the references and with each other.

    The key points are those of the first reference; further ones and peers help to order the
    texts, peers by how far they are to be trusted. What a text means counts beside its words where
    there is something that knows.
    """
    points = key_points(reference_texts[0], question, language) if reference_texts else ()
    reader = PointReader(points, language, meaning)
    readings = [read(text) for text in texts]
    together = Texts(readings, language)
    return Comparison(
        points=points,
        touches=tuple(reader.touches(together, texts)),
        likeness=_likenesses(
            together, texts, _standards(reference_texts, peers, question, language)
        ),
        groups=alike_groups(texts, (question, *reference_texts), readings),
    )


def _standards(
    references: Sequence[str], peers: Sequence[Peer], question: str, language: str
) -> list[tuple[float, str, Standard]]:
    """Return what texts are compared with, and how far each is to be trusted."""
    trusted = [(1.0, reference) for reference in references]
    trusted += _trusted(references, peers, question, language)
    return [(weight, text, Standard(text, question, language)) for weight, text in trusted]


def _trusted(
    references: Sequence[str], peers: Sequence[Peer], question: str, language: str
) -> list[tuple[float, str]]:
    """Return the peers that are trusted most, each with how far: from 0 to 1.

    Who was endorsed is trusted as the reference is; others by the square of their likeness to it.
    """

    def trust(peer: Peer) -> float:
        if peer.endorsed or not references:
            return float(peer.endorsed)
        return likeness(peer.text, references[0], question, language) ** 2

    weighed = {peer.text: trust(peer) for peer in peers if peer.text not in references}
    best = sorted(weighed.items(), key=lambda each: (-each[1], each[0]))[:MOST_PEERS]
    return [(weight, text) for text, weight in best if weight > 0]


def _likenesses(
    together: Texts, texts: Sequence[str], standards: Sequence[tuple[float, str, Standard]]
) -> tuple[float, ...]:
    """Return each text's likeness to all but itself, for it would be a reference for itself."""
    if not standards:
        return (0.0,) * len(texts)
    found = likenesses(together, texts, [standard for _, _, standard in standards])
    return tuple(
        _weighed(text, row, standards) for text, row in zip(texts, found.tolist(), strict=True)
    )


def _weighed(
    text: str, row: Sequence[float], standards: Sequence[tuple[float, str, Standard]]
) -> float:
    each = list(zip(row, standards, strict=True))
    others = [(one, weight) for one, (weight, known, _) in each if known != text]
    others = others or [(one, weight) for one, (weight, _, _) in each]
    return weighed([one for one, _ in others], [weight for _, weight in others])
