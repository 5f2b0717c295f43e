"""What an import would make of the documents, before anything is stored. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING

from bot.core.decisions import DecidedAnswer, Decisions, aliases
from bot.core.documents import ParsedDocument, ParsedItem, Status
from bot.core.ids import stable_id
from bot.core.import_changes import Version, compared, left_behind
from bot.core.import_decisions import (
    Placings,
    as_recalled,
    placed_decisions,
    recalled_answers,
    standing_decisions,
    withdrawn,
)
from bot.core.import_request import Existing, ImportRequest
from bot.core.import_sources import base_name, newer_versions, reference_source, sources_of
from bot.core.import_warnings import (
    LeftBehind,
    PlanWarning,
    opening_warnings,
    placing_warnings,
    reference_warnings,
)
from bot.core.limits import MAX_TITLE, checked_line
from bot.core.models import DOUBTFUL, Answer, AnswerId, Deck, DeckId, Question, QuestionId, Source
from bot.core.pictures import named_in
from bot.core.placings import Placed
from bot.errors import DeckExists, NoAnchors

if TYPE_CHECKING:
    from bot.core.alignment import Alignment
    from bot.core.pictures import PictureFile


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """All that one import stores, in one transaction. `replaces` are earlier versions of files.

    `placings` say on which questions each (document, item) stands, with the confidence: several
    where it asks them at once. `decided` is what organisers decided before about answers that are
    in it; what they took out comes back where it `brings_back`. It holds as long as the deck is as
    it was in `existing`, None for a new one.
    """

    deck: Deck
    existing: Existing | None
    documents: tuple[ParsedDocument, ...]
    placings: Placings
    sources: tuple[Source, ...]
    replaces: tuple[Source, ...]
    questions: tuple[Question, ...]
    answers: tuple[Answer, ...]
    warnings: tuple[PlanWarning, ...] = field(default=())
    decided: tuple[DecidedAnswer, ...] = ()
    brings_back: bool = False

    @property
    def pictures(self) -> tuple[PictureFile, ...]:
        """The pictures that are shown in the questions and answers."""
        brought = {each.id: each for document in self.documents for each in document.pictures}
        if not brought:
            return ()
        texts = (each.text for rows in (self.questions, self.answers) for each in rows)
        shown = {id_ for text in texts for id_ in named_in(text)}
        return tuple(each for id_, each in brought.items() if id_ in shown)


def make_plan(
    request: ImportRequest,
    documents: tuple[ParsedDocument, ...],
    existing: Existing | None,
    now: datetime,
    *,
    elsewhere: Collection[str] = (),
    removed: Collection[DeckId] = (),
) -> ImportPlan:
    """Return what storing the documents would change.

    What was exported names its questions' ids; those that are in other decks are `elsewhere`. A
    deck of the title may have been `removed`: it keeps its id.

    Raises DeckExists, AlreadyImported, NoAnchors and UnknownReference.
    """
    if existing and not request.add:
        raise DeckExists(existing.deck.title)
    deck = existing.deck if existing else _new_deck(request, documents, now, removed)
    newer = newer_versions(existing, request, documents)
    replaces = tuple(newer.values())
    staying = _staying(existing, replaces)
    decisions = standing_decisions(existing, request)
    there = existing.questions if existing else ()
    listed = _Listed(there, staying, decisions, request.placed)
    alignment, dropped = _aligned(documents, listed, deck.language, elsewhere)
    sources = sources_of(deck, request, documents, existing, newer, now=now)
    reference = reference_source(deck, request, sources, existing, newer)
    deck = replace(deck, reference=reference, pack=request.pack or deck.pack)
    questions = _questions(deck, alignment, existing)
    asked = _placings(alignment, questions)
    recalls = recalled_answers(
        _answers(documents, sources, asked), sources, existing, newer, decisions
    )
    answers = tuple(kept for each in recalls for _, kept in each.answers if kept is not None)
    placings = as_recalled(asked, documents, recalls)
    return ImportPlan(
        deck=deck,
        existing=existing,
        documents=documents,
        placings=placings,
        sources=sources,
        replaces=replaces,
        questions=questions,
        answers=answers,
        warnings=(
            *request.left_out,
            *opening_warnings(documents),
            *_versions(existing, newer, sources, answers, request),
            *_left_behind(existing, newer, staying, asked),
            *withdrawn(documents, sources, recalls, dropped),
            *placing_warnings(documents, alignment, deck.language, placings),
            *reference_warnings(deck, questions, [*staying, *answers]),
        ),
        decided=(
            *(decided for each in recalls for decided in each.decided),
            *placed_decisions(deck, request.placed, documents, sources, (questions, placings)),
        ),
        brings_back=request.bring_back,
    )


def deck_title(request: ImportRequest, documents: Sequence[ParsedDocument]) -> str:
    """Return the deck's name: as asked for, else the first document's title or file name."""
    if request.title is not None:
        return checked_line(request.title, "deck name", MAX_TITLE)
    first = documents[0]
    stem = PurePath(base_name(first.name)).stem.replace("_", " ")
    return checked_line((first.title or stem)[:MAX_TITLE], "deck name", MAX_TITLE)


def _new_deck(
    request: ImportRequest,
    documents: Sequence[ParsedDocument],
    now: datetime,
    removed: Collection[DeckId],
) -> Deck:
    title = deck_title(request, documents)
    parts = [request.workspace, title]
    while (id_ := DeckId(stable_id(*parts))) in removed:
        parts.append("again")
    return Deck(id_, request.workspace, title, now, request.language or "english")


def _versions(
    existing: Existing | None,
    newer: Mapping[int, Source],
    sources: Sequence[Source],
    answers: Sequence[Answer],
    request: ImportRequest,
) -> Iterator[Version]:
    """Yield what each newer version changes."""
    asked = existing.questions if existing else ()
    for at, old in newer.items():
        before = [each for each in existing.answers if each.source == old.id] if existing else []
        after = [each for each in answers if each.source == sources[at].id]
        alike = sources[at].name != old.name
        yield compared(request.files[at].name, old, before, after, asked, alike=alike)


def _left_behind(
    existing: Existing | None,
    newer: Mapping[int, Source],
    staying: Sequence[Answer],
    placings: Placings,
) -> Iterator[LeftBehind]:
    """Yield the questions that no document has any more, once the newer versions are in."""
    if existing is None or not newer:
        return
    replaced = {source.id for source in newer.values()}
    gone = [answer for answer in existing.answers if answer.source in replaced]
    asked = {question for places in placings.values() for question, _ in places}
    asked |= {answer.question for answer in staying}
    alone = len(replaced) == len(existing.sources)
    for question in left_behind(existing.questions, gone, asked, alone=alone):
        yield LeftBehind(question.text, question.id)


@dataclass(frozen=True, slots=True)
class _Listed:
    """What a deck asks already, the answers that stay there, and what was decided about it."""

    questions: Sequence[Question]
    answers: Sequence[Answer]
    decisions: Decisions
    placed: Mapping[tuple[int, int], Placed]


def _aligned(
    documents: Sequence[ParsedDocument],
    listed: _Listed,
    language: str,
    elsewhere: Collection[str],
) -> tuple[Alignment, list[int]]:
    """Return which question is which, and of how many each document asks in vain.

    Raises NoAnchors where nothing asks any.
    """
    items = [item for document in documents for item in document.items]
    there = listed.questions
    if not there and not any(item.question and not item.is_fragment for item in items):
        raise NoAnchors(tuple(document.name for document in documents))
    # Loaded here: it brings numpy, and who only speaks of plans need not wait for that.
    from bot.core.alignment import align  # noqa: PLC0415
    from bot.core.decided_alignment import anchored, settled  # noqa: PLC0415
    from bot.core.exported_alignment import align_exported  # noqa: PLC0415

    wordings = listed.decisions.wordings
    asked = (item for each in documents for item in each.items)
    others = aliases(there, wordings, asked, language)
    anchors = anchored(there, listed.answers, others)
    exported = align_exported(documents, anchors, elsewhere)
    alignment = exported or align(documents, anchors, language)
    alignment, dropped = settled(alignment, there, others, wordings, len(documents))
    if listed.placed:
        from bot.core.placed_alignment import placed  # noqa: PLC0415

        alignment = placed(alignment, documents, listed.placed)
    return alignment, dropped


def _staying(existing: Existing | None, replaces: Sequence[Source]) -> list[Answer]:
    """Return the deck's answers that the import does not replace."""
    gone = {source.id for source in replaces}
    return [each for each in existing.answers if each.source not in gone] if existing else []


