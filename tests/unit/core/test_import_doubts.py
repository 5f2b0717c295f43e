"""Doubtful places that are decided before an import is stored, and kept with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.documents import Lines, ParsedAnswer, ParsedDocument, ParsedItem, Status
from bot.core.import_doubts import ImportDoubt, import_doubts
from bot.core.import_plan import ImportPlan, make_plan
from bot.core.import_request import ImportRequest
from bot.core.models import DOUBTFUL, WorkspaceId
from bot.core.placings import Placed, Put, mark_of
from bot.core.uploads import Upload
from bot.importing import parse_document
from tests.fakes.clock import MONDAY_NOON
from tests.unit.services.documents import FIVE

# Answers alone, of which one says nothing of its question: its place is a guess by the others'.
LOOSE = (
    "The gluten relaxes while the dough rests, and then it stretches.",
    "Nobody has repaired the clock in the hall yet.",
    "It doubles within six hours.",
    "Bread flour has much protein.",
    "Salt slows the yeast.",
)
FILES = (Upload("book.md", FIVE.encode()), Upload("loose.txt", "\n".join(LOOSE).encode()))


def _loose() -> ParsedDocument:
    return ParsedDocument(
        "loose.txt",
        "plain",
        tuple(
            ParsedItem("", (ParsedAnswer(text, Lines(at, at)),), Status.ANSWERED, Lines(at, at))
            for at, text in enumerate(LOOSE, 1)
        ),
    )


def _plan(placed: dict[tuple[int, int], Placed] | None = None) -> ImportPlan:
    request = ImportRequest(WorkspaceId("w"), FILES, "Book", placed=placed or {})
    documents = parse_document("book.md", FIVE), _loose()
    plan = make_plan(request, documents, None, MONDAY_NOON)
    return replace(plan, warnings=())


def _doubt() -> ImportDoubt:
    found = import_doubts(_plan())
    assert found
    return found[0]


def test_a_doubt_has_both_questions_that_its_item_may_belong_to():
    doubt = _doubt()
    assert doubt.file == "loose.txt"
    assert doubt.rival is not None
    assert doubt.rival.id != doubt.here.id


def test_what_a_document_asked_is_kept_with_an_answer_whose_place_is_a_guess_alone():
    loose = _loose()
    asked = {0: "Dough rest?", 1: "Starter"}
    items = [
        replace(each, question=asked.get(at, ""), is_fragment=at in asked)
        for at, each in enumerate(loose.items)
    ]
    request = ImportRequest(WorkspaceId("w"), FILES, "Book")
    read = parse_document("book.md", FIVE), replace(loose, items=tuple(items))
    plan = make_plan(request, read, None, MONDAY_NOON)
    kept = {each.lines.first - 1: each for each in plan.answers if each.text in LOOSE}
    assert {each.confidence < DOUBTFUL for each in kept.values()} == {True, False}
    for at, each in kept.items():
        assert each.asked == (asked.get(at, "") if each.confidence < DOUBTFUL else "")
    assert any(each.asked for each in kept.values())


@pytest.mark.parametrize("put", Put)
def test_what_is_decided_stands_so_and_is_kept_for_later(put: Put):
    doubt = _doubt()
    assert doubt.rival is not None
    item, here, there = (doubt.document, doubt.item), doubt.here, doubt.rival
    decided = Placed(put, mark_of(here.text), mark_of(there.text), "What else is there to know?")
    before, plan = _plan(), _plan({item: decided})

    ids = {each.text: each.id for each in plan.questions}
    stands = [question for question, _ in plan.placings.get(item, ())]
    assert (
        stands
        == {
            Put.STAY: [ids[here.text]],
            Put.MOVE: [ids.get(there.text)],
            Put.SPLIT: [ids.get("What else is there to know?")],
            Put.MERGE: [ids[here.text]],
            Put.DROP: [],
        }[put]
    )
    assert all(confidence == 1.0 for _, confidence in plan.placings.get(item, ()))
    assert len(plan.questions) - len(before.questions) == {Put.SPLIT: 1, Put.MERGE: -1}.get(put, 0)
    assert [each.question for each in plan.decided] == (stands or [None])
    assert item not in [(each.document, each.item) for each in import_doubts(plan)]


def test_what_fits_nothing_changes_nothing():
    doubt = _doubt()
    item = doubt.document, doubt.item
    nowhere = Placed(Put.MOVE, mark_of(doubt.here.text), mark_of("no such question"))
    for placed in ({item: nowhere}, {(9, 9): nowhere}, {item: Placed(Put.DROP, "0" * 16)}):
        assert _plan(placed).placings == _plan().placings
