"""What an import would make of parsed documents: ids, the reference, replacements, warnings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.documents import Lines, ParsedAnswer, ParsedDocument, ParsedItem, SkippedLines, Status
from bot.core.ids import stable_id
from bot.core.import_plan import ImportPlan, deck_title, make_plan
from bot.core.import_request import Existing, ImportRequest
from bot.core.import_sources import base_name, content_hash, source_names, stored_name
from bot.core.import_warnings import NoReference, Skipped, Unplaced
from bot.core.models import GroupId
from bot.core.uploads import Upload
from bot.errors import AlreadyImported, DeckExists, NoAnchors, TextEmpty, UnknownReference
from tests.fakes.clock import MONDAY_NOON

G = GroupId("g")
ASKED = (
    "Why does bread dough rest before it is shaped?",
    "What does steam do in the first minutes of baking?",
    "When is a sourdough starter ready to use?",
)
SAID = ("The gluten relaxes.", "It keeps the crust soft.", "When it doubles in size.")

ANYTHING = st.text(st.characters(), max_size=700)  # half surrogate pairs and NUL included


def _item(
    number: int, question: str, *answers: str, status: Status = Status.ANSWERED
) -> ParsedItem:
    lines = Lines(number * 10 + 1, number * 10 + 5)
    texts = tuple(ParsedAnswer(text, lines) for text in answers)
    return ParsedItem(question, texts, status, lines, number + 1)


def _document(
    name: str, asked: tuple[str, ...] = ASKED, said: tuple[str, ...] = SAID
) -> ParsedDocument:
    pairs = enumerate(zip(asked, said, strict=True))
    return ParsedDocument(name, "numbered", tuple(_item(at, q, a) for at, (q, a) in pairs))


def _plan(
    *documents: ParsedDocument, existing: Existing | None = None, **options: object
) -> ImportPlan:
    files = tuple(Upload(each.name, repr(each).encode()) for each in documents)
    wanted = ImportRequest(G, files, **{"title": "Bread", **options})  # type: ignore[arg-type]
    return make_plan(wanted, documents, existing, MONDAY_NOON)


def _stored(plan: ImportPlan) -> Existing:
    return Existing(plan.deck, plan.sources, plan.questions, plan.answers)


REF = _document("ref.md")
FIRST = _plan(REF)


def test_a_new_deck_has_the_documents_questions_in_order_and_their_answers():
    assert FIRST.existing is None
    assert [question.text for question in FIRST.questions] == list(ASKED)
    assert [question.position for question in FIRST.questions] == [0, 1, 2]
    assert [answer.text for answer in FIRST.answers] == list(SAID)
    assert FIRST.deck.reference == FIRST.sources[0].id
    assert FIRST.warnings == ()


def test_every_answer_stands_on_a_question_and_a_source_of_the_plan():
    plan = _plan(REF, _document("nils.md", ASKED[1:], ("Shine.", "It floats.")))

    questions = {question.id for question in plan.questions}
    sources = {source.id for source in plan.sources}
    assert {answer.question for answer in plan.answers} <= questions
    assert {answer.source for answer in plan.answers} == sources
    assert len({answer.id for answer in plan.answers}) == len(plan.answers) == 5


def test_an_item_left_empty_has_no_answer_and_a_placeholder_keeps_its_text():
    document = ParsedDocument(
        "a.md",
        "numbered",
        (
            _item(0, ASKED[0], status=Status.EMPTY),
            _item(1, ASKED[1], "TODO", status=Status.PLACEHOLDER),
        ),
    )

    plan = _plan(document)

    assert [(answer.text, answer.status) for answer in plan.answers] == [
        ("TODO", Status.PLACEHOLDER)
    ]
    assert plan.warnings == (NoReference(ASKED[0]), NoReference(ASKED[1]))


def test_several_answers_to_a_question_keep_their_order():
    document = ParsedDocument("a.md", "numbered", (_item(0, ASKED[0], "First.", "Second."),))

    plan = _plan(document)

    assert [(answer.text, answer.position) for answer in plan.answers] == [
        ("First.", 0),
        ("Second.", 1),
    ]


def test_lines_that_were_left_out_are_warned_of():
    document = replace(REF, skipped=(SkippedLines(Lines(40, 41), "a table of contents"),))

    assert Skipped("ref.md", Lines(40, 41), "a table of contents") in _plan(document).warnings


def test_a_reference_that_leaves_a_question_open_is_warned_of():
    half = _document("half.md", ASKED[:2], SAID[:2])

    plan = _plan(half, REF)

    assert NoReference(ASKED[2]) in plan.warnings
    assert NoReference(ASKED[0]) not in plan.warnings


def test_an_answer_already_in_the_deck_by_the_reference_is_no_gap():
    plan = _plan(
        _document("nils.md", said=("a b", "c d", "e f")), existing=_stored(FIRST), add=True
    )

    assert not any(isinstance(warning, NoReference) for warning in plan.warnings)


def test_a_deck_that_is_there_is_refused_unless_it_is_added_to():
    with pytest.raises(DeckExists):
        _plan(_document("nils.md"), existing=_stored(FIRST))


def test_adding_keeps_the_deck_its_reference_and_its_questions_ids():
    plan = _plan(
        _document("nils.md", said=("a b", "c d", "e f")),
        existing=_stored(FIRST),
        add=True,
        pack="p",
    )

    assert plan.questions == FIRST.questions
    assert plan.deck == replace(FIRST.deck, pack="p")
    assert [source.position for source in plan.sources] == [1]
    assert plan.replaces == ()


def test_a_newer_version_takes_its_place_also_as_the_reference():
    newer = _document("folder/ref.md", said=("Now the gluten relaxes.", *SAID[1:]))

    plan = _plan(newer, existing=_stored(FIRST), add=True)

    assert plan.replaces == FIRST.sources
    assert plan.deck.reference == plan.sources[0].id != FIRST.deck.reference
    assert [question.id for question in plan.questions] == [each.id for each in FIRST.questions]


def test_the_very_same_document_is_refused():
    with pytest.raises(AlreadyImported) as refusal:
        _plan(REF, existing=_stored(FIRST), add=True)

    assert (refusal.value.name, refusal.value.earlier) == ("ref.md", "ref.md")


def test_answers_without_any_question_are_refused_and_into_a_deck_they_are_not():
    answers = ParsedDocument(
        "a.txt", "answers", tuple(_item(at, "", text) for at, text in enumerate(SAID))
    )

    with pytest.raises(NoAnchors):
        _plan(answers)
    plan = _plan(answers, existing=_stored(FIRST), add=True)
    assert {answer.question for answer in plan.answers} <= {each.id for each in FIRST.questions}
    placed = {(answer.lines.first - 1) // 10 for answer in plan.answers}
    lost = {each.item for each in plan.warnings if isinstance(each, Unplaced)}
    assert placed | lost == {0, 1, 2}


def test_a_reference_must_be_one_of_the_documents():
    other = _document("nils.md", said=("a b", "c d", "e f"))

    assert _plan(REF, other, reference="nils.md").deck.reference == _plan(REF, other).sources[1].id
    with pytest.raises(UnknownReference):
        _plan(REF, other, reference="nobody.md")


def test_a_source_has_the_author_given_or_told_or_its_files_name():
    other = _document("notes/nils.b.md", said=("a b", "c d", "e f"))
    told = replace(_document("ch8.md", said=("g h", "i j", "k l")), author="Kim Lee")

    plan = _plan(replace(REF, author="Nobody"), other, told, authors={"ref.md": "The bakers"})

    assert [(source.author, source.name) for source in plan.sources] == [
        ("The bakers", "ref.md"),
        ("nils.b", "nils.b.md"),
        ("Kim Lee", "ch8.md"),
    ]


@pytest.mark.parametrize("name", ["a.md", "x/a.md", "x\\a.md", "C:\\x\\a.md", "/x/../a.md"])
def test_a_files_name_is_its_last_part_whichever_system_wrote_it(name: str):
    assert base_name(name) == "a.md"


def test_files_of_one_name_keep_their_folders_to_be_told_apart():
    names = ("a/notes.md", "b/notes.md", "c/other.md")
    files = [Upload(name, name.encode()) for name in names]
    assert source_names(files) == ["a/notes.md", "b/notes.md", "other.md"]


def test_a_title_that_shows_nothing_is_refused():
    with pytest.raises(TextEmpty):
        deck_title(ImportRequest(G, (), title="\u200b"), [REF])


@given(st.lists(st.binary(max_size=20), min_size=2, max_size=2, unique=True))
def test_two_documents_have_two_hashes(pair: list[bytes]):
    assert content_hash(pair[0]) != content_hash(pair[1])
    assert content_hash(pair[0]) == content_hash(bytes(pair[0]))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=1, max_size=4))
def test_an_id_depends_on_its_parts_and_their_order_alone(parts: list[str]):
    assert stable_id(*parts) == stable_id(*parts)
    assert len(stable_id(*parts)) == 20
    assert stable_id(*parts) != stable_id(*parts, "")


@given(ANYTHING)
def test_every_file_name_can_be_kept(name: str):
    kept = stored_name(name)

    assert len(kept.encode()) >= len(kept)
    assert len(kept) <= 500
    assert "\x00" not in kept


def test_a_long_path_loses_its_beginning():
    assert stored_name("folder/" * 100 + "bread.md").endswith("/folder/bread.md")


@given(st.from_regex(r"[a-z /]{1,40}\.md", fullmatch=True))
def test_an_ordinary_name_stays_as_it_is(name: str):
    assert stored_name(name) == name


def test_a_question_that_is_asked_often_gets_ids_of_its_own() -> None:
    plan = _plan(_document("a.md", (ASKED[0],) * 60, (SAID[0],) * 60))
    ids = [stable_id(plan.deck.id, ASKED[0], str(nth)) for nth in range(60)]
    assert [question.id for question in plan.questions] == ids
