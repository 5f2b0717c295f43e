"""What an import would make of the documents, before anything is stored. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING

from bot.core.decisions import (
    DecidedAnswer,
    Decisions,
    Recalled,
    aliases,
    fingerprint,
    left_out,
    recalled,
)
from bot.core.deck_edits import OWN
from bot.core.documents import ParsedDocument, ParsedItem, Status
from bot.core.import_changes import Version, compared, left_behind, versions
from bot.core.import_warnings import (
    LeftBehind,
    LeftOut,
    PlanWarning,
    Withdrawn,
    opening_warnings,
    placing_warnings,
    reference_warnings,
)
from bot.core.limits import MAX_AUTHOR, MAX_FILE_NAME, MAX_TITLE, checked_line, storable
from bot.core.models import (
    DOUBTFUL,
    Answer,
    AnswerId,
    Deck,
    DeckId,
    Question,
    QuestionId,
    Source,
    SourceId,
    WorkspaceId,
)
from bot.core.pictures import named_in
from bot.core.placings import Placed, Put, mark_of
from bot.core.uploads import Upload
from bot.errors import AlreadyImported, DeckExists, NoAnchors, UnknownReference

if TYPE_CHECKING:
    from bot.core.alignment import Alignment
    from bot.core.pictures import PictureFile


Placings = Mapping[tuple[int, int], tuple[tuple[QuestionId, float], ...]]


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What somebody wants to import.

    `title` is the deck's, by default the first document's; `reference` names one of the files, by
    default the first; `language` is a new deck's, English where none is named; `add` puts the
    documents into the deck of that title when it is there. `format` names the one in which all are
    read, None for what each looks like. Files that are `left_out` already are told with the plan. A
    file that says half of what a document of the deck says takes its place, unless they are to be
    kept both. What was withdrawn stays out, unless it is to be brought back. Items whose places
    were guessed, by document and item, are `placed` as somebody decided. `pictures` lie in
    the folder of the files, which may show them.
    """

    workspace: WorkspaceId
    files: tuple[Upload, ...]
    title: str | None = None
    reference: str | None = None
    add: bool = False
    authors: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    pack: str | None = None
    format: str | None = None
    left_out: tuple[LeftOut, ...] = ()
    keep_both: bool = False
    bring_back: bool = False
    placed: Mapping[tuple[int, int], Placed] = field(default_factory=dict)
    pictures: tuple[Upload, ...] = ()


