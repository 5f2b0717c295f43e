"""The shipped packs: what a newcomer sees first has to be right."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.documents import Status
from bot.core.import_plan import ImportPlan, ImportRequest, make_plan
from bot.core.import_warnings import Doubtful, Unplaced
from bot.core.models import SHIPPED
from bot.importing import parse_document
from bot.importing.packs import Pack, find_packs, read_pack

CONTENT = Path(__file__).resolve().parents[2] / "content"
PACKS = find_packs(CONTENT)


def _plan(pack: Pack) -> ImportPlan:
    documents = tuple(parse_document(file.name, file.data.decode()) for file in pack.files)
    request = ImportRequest(
        SHIPPED, pack.files, title=pack.manifest.title, reference=pack.reference
    )
    return make_plan(request, documents, None, datetime(2026, 1, 1, tzinfo=UTC))


def test_there_is_a_pack_to_start_with():
    assert PACKS


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_a_packs_notes_all_answer_its_references_questions(folder: Path):
    pack = read_pack(folder)
    plan = _plan(pack)
    reference = next(doc for doc in plan.documents if doc.name == pack.reference)
    assert len(plan.questions) == len(reference.items)
    assert not [each for each in plan.warnings if isinstance(each, (Doubtful, Unplaced))]


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
