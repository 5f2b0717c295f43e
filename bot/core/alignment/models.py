"""What goes into an alignment besides the documents, and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.models import DOUBTFUL


@dataclass(frozen=True, slots=True)
class Anchor:
    """A question that the deck already has: it keeps its id through a re-import."""

    id: str
    text: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placing:
    """One document's item on one question, both as indexes; `confidence` is 0 to 1.

    `by_number` says that an answer without its question is there for its number.
    """

    document: int
    item: int
    confidence: float
    by_number: bool = False


@dataclass(frozen=True, slots=True)
class AlignedQuestion:
    """One question of the list with everybody's items; at most one placing per document."""

    text: str
    anchor: str | None
    placings: tuple[Placing, ...]
    section: str = ""


@dataclass(frozen=True, slots=True)
class Alignment:
    """The list of questions in order.

    `unplaced` holds the (document, item) pairs that carry no question text and found no place.
    """

    questions: tuple[AlignedQuestion, ...]
    unplaced: tuple[tuple[int, int], ...]

    def doubtful(self, below: float = DOUBTFUL) -> tuple[tuple[AlignedQuestion, Placing], ...]:
        """Return the placings whose confidence is lower than `below`, least confident first."""
        found = [
            (question, placing)
            for question in self.questions
            for placing in question.placings
            if placing.confidence < below
        ]
        return tuple(sorted(found, key=lambda pair: pair[1].confidence))