@dataclass(frozen=True, slots=True)
class Existing:
    """What the deck has already, for an import that adds to it."""

    deck: Deck
    sources: Sequence[Source]
    questions: Sequence[Question]
    answers: Sequence[Answer]
    decisions: Decisions = field(default_factory=Decisions)


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
    newer = _newer(existing, request, documents)
    replaces = tuple(newer.values())
    staying = _staying(existing, replaces)
    decisions = _decisions(existing, request)
    there = existing.questions if existing else ()
    listed = _Listed(there, staying, decisions, request.placed)
    alignment, dropped = _aligned(documents, listed, deck.language, elsewhere)
    sources = _sources(deck, request, documents, existing, newer, now=now)
    reference = _reference(deck, request, sources, existing, newer)
    deck = replace(deck, reference=reference, pack=request.pack or deck.pack)
    questions = _questions(deck, alignment, existing)
    asked = _placings(alignment, questions)
    recalls = _recalled(_answers(documents, sources, asked), sources, existing, newer, decisions)
    answers = tuple(kept for each in recalls for _, kept in each.answers if kept is not None)
    placings = _as_recalled(asked, documents, recalls)
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
            *_withdrawn(documents, sources, recalls, dropped),
            *placing_warnings(documents, alignment, deck.language, placings),
            *reference_warnings(deck, questions, [*staying, *answers]),
        ),
        decided=(
            *(decided for each in recalls for decided in each.decided),
            *_placed_decisions(deck, request.placed, documents, sources, (questions, placings)),
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


def _newer(
    existing: Existing | None, request: ImportRequest, documents: Sequence[ParsedDocument]
) -> dict[int, Source]:
    """Return of which source each document is a newer version. Raises AlreadyImported."""
    if existing is None:
        return {}
    by_hash = {source.content_hash: source.name for source in existing.sources}
    there = [(file.name, known) for file in request.files
             if (known := by_hash.get(content_hash(file.data))) is not None]  # fmt: skip
    if there:
        raise AlreadyImported(*there[0], tuple(there[1:]))
    # No document takes the place of what organisers wrote.
    sources = [each for each in existing.sources if each.format != OWN]
    names = [stored_name(name) for name in source_names(request.files)]
    authors = [request.authors.get(file.name, "") for file in request.files]
    # A pack says by its files' names what is new.
    keep_both = request.keep_both or request.pack is not None
    return versions(names, authors, documents, sources, existing.answers, keep_both=keep_both)


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


def _decisions(existing: Existing | None, request: ImportRequest) -> Decisions:
    if existing is None:
        return Decisions()
    return existing.decisions.standing if request.bring_back else existing.decisions


def _recalled(
    answers: Sequence[Answer],
    sources: Sequence[Source],
    existing: Existing | None,
    newer: Mapping[int, Source],
    decisions: Decisions,
) -> list[Recalled]:
    """Return each document's answers as they are with what was decided before."""
    brought: dict[SourceId, list[Answer]] = {source.id: [] for source in sources}
    for answer in answers:
        brought[answer.source].append(answer)
    there = {each.id for each in existing.questions} if existing else set()
    found = []
    for at, source in enumerate(sources):
        old = newer.get(at)
        before = (
            [each for each in existing.answers if each.source == old.id] if old and existing else []
        )
        lineage = {source.id, old.id} if old else {source.id}
        found.append(recalled(brought[source.id], before, lineage, decisions.answers, there))
    return found


def _as_recalled(
    asked: Placings, documents: Sequence[ParsedDocument], recalls: Sequence[Recalled]
) -> Placings:
    """Return where each item stands when what was decided is applied to its answers."""
    placings = dict(asked)
    for doc, each in enumerate(recalls):
        if all(brought is kept for brought, kept in each.answers):
            continue
        origins = iter(each.answers)
        for number, item in enumerate(documents[doc].items):
            places = asked.get((doc, number), ())
            if item.status is Status.EMPTY or not places or not item.answers:
                continue
            mine = [next(origins)[1] for _ in range(len(places) * len(item.answers))]
            kept = {a.question: a.confidence for a in mine if a is not None}
            placings[doc, number] = tuple(kept.items())
    return {item: places for item, places in placings.items() if places}


def _placed_decisions(
    deck: Deck,
    placed: Mapping[tuple[int, int], Placed],
    documents: Sequence[ParsedDocument],
    sources: Sequence[Source],
    stands: tuple[Sequence[Question], Placings],
) -> Iterator[DecidedAnswer]:
    """Yield what was decided about this import's answers, for those to come."""
    questions, placings = stands
    marks = {mark_of(each.text): each.id for each in reversed(questions)}
    for (doc, number), decision in placed.items():
        if not (doc < len(documents) and number < len(documents[doc].items)):
            continue
        places = placings.get((doc, number), ())
        target = places[0][0] if places else None
        asked = marks.get(decision.here, target)
        if asked is None or (target is None and decision.put is not Put.DROP):
            continue
        for position, answer in enumerate(documents[doc].items[number].answers):
            id_ = AnswerId(stable_id(sources[doc].id, str(number), str(position)))
            words = fingerprint(answer.text)
            key = fingerprint(id_)[:32]
            yield DecidedAnswer(key, deck.id, sources[doc].id, id_, asked, words, target)


def _withdrawn(
    documents: Sequence[ParsedDocument],
    sources: Sequence[Source],
    recalls: Sequence[Recalled],
    dropped: Sequence[int],
) -> Iterator[Withdrawn]:
    """Yield how many answers and questions of each document are left out as withdrawn."""
    for at, document in enumerate(documents):
        answers = sum(1 for _ in left_out([recalls[at]])) if sources else 0
        if answers or dropped[at]:
            yield Withdrawn(document.name, dropped[at], answers)


def _reference(
    deck: Deck,
    request: ImportRequest,
    sources: Sequence[Source],
    existing: Existing | None,
    newer: Mapping[int, Source],
) -> SourceId:
    """Return the reference: as named, as it was (or its newer version), else the first."""
    if request.reference is not None:
        for file, source in zip(request.files, sources, strict=True):
            if file.name == request.reference:
                return source.id
        raise UnknownReference(request.reference)
    now = next((sources[at].id for at, old in newer.items() if old.id == deck.reference), None)
    # The document that was the reference may have been withdrawn.
    there = {each.id for each in existing.sources} if existing else set()
    return now or (deck.reference if deck.reference in there else None) or sources[0].id


def content_hash(data: bytes) -> str:
    """Return the SHA-256 of a document's bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def base_name(name: str) -> str:
    """Return a file's name without its folders, whichever system wrote the path."""
    return PurePath(name.replace("\\", "/")).name


def source_names(files: Sequence[Upload]) -> list[str]:
    """Return what the files are called in a deck: without folders, where that tells them apart."""
    short = [base_name(file.name) for file in files]
    names = zip(short, files, strict=True)
    return [name if short.count(name) == 1 else file.name for name, file in names]


def stored_name(name: str) -> str:
    """Return a file's name as it is kept: a very long path without its beginning."""
    return storable(name)[-MAX_FILE_NAME:]


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


def _author(request: ImportRequest, file: str, told: str, old: Source | None) -> str:
    """Return the author as named, the old version's, as the document told, or the file's name."""
    before = old.author if old else ""
    named = request.authors.get(file) or before or told or PurePath(base_name(file)).stem
    return storable(named)[:MAX_AUTHOR]


def stable_id(*parts: str) -> str:
    """Return the same id for the same parts."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]


def _sources(
    deck: Deck,
    request: ImportRequest,
    documents: Sequence[ParsedDocument],
    existing: Existing | None,
    newer: Mapping[int, Source],
    *,
    now: datetime,
) -> tuple[Source, ...]:
    start = 1 + max((source.position for source in existing.sources), default=-1) if existing else 0
    return tuple(
        Source(
            id=SourceId(stable_id(deck.id, content_hash(file.data))),
            deck=deck.id,
            name=stored_name(name),
            author=_author(request, file.name, document.author, newer.get(offset)),
            title=document.title,
            format=document.format,
            content_hash=content_hash(file.data),
            imported_at=now,
            position=newer[offset].position if offset in newer else start + offset,
        )
        for offset, (file, name, document) in enumerate(
            zip(request.files, source_names(request.files), documents, strict=True)
        )
    )


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
