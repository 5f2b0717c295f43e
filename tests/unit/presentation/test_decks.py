"""Decks as admins look at them."""

from __future__ import annotations

import pytest

from bot.core.contents import ExportFormat
from bot.core.import_plan import ImportPlan, make_plan
from bot.core.losses import Loss
from bot.core.models import GroupId
from bot.core.read_models import DeckSummary
from bot.core.replies_along import RepliesAlong
from bot.core.view import Heading, Line, Message
from bot.importing import read_document
from bot.presentation.decks import (
    NO_DECK,
    deck_message,
    decks_message,
    exported_words,
    preview_message,
    reference_words,
    stopped_message,
    stored_message,
)
from tests.fakes.clock import MONDAY_NOON
from tests.unit.presentation.read_models import QUESTION, STUDY
from tests.unit.services.documents import (
    ANSWERS_ONLY,
    OTHER_TOPIC,
    READER,
    REFERENCE,
    request,
    upload,
)

SUMMARY = DeckSummary(STUDY.deck, 3, STUDY.sources)


def test_decks_are_listed_with_their_sizes():
    message = decks_message([SUMMARY])

    assert message.blocks == (
        Heading("Baking bread", 3),
        Line("3 questions from 3 documents"),
    )


def test_without_a_deck_it_is_said_how_to_get_one():
    assert decks_message([]).blocks == (Line(NO_DECK),)


def test_a_deck_tells_its_reference_and_how_many_answers_each_question_has():
    message = deck_message(SUMMARY, STUDY.questions, {QUESTION.id: 2})
    lines = [block.text for block in message.blocks if isinstance(block, Line)]

    assert lines[1] == "Mara (mara.md, numbered, the reference)"
    assert f"1. {QUESTION.text} · 2 answers" in lines
    assert lines[-1].endswith("· 0 answers")
    few = deck_message(SUMMARY, STUDY.questions[:1], {})
    assert few.blocks[-1] == Line("2 more are on the deck’s page on the web.")


def test_a_new_reference_is_told():
    assert reference_words(STUDY.deck, STUDY.sources[1]) == (
        "Nils (nils.md) is the reference of “Baking bread” now."
    )


def plan(**texts: str) -> ImportPlan:
    """Return the plan of the documents."""
    files = tuple(upload(f"{name}.md", text) for name, text in texts.items())
    documents = tuple(read_document(file.name, file.data) for file in files)
    wanted = request(GroupId("g"), *files, title="Bread")
    return make_plan(wanted, documents, None, MONDAY_NOON)


def words(message: Message) -> list[str]:
    """Return a message's headings and lines."""
    return [block.text for block in message.blocks if isinstance(block, Heading | Line)]


@pytest.fixture
def found() -> list[str]:
    """The preview of a reference and a reader."""
    return words(preview_message(plan(book=REFERENCE, reader=READER), "d"))


def test_a_preview_begins_with_the_decks_name_and_says_that_nothing_is_stored(found: list[str]):
    assert found[0] == "Bread"
    assert found[1].endswith("on 3 questions. Nothing is stored yet.")


def test_a_preview_tells_of_each_document_what_is_in_it(found: list[str]):
    book, reader = (line for line in found if ".md (" in line and " items: " in line)

    assert book.startswith("book.md (")
    assert ", the reference): 3 items: 3 answered. " in book
    assert reader.startswith("reader.md (")
    assert "the reference" not in reader
    assert "2 answered, 1 note to self. Told by: 3 of 3 " in reader


def test_a_preview_lists_every_question_with_how_many_documents_answer_it(found: list[str]):
    assert "1. Why does bread dough rest before it is shaped? · 2 of 2 answered" in found
    assert "3. When is a sourdough starter ready to use? · 1 of 2 answered" in found


def test_what_deserves_a_look_comes_before_the_questions_and_small_remarks_after():
    preview = words(preview_message(plan(tea=OTHER_TOPIC, answers=ANSWERS_ONLY), "d"))

    look = next(line for line in preview if line.endswith("to look at"))
    remarks = [line for line in preview if "smaller remark" in line]
    assert preview.index(look) < preview.index("2 questions")
    assert all(preview.index(line) > preview.index("2 questions") for line in remarks)


def test_a_preview_asks_for_a_yes():
    message = preview_message(plan(book=REFERENCE), "draft-1")

    assert [(each.name, each.subject) for each in message.actions] == [
        ("import", "draft-1"),
        ("discard", "draft-1"),
    ]


def test_what_was_stored_is_told_with_what_is_doubtful_and_what_to_do_next():
    stored = stored_message(plan(book=REFERENCE), 2, is_direct=False)
    told = words(stored)

    assert told[0].startswith("Stored in “Bread”: 1 document with 3 answers")
    assert any("2 answers in the deck are doubtful" in each for each in told)
    assert [each.label for each in stored.actions] == [
        "Ask its next question",
        "Plan one a day",
        "Look at what is doubtful",
        "Show it",
    ]


def test_who_imports_alone_with_us_is_told_where_to_ask():
    stored = stored_message(plan(book=REFERENCE), 0, is_direct=True)
    assert any("“/quiz open”" in each for each in words(stored))
    assert [each.label for each in stored.actions] == ["Show it"]


@pytest.mark.parametrize(("exist", "name"), [(True, "import-add"), (False, "preview")])
def test_what_stopped_an_import_comes_with_a_way_on(exist: bool, name: str):
    message = stopped_message("There is one already.", "d", exist=exist)

    assert [each.name for each in message.actions] == [name, "discard"]


def test_with_a_decks_files_goes_what_is_not_in_them():
    words = exported_words(ExportFormat.CSV, 2, {Loss.RETIRED: 1, Loss.PICTURES: 3})
    assert "cannot carry: the retirement of 1 question, which will be asked again; 3 pict" in words
    assert "the answers to 2 questions that are open" in words
    assert "cannot carry" not in exported_words(ExportFormat.PACK, 0, {})
    along = RepliesAlong(members=2, answers=5, not_agreed=1, nameless=3)
    words = exported_words(ExportFormat.PACK, 0, {}, along)
    assert "With it go 5 answers of 2 members of the group, who all agreed to that" in words
    assert "Left out is 1 answer of members who have not agreed to that." in words
    assert "Left out are 3 answers that were given where no names are shown." in words
    assert "Left out" not in exported_words(ExportFormat.PACK, 0, {})
    words = exported_words(ExportFormat.PACK, 0, {}, RepliesAlong(members=1, answers=1))
    assert "With it goes 1 answer of 1 member of the group, who agreed to that" in words