def _questions(deck: Deck, alignment: Alignment, existing: Existing | None) -> tuple[Question, ...]:
    # Those that were there keep their ids, words and sections.
    there = {each.id: each for each in existing.questions} if existing else {}
    taken = {aligned.anchor for aligned in alignment.questions if aligned.anchor}
    times: dict[str, int] = {}
    questions = []
    for position, aligned in enumerate(alignment.questions):
        id_ = aligned.anchor or _free_id(deck, aligned.text, taken, times)
        taken.add(id_)
        known = there.get(QuestionId(id_))
        section = (known.section if known else "") or aligned.section
        question = Question(QuestionId(id_), deck.id, position, aligned.text, section)
        if known is not None:
            question = replace(known, position=position, section=section)
        questions.append(question)
    return tuple(questions)


def _free_id(deck: Deck, text: str, taken: set[str], times: dict[str, int]) -> str:
    """Return an id that no other question has; `times` counts on for texts that come again.

    A document may ask the same words twice, or a thousand times: each is tried once.
    """
    nth = times.get(text, 0)
    while (id_ := stable_id(deck.id, text, str(nth))) in taken:
        nth += 1
    times[text] = nth + 1
    return id_


def _placings(alignment: Alignment, questions: Sequence[Question]) -> Placings:
    """Return where each (document, item) went, with the confidence."""
    found: dict[tuple[int, int], list[tuple[QuestionId, float]]] = {}
    for question, aligned in zip(questions, alignment.questions, strict=True):
        for placing in aligned.placings:
            where = found.setdefault((placing.document, placing.item), [])
            where.append((question.id, placing.confidence))
    return {item: tuple(where) for item, where in found.items()}


def _answers(
    documents: Sequence[ParsedDocument], sources: Sequence[Source], placings: Placings
) -> tuple[Answer, ...]:
    """Return every answer with its question; an item that was left empty has none.

    What answers several questions at once is an answer to each.
    """
    return tuple(
        Answer(
            id=AnswerId(stable_id(sources[doc].id, str(number), *_nth(position, place))),
            question=question,
            source=sources[doc].id,
            text=answer.text,
            status=item.status,
            confidence=confidence,
            lines=answer.lines,
            position=position,
            asked=item.question if confidence < DOUBTFUL else "",
        )
        for doc, number, item in _items(documents)
        if item.status is not Status.EMPTY
        for place, (question, confidence) in enumerate(placings.get((doc, number), ()))
        for position, answer in enumerate(item.answers)
    )


def _nth(position: int, place: int) -> tuple[str, ...]:
    return (str(position), str(place)) if place else (str(position),)


def _items(documents: Sequence[ParsedDocument]) -> Iterator[tuple[int, int, ParsedItem]]:
    for doc, document in enumerate(documents):
        for number, item in enumerate(document.items):
            yield doc, number, item
