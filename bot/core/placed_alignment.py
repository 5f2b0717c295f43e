"""An alignment in which somebody decided doubtful places, before it is stored. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.core.alignment import AlignedQuestion, Alignment, Placing
from bot.core.documents import ParsedDocument
from bot.core.limits import MAX_QUESTION, checked_text
from bot.core.placings import Item, Placed, Put, mark_of
from bot.errors import MemberError


def placed(
    alignment: Alignment, documents: Sequence[ParsedDocument], decided: Mapping[Item, Placed]
) -> Alignment:
    """Return the alignment with what was decided, as far as it fits what is there."""
    questions = list(alignment.questions)
    for item, decision in decided.items():
        at = _index(questions, decision.here, item)
        if at is not None:
            _put(questions, at, item, decision, documents)
    return replace(alignment, questions=tuple(questions))


def _index(questions: Sequence[AlignedQuestion], mark: str, item: Item | None) -> int | None:
    for at, each in enumerate(questions):
        its = item is None or any((p.document, p.item) == item for p in each.placings)
        if its and mark_of(each.text) == mark:
            return at
    return None


def _put(
    questions: list[AlignedQuestion],
    at: int,
    item: Item,
    decision: Placed,
    documents: Sequence[ParsedDocument],
) -> None:
    here, sure = questions[at], Placing(*item, 1.0)
    kept = tuple(each for each in here.placings if (each.document, each.item) != item)
    there = _index(questions, decision.there, None) if decision.there else None
    if decision.put is Put.STAY:
        questions[at] = replace(here, placings=_ordered(*kept, sure))
    elif decision.put is Put.DROP:
        questions[at] = replace(here, placings=kept)
    elif decision.put is Put.SPLIT:
        text = _own_text(decision, documents[item[0]], item[1])
        if text:
            questions[at] = replace(here, placings=kept)
            questions.insert(at + 1, AlignedQuestion(text, None, (sure,), here.section))
    elif there is not None and there != at:
        if decision.put is Put.MOVE:
            questions[at] = replace(here, placings=kept)
            other = questions[there]
            questions[there] = replace(other, placings=_ordered(*other.placings, sure))
        else:
            _merge(questions, at, there, sure)


def _merge(questions: list[AlignedQuestion], at: int, there: int, sure: Placing) -> None:
    """Make one question of two; one that the deck has stays, and two of those stay two."""
    here, other = questions[at], questions[there]
    if here.anchor and other.anchor:
        goes, stays = None, at
    else:
        goes, stays = (at, there) if other.anchor else (there, at)
    item = sure.document, sure.item
    both = (*here.placings, *other.placings) if goes is not None else here.placings
    rest = (each for each in both if (each.document, each.item) != item)
    questions[stays] = replace(questions[stays], placings=_ordered(*rest, sure))
    if goes is not None:
        del questions[goes]


def _ordered(*placings: Placing) -> tuple[Placing, ...]:
    return tuple(sorted(placings, key=lambda each: (each.document, each.item)))


def _own_text(decision: Placed, document: ParsedDocument, item: int) -> str:
    asked = decision.text.strip() or document.items[item].question
    try:
        return checked_text(asked, "question", MAX_QUESTION)
    except MemberError:
        return ""
