"""What a careful reader should look at before an import is stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.documents import Lines, ParsedDocument, Status
from bot.core.models import Answer, Deck, Question
from bot.errors import RoundtableError

if TYPE_CHECKING:
    from bot.core.alignment import Alignment, Placing


@dataclass(frozen=True, slots=True)
class Doubtful:
    """An answer whose place is a guess; `confidence` 0..1."""

    file: str
    item: int
    lines: Lines
    question: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An answer that found no question."""

    file: str
    item: int
    lines: Lines


@dataclass(frozen=True, slots=True)
class Skipped:
    """Lines taken for neither question nor answer."""

    file: str
    lines: Lines
    reason: str


@dataclass(frozen=True, slots=True)
class AsksInside:
    """Lines within an answer that read like a question themselves."""

    file: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class NoReference:
    """A question that the reference does not answer; others stand in."""

    question: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that is not imported while others are, because of the `problem`."""

    file: str
    problem: RoundtableError


@dataclass(frozen=True, slots=True)
class Guessed:
    """A document that was read in an `encoding` that nothing in it names."""

    file: str
    encoding: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """A document that no format explains well: its likeliest reading was taken."""

    file: str
    format: str
    questions: int


LEAST_SURE = 0.5
"""The confidence of a document below which a reader should look at what was found."""

PlanWarning = LeftOut | Guessed | Unsure | Doubtful | Unplaced | Skipped | AsksInside | NoReference


def opening_warnings(documents: Sequence[ParsedDocument]) -> Iterator[PlanWarning]:
    """Yield what was guessed in opening the documents."""
    for document in documents:
        if document.encoding:
            yield Guessed(document.name, document.encoding)
        if document.confidence < LEAST_SURE:
            yield Unsure(document.name, document.format, len(document.items))


def placing_warnings(
    documents: Sequence[ParsedDocument], alignment: Alignment
) -> Iterator[PlanWarning]:
    """Yield what a careful reader should look at: doubtful and missing places, lines left out."""
    doubtful = sorted(alignment.doubtful(), key=lambda pair: (pair[1].document, pair[1].item))
    for aligned, placing in doubtful:
        yield _doubtful(documents, aligned.text, placing)
    for doc, number in alignment.unplaced:
        document = documents[doc]
        yield Unplaced(document.name, number, document.items[number].lines)
    for document in documents:
        for skipped in document.skipped:
            yield Skipped(document.name, skipped.lines, skipped.reason)
        for lines in document.inner:
            yield AsksInside(document.name, lines)


def _doubtful(documents: Sequence[ParsedDocument], question: str, placing: Placing) -> Doubtful:
    document = documents[placing.document]
    lines = document.items[placing.item].lines
    return Doubtful(document.name, placing.item, lines, question, placing.confidence)


def reference_warnings(
    deck: Deck, questions: Sequence[Question], answers: Sequence[Answer]
) -> Iterator[NoReference]:
    """Yield the questions that the reference leaves open."""
    answered = {
        answer.question
        for answer in answers
        if answer.source == deck.reference and answer.status is Status.ANSWERED
    }
    for question in questions:
        if question.id not in answered:
            yield NoReference(question.text)
