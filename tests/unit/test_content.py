"""The shipped packs: what a newcomer sees first has to be right."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.documents import Status
from bot.core.import_plan import ImportPlan, make_plan
from bot.core.import_request import ImportRequest
from bot.core.import_warnings import Doubtful, Unplaced
from bot.core.models import SHIPPED
from bot.importing import parse_document
from bot.importing.packs import Pack, find_packs, read_pack
from bot.services.packs import check_pack

CONTENT = Path(__file__).resolve().parents[2] / "content"
PACKS = find_packs(CONTENT)


def _plan(pack: Pack) -> ImportPlan:
    documents = tuple(parse_document(file.name, file.data.decode()) for file in pack.files)
    request = ImportRequest(
        SHIPPED, pack.files, title=pack.manifest.title, reference=pack.reference
    )
    return make_plan(request, documents, None, datetime(2026, 1, 1, tzinfo=UTC))


def test_the_packs_are_of_different_subjects_and_layouts_and_one_is_not_in_english():
    packs = [read_pack(folder) for folder in PACKS]
    assert [each.name for each in packs] == ["models-in-production", "schrift", "waves"]
    assert {each.manifest.language for each in packs} == {"en", "de"}
    formats = {document.format for each in packs for document in _plan(each).documents}
    assert len(formats) >= 7


def test_a_pack_has_formulas_and_the_pictures_that_its_notes_name():
    reference = (CONTENT / "waves" / "reference.md").read_text(encoding="utf-8")
    named = set(re.findall(r"!\[[^]]+\]\(([^)]+)\)", reference))
    there = {each.name for each in (CONTENT / "waves").glob("*.png")}
    assert named == there == {"damping.png", "resonance.png", "beats.png", "standing-waves.png"}
    assert reference.count("$$") == 8


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_a_packs_notes_all_answer_its_references_questions(folder: Path):
    pack = read_pack(folder)
    plan = _plan(pack)
    reference = next(doc for doc in plan.documents if doc.name == pack.reference)
    assert len(plan.questions) == len(reference.items)
    assert not [each for each in plan.warnings if isinstance(each, (Doubtful, Unplaced))]


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_nothing_is_wrong_with_a_pack(folder: Path):
    checked = check_pack(folder)
    assert checked.problems == ()
    assert checked.plan is not None
    assert len(checked.plan.questions) >= 24


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_every_question_of_a_pack_is_answered_by_somebody(folder: Path):
    plan = _plan(read_pack(folder))
    answered = {answer.question for answer in plan.answers if answer.status is Status.ANSWERED}
    assert answered == {question.id for question in plan.questions}


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_a_packs_readers_write_in_different_formats(folder: Path):
    formats = {document.format for document in _plan(read_pack(folder)).documents}
    assert len(formats) >= 3


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_a_packs_terms_lie_beside_it(folder: Path):
    licence = (folder / "LICENSE.md").read_text(encoding="utf-8")
    assert read_pack(folder).manifest.licence.split("-")[0] in licence
