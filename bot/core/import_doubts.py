"""What is doubtful in an import, each beside where it may belong instead. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.alignment.vectors import WordWeights, products
from bot.core.documents import ParsedItem
from bot.core.import_plan import ImportPlan
from bot.core.models import DOUBTFUL, Question, QuestionId
from bot.core.text import terms

MOST = 100
"""Doubtful items that are shown at once; the others come when these are decided."""


@dataclass(frozen=True, slots=True)
class ImportDoubt:
    """An item of a document whose place is a guess: where it stands, and the next best place.

    `document` and `item` are indexes; `confidence` is 0 to 1.
    """

    document: int
    item: int
    parsed: ParsedItem
    file: str
    here: Question
    rival: Question | None
    confidence: float


def import_doubts(plan: ImportPlan) -> list[ImportDoubt]:
    """Return the first doubtful items of a plan, in the order of its documents."""
    found = [
        (item, question, confidence)
        for item, places in sorted(plan.placings.items())
        for question, confidence in places[:1]
        if confidence < DOUBTFUL
    ][:MOST]
    questions = {each.id: each for each in plan.questions}
    rivals = _rivals(plan, [(item, question) for item, question, _ in found])
    return [
        ImportDoubt(
            *item,
            plan.documents[item[0]].items[item[1]],
            plan.documents[item[0]].name,
            questions[question],
            rival,
            confidence,
        )
        for (item, question, confidence), rival in zip(found, rivals, strict=True)
    ]


def _rivals(
    plan: ImportPlan, doubtful: Sequence[tuple[tuple[int, int], QuestionId]]
) -> list[Question | None]:
    """Return for each item the question that says most of what it says, but its own."""
    if not doubtful:
        return []
    language, words = plan.deck.language, _said(plan, [item for item, _ in doubtful])
    asked = [Counter(terms(words[each.id], language)) for each in plan.questions]
    items = [Counter(terms(_text(plan, item), language)) for item, _ in doubtful]
    weights = WordWeights([*asked, *items])
    likeness = products(
        [weights.vector(each) for each in items], [weights.vector(each) for each in asked]
    )
    places = {each.id: at for at, each in enumerate(plan.questions)}
    found: list[Question | None] = []
    for row, (_, here) in zip(likeness, doubtful, strict=True):
        row[places[here]] = -1.0
        best = int(row.argmax())
        found.append(plan.questions[best] if best != places[here] else None)
    return found


def _said(plan: ImportPlan, doubtful: Iterable[tuple[int, int]]) -> dict[QuestionId, str]:
    """Return the words of each question, with what answers it for sure."""
    texts = {each.id: [each.text] for each in plan.questions}
    guessed = set(doubtful)
    for item, places in plan.placings.items():
        if item not in guessed:
            for question, _ in places:
                texts[question].append(_text(plan, item))
    return {id_: "\n".join(each) for id_, each in texts.items()}


def _text(plan: ImportPlan, item: tuple[int, int]) -> str:
    parsed = plan.documents[item[0]].items[item[1]]
    return "\n".join([parsed.question, *(answer.text for answer in parsed.answers)])
