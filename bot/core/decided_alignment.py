"""Documents aligned with what organisers decided about the words of questions. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.core.alignment import AlignedQuestion, Alignment, Anchor, Placing
from bot.core.decisions import Alias, DecidedWording, merged_into
from bot.core.documents import Status
from bot.core.models import Answer, Question, QuestionId


def anchored(
    questions: Sequence[Question], answers: Iterable[Answer], others: Sequence[Alias]
) -> list[Anchor]:
    """Return what documents are put to: the deck's questions, each with its other wordings."""
    texts: dict[QuestionId, list[str]] = {}
    for answer in answers:
        if answer.status is Status.ANSWERED:
            texts.setdefault(answer.question, []).append(answer.text)
    of: dict[QuestionId | None, list[Anchor]] = {}
    for alias in others:
        of.setdefault(alias.question, []).append(Anchor(alias.id, alias.text))
    found = []
    for question in questions:
        found.append(Anchor(question.id, question.text, tuple(texts.get(question.id, ()))))
        found += of.get(question.id, [])
    return found + of.get(None, [])


def settled(
    alignment: Alignment,
    questions: Sequence[Question],
    others: Sequence[Alias],
    wordings: Sequence[DecidedWording],
    documents: int,
) -> tuple[Alignment, list[int]]:
    """Return the alignment with every other wording as the question that it is.

    What stands on a question that was merged stands on the other one, too. With it comes how many
    items each of the `documents` has for questions that the deck has no more.
    """
    if not others and not wordings:
        return alignment, [0] * documents
    meant: dict[str, QuestionId | None] = {alias.id: alias.question for alias in others}
    also: Mapping[QuestionId, QuestionId] = merged_into(questions, wordings)
    more: dict[str, list[Placing]] = {}
    dropped = [0] * documents
    for each in alignment.questions:
        if each.anchor in meant:
            target = meant[each.anchor]
            if target is not None:
                more.setdefault(target, []).extend(each.placings)
            else:
                for placing in each.placings:
                    dropped[placing.document] += 1
        elif each.anchor is not None and (into := also.get(QuestionId(each.anchor))):
            more.setdefault(into, []).extend(each.placings)
    kept = [
        _with(each, more.get(each.anchor or "", []))
        for each in alignment.questions
        if each.anchor not in meant
    ]
    return replace(alignment, questions=tuple(kept)), dropped


def _with(question: AlignedQuestion, more: Iterable[Placing]) -> AlignedQuestion:
    """Return the question with further placings, each item once."""
    there = {(each.document, each.item): each for each in question.placings}
    for each in more:
        there.setdefault((each.document, each.item), each)
    placings = tuple(sorted(there.values(), key=lambda each: (each.document, each.item)))
    return replace(question, placings=placings)
