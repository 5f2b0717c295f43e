"""What was decided about a deck's answers before, applied to those that an import brings. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.core.decisions import DecidedAnswer, Decisions, Recalled, fingerprint, left_out, recalled
from bot.core.documents import ParsedDocument, Status
from bot.core.ids import stable_id
from bot.core.import_request import Existing, ImportRequest
from bot.core.import_warnings import Withdrawn
from bot.core.models import Answer, AnswerId, Deck, Question, QuestionId, Source, SourceId
from bot.core.placings import Placed, Put, mark_of

Placings = Mapping[tuple[int, int], tuple[tuple[QuestionId, float], ...]]
"""On which questions each (document, item) stands, with the confidence."""


def standing_decisions(existing: Existing | None, request: ImportRequest) -> Decisions:
    """Return what was decided about the deck, without what is to be brought back."""
    if existing is None:
        return Decisions()
    return existing.decisions.standing if request.bring_back else existing.decisions


def recalled_answers(
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


def as_recalled(
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


def placed_decisions(
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


def withdrawn(
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
