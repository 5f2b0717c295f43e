"""Documents that come again: newer versions, what they change, and what nobody asks any more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.documents import Lines, ParsedAnswer, ParsedDocument, ParsedItem, Status
from bot.core.import_changes import Edit, Version
from bot.core.import_plan import ImportPlan, make_plan
from bot.core.import_request import Existing, ImportRequest
from bot.core.import_warnings import LeftBehind, Reworded
from bot.core.models import WorkspaceId
from bot.core.uploads import Upload
from tests.fakes.clock import MONDAY_NOON

ASKED = (
    "Why does bread dough rest before it is shaped?",
    "What does steam do in the first minutes of baking?",
    "When is a sourdough starter ready to use?",
    "How is rye flour different from wheat flour?",
)
SAID = (
    "The gluten relaxes while it rests.",
    "It keeps the crust soft for a while.",
    "When it doubles in size within four hours.",
    "It binds more water and has less gluten.",
)
OTHERS = (
    "So that it can be stretched without tearing.",
    "Steam lets the loaf rise before it hardens.",
    "Once a spoonful of it floats on water.",
    "Rye is sticky, dense and rises less.",
)


def _document(name: str, asked: tuple[str, ...] = ASKED, said: tuple[str, ...] = SAID):
    items = tuple(
        ParsedItem(
            question,
            (ParsedAnswer(answer, Lines(at + 1, at + 1)),) if answer else (),
            Status.ANSWERED if answer else Status.EMPTY,
            Lines(at + 1, at + 1),
        )
        for at, (question, answer) in enumerate(zip(asked, said, strict=True))
    )
    return ParsedDocument(name, "numbered", items)


def _plan(*documents: ParsedDocument, existing: Existing | None = None, **options: object):
    files = tuple(Upload(each.name, repr(each).encode()) for each in documents)
    wanted = ImportRequest(
        WorkspaceId("w"),
        files,
        title="Bread",
        add=True,
        **options,  # type: ignore[arg-type]
    )
    return make_plan(wanted, documents, existing, MONDAY_NOON)


def _stored(plan: ImportPlan) -> Existing:
    return Existing(plan.deck, plan.sources, plan.questions, plan.answers)


FIRST = _stored(_plan(_document("ada.md", said=OTHERS), _document("nils.md")))
CHANGED = (*SAID[:3], "Rye has hardly any gluten of its own.")


def _versions(plan: ImportPlan) -> list[tuple[str, bool, int, int, int, int]]:
    return [
        (each.source.name, each.alike, each.same, each.changed, each.added, each.removed)
        for each in plan.warnings
        if isinstance(each, Version)
    ]


@pytest.mark.parametrize("name", ["nils-v2.md", "nils (1).md", "something else.txt"])
def test_a_newer_version_is_known_by_what_it_says_and_stays_its_authors(name):
    plan = _plan(_document(name, said=CHANGED), existing=FIRST)
    assert [source.name for source in plan.replaces] == ["nils.md"]
    assert [(source.author, source.position) for source in plan.sources] == [("nils", 1)]
    assert _versions(plan) == [("nils.md", True, 3, 1, 0, 0)]


def test_what_a_newer_version_says_in_another_way_is_told_by_question():
    plan = _plan(_document("nils.md", ASKED[1:], CHANGED[1:]), existing=FIRST)
    (version,) = (each for each in plan.warnings if isinstance(each, Version))
    assert version.edits == (Edit(ASKED[0], SAID[0], ""), Edit(ASKED[3], SAID[3], CHANGED[3]))


def test_what_looks_like_a_newer_version_may_be_kept_beside_it():
    plan = _plan(_document("nils-v2.md", said=CHANGED), existing=FIRST, keep_both=True)
    assert plan.replaces == ()
    assert [source.author for source in plan.sources] == ["nils-v2"]


def test_another_readers_notes_are_no_newer_version():
    said = ("It relaxes.", "A soft crust.", "When it floats in a glass.", "Less gluten in rye.")
    plan = _plan(_document("eva.md", said=said), existing=FIRST)
    assert plan.replaces == ()
    assert _versions(plan) == []


TWO = _stored(_plan(_document("nils.md", ASKED[:2], SAID[:2])))


def test_a_newer_version_of_two_answers_is_known_by_one_and_the_other_reworded():
    said = (SAID[0], "It keeps the whole crust soft for quite a while.")
    plan = _plan(_document("bread.md", ASKED[:2], said), existing=TWO)
    assert [source.name for source in plan.replaces] == ["nils.md"]
    assert _versions(plan) == [("nils.md", True, 1, 1, 0, 0)]


def test_two_readers_who_share_a_short_answer_of_two_are_two():
    plan = _plan(_document("eva.md", ASKED[:2], (SAID[0], OTHERS[1])), existing=TWO)
    assert plan.replaces == ()


def test_a_file_of_the_same_name_takes_the_place_and_the_author_of_the_old_one():
    sources = tuple(replace(each, author="Nils Holm") for each in FIRST.sources)
    plan = _plan(
        _document("nils.md", said=("New words for it here.",) * 4),
        existing=replace(FIRST, sources=sources),
    )
    assert plan.sources[0].author == "Nils Holm"
    assert _versions(plan) == [("nils.md", False, 0, 4, 0, 0)]


def test_a_newer_version_of_the_reference_is_the_reference():
    plan = _plan(_document("ada, final.md", said=OTHERS[:3] + CHANGED[3:]), existing=FIRST)
    assert plan.deck.reference == plan.sources[0].id


def test_a_question_that_no_document_has_any_more_is_named_and_stays():
    alone = _stored(_plan(_document("nils.md", said=(*SAID[:3], ""))))
    plan = _plan(_document("nils.md", ASKED[:3], SAID[:3]), existing=alone)
    gone = [each.question for each in plan.warnings if isinstance(each, LeftBehind)]
    assert gone == [ASKED[3]]
    assert ASKED[3] in [question.text for question in plan.questions]


def test_a_question_that_another_document_still_answers_is_not_left_behind():
    plan = _plan(_document("nils.md", ASKED[:3], SAID[:3]), existing=FIRST)
    assert [each for each in plan.warnings if isinstance(each, LeftBehind)] == []


def test_a_reworded_question_shows_both_wordings():
    other = "When is a sourdough starter ready for use?"
    asked = (*ASKED[:2], "When's a starter of sourdough ready?", ASKED[3])
    plan = _plan(_document("eva.md", asked, said=OTHERS), existing=FIRST, keep_both=True)
    found = [(each.question, each.wording) for each in plan.warnings if isinstance(each, Reworded)]
    assert found == [(ASKED[2], asked[2])]
    assert other not in [question.text for question in plan.questions]
