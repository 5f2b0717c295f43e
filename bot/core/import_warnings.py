"""What a careful reader should look at before an import is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.documents import Lines, ParsedDocument, Status
from bot.core.import_changes import Version
from bot.core.models import Answer, Deck, Question, QuestionId
from bot.core.pictures import PictureFault
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
class Joined:
    """Answers of a file that has no questions, `count` of them joined with questions by number."""

    file: str
    count: int


@dataclass(frozen=True, slots=True)
class Covers:
    """An answer to several questions at once, which stands with each."""

    file: str
    item: int
    lines: Lines
    questions: tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A question that no document has any more; it stays, retired."""

    question: str
    id: QuestionId


@dataclass(frozen=True, slots=True)
class Reworded:
    """A question that stands in the list in other words, the `wording` being the document's."""

    file: str
    lines: Lines
    question: str
    wording: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a file has that organisers took out of the deck before: it stays out."""

    file: str
    questions: int
    answers: int


@dataclass(frozen=True, slots=True)
class PicturesLost:
    """Pictures of a document that are not kept, and why; their `names` are the document's."""

    file: str
    fault: PictureFault
    names: tuple[str, ...]


PlanWarning = (
    Version
    | Withdrawn
    | Joined
    | LeftBehind
    | Reworded
    | LeftOut
    | PicturesLost
    | Guessed
    | Unsure
    | Doubtful
    | Covers
    | Unplaced
    | Skipped
    | AsksInside
    | NoReference
)


def opening_warnings(documents: Sequence[ParsedDocument]) -> Iterator[PlanWarning]:
    """Yield what was guessed in opening the documents."""
    for document in documents:
        if document.encoding:
            yield Guessed(document.name, document.encoding)
        if document.confidence < LEAST_SURE:
            yield Unsure(document.name, document.format, len(document.items))
        for fault in dict.fromkeys(each.fault for each in document.lost):
            names = tuple(each.name for each in document.lost if each.fault is fault)
            yield PicturesLost(document.name, fault, names)


def placing_warnings(
    documents: Sequence[ParsedDocument],
    alignment: Alignment,
    language: str,
    placings: Mapping[tuple[int, int], Sequence[tuple[QuestionId, float]]],
) -> Iterator[PlanWarning]:
    """Yield what a careful reader should look at: doubtful and missing places, lines left out.

    `placings` say where each item stands by now, and how sure that is: what organisers decided is.
    """
    doubtful = sorted(alignment.doubtful(), key=lambda pair: (pair[1].document, pair[1].item))
    for aligned, placing in doubtful:
        stands = placings.get((placing.document, placing.item), ())
        if any(confidence == placing.confidence for _, confidence in stands):
            yield _doubtful(documents, aligned.text, placing)
    yield from _joined(documents, alignment)
    yield from _covering(documents, alignment)
    yield from _reworded(documents, alignment, language)
    for doc, number in alignment.unplaced:
        document = documents[doc]
        yield Unplaced(document.name, number, document.items[number].lines)
    for document in documents:
        for skipped in document.skipped:
            yield Skipped(document.name, skipped.lines, skipped.reason)
        for lines in document.inner:
            yield AsksInside(document.name, lines)


def _joined(documents: Sequence[ParsedDocument], alignment: Alignment) -> Iterator[Joined]:
    by_number = Counter(
        placing.document
        for question in alignment.questions
        for placing in question.placings
        if placing.by_number
    )
    for number, count in sorted(by_number.items()):
        yield Joined(documents[number].name, count)


def _covering(documents: Sequence[ParsedDocument], alignment: Alignment) -> Iterator[Covers]:
    asked: dict[tuple[int, int], list[str]] = {}
    for question in alignment.questions:
        for placing in question.placings:
            asked.setdefault((placing.document, placing.item), []).append(question.text)
    for (doc, number), questions in asked.items():
        if len(questions) > 1:
            document = documents[doc]
            lines = document.items[number].lines
            yield Covers(document.name, number, lines, tuple(questions))


def _reworded(
    documents: Sequence[ParsedDocument], alignment: Alignment, language: str
) -> Iterator[Reworded]:
    from bot.core.alignment.wording import Wording  # noqa: PLC0415  # as in import_plan

    for question in alignment.questions:
        mine = None
        for placing in question.placings:
            document = documents[placing.document]
            item = document.items[placing.item]
            if item.is_fragment or not item.question or item.question == question.text:
                continue
            mine = mine or Wording.of(question.text, language)
            if Wording.of(item.question, language).stems != mine.stems:
                yield Reworded(document.name, item.lines, question.text, item.question)


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
