"""What an import found, arranged for the preview: documents, questions, things to look at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from bot.core.alignment import DOUBTFUL
from bot.core.documents import Lines, ParsedDocument, ParsedItem, Status
from bot.core.import_plan import ImportPlan
from bot.core.import_warnings import Doubtful, PlanWarning, Unplaced
from bot.core.models import QuestionId
from bot.core.text import plain

_EXCERPT = 400  # characters


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document and how many of its items were answered, empty, notes to oneself."""

    name: str
    format: str
    items: int
    answered: int
    empty: int
    placeholders: int
    is_reference: bool


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """How one document answered a question; `confidence` 0..1 is how sure its place is."""

    document: str
    status: Status
    excerpt: str
    lines: Lines
    confidence: float
    doubtful: bool


@dataclass(frozen=True, slots=True)
class FoundQuestion:
    """A question and what each document has for it; those that lack it are in `silent`."""

    text: str
    section: str
    answers: tuple[FoundAnswer, ...]
    silent: tuple[str, ...]

    @property
    def answered(self) -> int:
        """How many documents really answer it."""
        return len({each.document for each in self.answers if each.status is Status.ANSWERED})

    @property
    def doubtful(self) -> bool:
        """Whether the place of one of its answers is a guess."""
        return any(each.doubtful for each in self.answers)


@dataclass(frozen=True, slots=True)
class Overview:
    """All that a preview shows; `pressing` warnings deserve a look before the yes."""

    documents: tuple[FoundDocument, ...]
    questions: tuple[FoundQuestion, ...]
    pressing: tuple[PlanWarning, ...]
    minor: tuple[PlanWarning, ...]


def overview(plan: ImportPlan) -> Overview:
    """Return what the plan holds, in the order in which it is read."""
    pressing = tuple(each for each in plan.warnings if isinstance(each, Doubtful | Unplaced))
    return Overview(
        documents=tuple(
            _document(document, source.id == plan.deck.reference)
            for document, source in zip(plan.documents, plan.sources, strict=True)
        ),
        questions=_questions(plan),
        pressing=pressing,
        minor=tuple(each for each in plan.warnings if each not in pressing),
    )


def _document(document: ParsedDocument, is_reference: bool) -> FoundDocument:
    statuses = Counter(item.status for item in document.items)
    return FoundDocument(
        name=document.name,
        format=document.format,
        items=len(document.items),
        answered=statuses[Status.ANSWERED],
        empty=statuses[Status.EMPTY],
        placeholders=statuses[Status.PLACEHOLDER],
        is_reference=is_reference,
    )


def _questions(plan: ImportPlan) -> tuple[FoundQuestion, ...]:
    answers: dict[QuestionId, list[FoundAnswer]] = {}
    for (doc, number), (question, confidence) in sorted(plan.placings.items()):
        answers.setdefault(question, []).append(_answer(plan.documents[doc], number, confidence))
    names = [document.name for document in plan.documents]
    return tuple(
        FoundQuestion(
            text=question.text,
            section=question.section,
            answers=tuple(answers.get(question.id, ())),
            silent=_silent(names, answers.get(question.id, [])),
        )
        for question in plan.questions
    )


def _answer(document: ParsedDocument, number: int, confidence: float) -> FoundAnswer:
    item = document.items[number]
    return FoundAnswer(
        document=document.name,
        status=item.status,
        excerpt=_excerpt(item),
        lines=item.lines,
        confidence=confidence,
        doubtful=confidence < DOUBTFUL,
    )


def _excerpt(item: ParsedItem) -> str:
    """Return as much as tells an answer from another: a preview may hold 20 MB of them."""
    text = "\n\n".join(answer.text for answer in item.answers)
    return plain(text[:_EXCERPT]) + ("…" if len(text) > _EXCERPT else "")


def _silent(names: list[str], answers: list[FoundAnswer]) -> tuple[str, ...]:
    heard = {answer.document for answer in answers}
    return tuple(name for name in names if name not in heard)
