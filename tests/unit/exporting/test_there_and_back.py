"""What is exported and imported again is what it was, but for what a format cannot carry."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings

from bot.core.contents import DeckContents, Entry, ExportFormat, Sheet
from bot.core.documents import Lines, Status
from bot.core.formats import ANKI_FIELDS
from bot.core.import_plan import ImportPlan
from bot.core.losses import Loss, lost
from bot.core.models import (
    Answer,
    AnswerId,
    Deck,
    DeckId,
    Question,
    QuestionId,
    Source,
    SourceId,
)
from bot.core.pictures import named_in, without_pictures
from bot.core.uploads import Upload
from bot.exporting import exported
from bot.exporting.anki import _fields, _parser
from bot.importing.containers.anki_packages import _database, _exported, _NoteType, _opened
from bot.importing.containers.reading import Card
from bot.importing.containers.zips import Zip
from bot.importing.packs import read_manifest
from tests.profiles import scaled
from tests.unit.exporting.decks import (
    WHEN,
    WORKSPACE,
    decks,
    decks_with_replies,
    illustrated_decks,
    imported,
)

# What tables, cards and banks cannot carry: that an author's two answers are two, and blanks
# around a text. Only our own notes say what is a note to oneself.
_SEVERAL = {ExportFormat.PACK, ExportFormat.MARKDOWN}


def _questions(questions: tuple[Question, ...] | list[Question]) -> list[tuple[str, str, str]]:
    return [(each.id, each.section, each.text) for each in questions]


def _answers(
    sources: list[Source] | tuple[Source, ...], answers: list[Answer] | tuple[Answer, ...]
) -> dict[tuple[int, str], list[str]]:
    """Return each author's answers by the author's place and the question."""
    silent = {each.id for each in sources} - {each.source for each in answers}
    heard = [each.id for each in sources if each.id not in silent]
    found = defaultdict[tuple[int, str], list[str]](list)
    for answer in answers:
        found[heard.index(answer.source), answer.question].append(answer.text)
    return dict(found)


def _expected(contents: DeckContents, wanted: ExportFormat) -> dict[tuple[int, str], list[str]]:
    found = _answers(list(contents.sources), list(contents.answers))
    if wanted in _SEVERAL:
        return found
    return {key: ["\n\n".join(texts)] for key, texts in found.items()}


def _shown_authors(contents: DeckContents) -> list[str]:
    """Return whose documents go out: the first, and those of who answered something."""
    heard = {each.source for each in contents.answers}
    return [each.author for at, each in enumerate(contents.sources) if not at or each.id in heard]


def _check(contents: DeckContents, plan: ImportPlan, wanted: ExportFormat) -> None:
    assert plan.deck.title == contents.deck.title
    assert plan.deck.language == contents.deck.language
    assert _questions(plan.questions) == _questions(list(contents.questions))
    assert [each.author for each in plan.sources] == _shown_authors(contents)
    assert _answers(plan.sources, plan.answers) == _expected(contents, wanted)
    reference = next(each for each in contents.sources if each.id == contents.deck.reference)
    if reference.author in _shown_authors(contents):
        chosen = next(each for each in plan.sources if each.id == plan.deck.reference)
        assert chosen.author == reference.author


@pytest.mark.parametrize("wanted", ExportFormat)
@given(contents=decks())
def test_a_deck_comes_back_as_it_went(wanted: ExportFormat, contents: DeckContents) -> None:
    _check(contents, imported(contents, wanted), wanted)


@pytest.mark.parametrize("wanted", ExportFormat)
@settings(max_examples=scaled(12), phases=[Phase.explicit, Phase.generate])
@given(both=decks_with_replies())
def test_what_members_let_leave_comes_back_under_their_names_beside_the_rest(
    wanted: ExportFormat, both: tuple[DeckContents, DeckContents]
) -> None:
    before, contents = both
    _check(contents, imported(contents, wanted), wanted)
    assert contents.sources[: len(before.sources)] == list(before.sources)
    manifest = read_manifest(exported(contents, wanted)[0].data)
    told = sum(sum(each.votes.values()) for each in manifest.sources)
    carried = sum(contents.votes.values()) - lost(contents, wanted).get(Loss.VOTES, 0)
    assert told == carried


# What has no place for a picture has what is said of it.
_WITHOUT = {ExportFormat.CSV, ExportFormat.GIFT}


@pytest.mark.parametrize("wanted", ExportFormat)
@settings(max_examples=scaled(12), phases=[Phase.explicit, Phase.generate])
@given(contents=illustrated_decks())
def test_the_pictures_of_a_deck_come_back_with_their_texts(
    wanted: ExportFormat, contents: DeckContents
) -> None:
    plan = imported(contents, wanted)
    if wanted in _WITHOUT:
        contents = replace(
            contents,
            questions=[replace(e, text=without_pictures(e.text)) for e in contents.questions],
            answers=[replace(e, text=without_pictures(e.text)) for e in contents.answers],
        )
    _check(contents, plan, wanted)
    texts = [each.text for each in (*contents.questions, *contents.answers)]
    assert {each.id for each in plan.pictures} == {id_ for text in texts for id_ in named_in(text)}


@pytest.mark.parametrize("name", ["𠀀" * 200, "é" * 200, "x" * 900, "../../a", "C:\\a", "con", "…"])
def test_whatever_somebody_is_called_their_file_is_one_in_its_folder(name: str) -> None:
    (_, file) = exported(_called(name), ExportFormat.MARKDOWN)
    assert len(file.name.encode()) < 255
    assert not set(file.name) & set('/\\:<>"|?*')
    assert not file.name.startswith(".")


def test_a_name_makes_no_deck_of_its_own_in_anki() -> None:
    (_, package) = exported(_called("a:::b::c"), ExportFormat.APKG)
    with closing(_opened(_database(Zip(package.data)))) as connection:
        (decks,) = connection.execute("SELECT decks FROM col").fetchone()
    (name,) = {each["name"] for each in json.loads(decks).values()} - {"Default"}
    assert name.split("::") == ["Winds", "a: : :b: :c"]


def _called(author: str) -> DeckContents:
    question = Question(QuestionId("0" * 20), DeckId("d"), 0, "Why?", "")
    source = replace(_source(0), author=author)
    return DeckContents(_deck(source), [source], [question], [_answer(question, source)])


def test_an_author_who_says_the_same_in_two_documents_is_exported_once() -> None:
    question = Question(QuestionId("0" * 20), DeckId("d"), 0, "Why?", "")
    sources = [_source(at) for at in range(2)]
    answers = [_answer(question, source) for source in sources]
    contents = DeckContents(_deck(sources[0]), sources, [question], answers)
    for wanted in set(ExportFormat) - {ExportFormat.APKG}:
        files = exported(contents, wanted)
        assert len(files) == 2, wanted
        assert imported(contents, wanted).deck.reference is not None


def test_a_deck_too_large_for_one_document_goes_out_in_several_of_the_same_author() -> None:
    questions = [
        Question(QuestionId(f"{at:020x}"), DeckId("d"), at, f"Why {at}?", "") for at in range(5_001)
    ]
    source = _source(0)
    answers = [_answer(question, source) for question in questions]
    contents = DeckContents(_deck(source), [source], questions, answers)
    assert [file.name for file in exported(contents, ExportFormat.PACK)] == [
        "pack.toml", "anna.md", "anna-2.md",
    ]  # fmt: skip
    plan = imported(contents, ExportFormat.PACK)
    assert [each.id for each in plan.questions] == [each.id for each in questions]
    assert {each.author for each in plan.sources} == {"Anna"}


def _deck_of(pairs: list[tuple[str, str]]) -> DeckContents:
    """Return a deck of questions that one author answers."""
    source = _source(0)
    questions = [
        Question(QuestionId(f"{at:020x}"), DeckId("d"), at, asked, "")
        for at, (asked, _) in enumerate(pairs)
    ]
    answers = [
        replace(_answer(question, source), text=text)
        for question, (_, text) in zip(questions, pairs, strict=True)
    ]
    return DeckContents(_deck(source), [source], questions, answers)


def test_what_is_written_twice_and_in_many_lines_goes_out_in_parts_that_are_read_again() -> None:
    contents = _deck_of([(f"Why {at}?", "One.\n\n- two\n- three") for at in range(2_100)])
    files = exported(contents, ExportFormat.MOODLE)
    assert [file.name for file in files] == ["pack.toml", "anna.xml", "anna-2.xml"]
    plan = imported(contents, ExportFormat.MOODLE)
    assert _questions(plan.questions) == _questions(list(contents.questions))
    assert len(plan.answers) == len(contents.answers)
    assert {each.author for each in plan.sources} == {"Anna"}


_LONG = ("Wort und noch eins. " * 15_000).strip()
_TALL = "\n".join(["zeile"] * 30_000)


@pytest.mark.parametrize("wanted", ExportFormat)
@pytest.mark.parametrize(
    "pairs",
    [[("Why?", _LONG)], [("Why?", _TALL)], [("=A'", "='a'"), ("=B'", "='b'"), ("=C'", "-'c, d'")]],
    ids=["long", "tall", "quoted by apostrophes"],
)
def test_long_and_tall_answers_come_back_and_formulas_that_look_quoted(
    wanted: ExportFormat, pairs: list[tuple[str, str]]
) -> None:
    contents = _deck_of(pairs)
    _check(contents, imported(contents, wanted), wanted)


def test_what_was_changed_in_anki_counts_and_not_what_it_was_before() -> None:
    question = Question(QuestionId("0" * 20), DeckId("d"), 0, "Why *now*?", "")
    sheet = Sheet(_source(0), (Entry(question, ("Because.",)),))
    fields = _fields(_parser(), sheet.entries[0])
    assert _exported(fields, _NoteType(ANKI_FIELDS), Lines(1, 1)) == Card(
        "Why *now*?", "Because.", Lines(1, 1), id="0" * 20
    )
    fields[1] = "<p>It <b>must</b> be.</p>"
    changed = _exported(fields, _NoteType(ANKI_FIELDS), Lines(1, 1))
    assert changed is not None
    assert changed.answer == "It **must** be."


def test_a_note_in_anki_is_the_same_after_another_export() -> None:
    question = Question(QuestionId("0" * 20), DeckId("d"), 0, "Why?", "")
    contents = DeckContents(
        _deck(_source(0)), [_source(0)], [question], [_answer(question, _source(0))]
    )
    later = replace(contents, questions=[replace(question, text="Why then?")])
    guids = [_guids(exported(each, ExportFormat.APKG)[1]) for each in (contents, later)]
    assert guids[0] == guids[1] != []


def _guids(package: Upload) -> list[str]:
    connection = _opened(_database(Zip(package.data)))
    try:
        return [guid for (guid,) in connection.execute("SELECT guid FROM notes")]
    finally:
        connection.close()


def test_a_spreadsheet_runs_nothing_that_somebody_wrote() -> None:
    question = Question(QuestionId("0" * 20), DeckId("d"), 0, "=1+1", "@here")
    sources = [_source(0)]
    answers = [replace(_answer(question, sources[0]), text='=HYPERLINK("https://evil.example")')]
    (_, file) = exported(
        DeckContents(_deck(sources[0]), sources, [question], answers), ExportFormat.CSV
    )
    rows = list(csv.reader(io.StringIO(file.data.decode("utf-8-sig"))))
    assert [cell[:1] for cell in rows[1][1:4]] == ["'", "'", "'"]


def _deck(source: Source) -> Deck:
    return Deck(DeckId("d"), WORKSPACE, "Winds", WHEN, "english", source.id)


def _source(at: int) -> Source:
    return Source(SourceId(f"s{at}"), DeckId("d"), f"{at}.md", "Anna", "", "x", str(at), WHEN, at)


def _answer(question: Question, source: Source) -> Answer:
    return Answer(
        AnswerId(f"{source.id}-{question.id}"),
        question.id,
        source.id,
        "Because.",
        Status.ANSWERED,
        1.0,
        Lines(1, 1),
    )
