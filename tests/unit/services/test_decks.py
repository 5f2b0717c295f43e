"""Documents become decks as a whole or not at all, and questions keep their ids."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.import_request import ImportRequest
from bot.core.import_warnings import Doubtful, LeftOut, NoReference, Unplaced
from bot.core.models import Deck, DeckId, Group, QuestionId, SourceId
from bot.core.uploads import Upload
from bot.errors import (
    AlreadyImported,
    ChoiceNeeded,
    DeckExists,
    EmptyDocument,
    ImportRefused,
    NoAnchors,
    NoDocuments,
    NoQuestions,
    NotFound,
    SameDocumentTwice,
    UnknownFormat,
    UnknownLanguage,
    UnknownReference,
    UnreadableDocuments,
)
from bot.presentation.errors import words_for
from bot.services.decks import DRAFT_KEPT
from bot.services.live import Topic
from bot.services.services import Services
from bot.services.uploads import Stage
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.members import see
from tests.unit.services.documents import (
    ANSWERS_ONLY,
    FIVE,
    OTHER_TOPIC,
    READER,
    REFERENCE,
    REFERENCE_2,
    request,
    upload,
)

REF, READ = upload("reference.md", REFERENCE), upload("mara.md", READER)


async def _import(services: Services, wanted: ImportRequest) -> Deck:
    return await services.decks.store(await services.decks.plan(wanted))


@pytest.fixture
async def bread(services: Services, room: Group) -> Deck:
    """A deck of a reference and a reader."""
    return await _import(services, request(room.id, REF, READ, title="Bread"))


async def _answers(store: Store, deck: DeckId) -> dict[str, dict[str, str]]:
    """Return each author's answers by the question's text."""
    async with store.reading() as tx:
        authors = {source.id: source.author for source in await tx.decks.sources(deck)}
        texts = {question.id: question.text for question in await tx.decks.questions(deck)}
        found: dict[str, dict[str, str]] = {text: {} for text in texts.values()}
        for answer in await tx.decks.answers(deck):
            found[texts[answer.question]][authors[answer.source]] = answer.text
    return found


async def test_several_documents_make_one_deck_with_everybodys_answers(
    services: Services, store: Store, room: Group, bread: Deck
):
    (summary,) = await services.decks.of_group(room.id)
    assert (summary.deck, summary.questions) == (bread, 3)
    assert [source.author for source in summary.sources] == ["reference", "mara"]
    assert bread.reference == summary.sources[0].id
    rest, steam, _ = (await _answers(store, bread.id)).values()
    assert rest["mara"] == "Resting lets the gluten relax."
    assert steam["reference"] == "Steam keeps the crust soft, and the loaf can still rise."


async def test_a_deck_is_called_as_asked_or_as_its_first_document(services: Services, room: Group):
    named = await services.decks.plan(request(room.id, READ, REF, title="  My   bread "))
    titled = await services.decks.plan(request(room.id, REF, READ))
    by_file = await services.decks.plan(request(room.id, upload("my_notes.md", READER), REF))

    titles = [plan.deck.title for plan in (named, titled, by_file)]
    assert titles == ["My bread", "Baking bread", "my notes"]


async def test_a_plan_stores_nothing(services: Services, room: Group):
    await services.decks.plan(request(room.id, REF, READ))

    assert await services.decks.of_group(room.id) == []


async def test_every_stage_is_told_as_it_begins_with_the_file_that_is_read(
    services: Services, room: Group
):
    told: list[tuple[Stage, str]] = []

    await services.decks.plan(request(room.id, REF, READ), lambda *each: told.append(each))

    read = [(Stage.READING, "reference.md"), (Stage.READING, "mara.md")]
    assert told == [*read, (Stage.ALIGNING, "")]


async def test_pages_and_the_index_hear_of_a_new_deck(services: Services, room: Group):
    await services.lookup.search(see(), "steam", asked=room.id)
    with services.live.listen(Topic.DECKS) as listener:
        await _import(services, request(room.id, REF))

        assert await listener.changes(timeout=0) == {(room.id, Topic.DECKS)}
    assert await services.lookup.search(see(), "steam", asked=room.id)


async def test_a_deck_of_that_name_refuses_another_import(
    services: Services, store: Store, room: Group, bread: Deck
):
    before = await _answers(store, bread.id)

    with pytest.raises(DeckExists) as refusal:
        await services.decks.plan(request(room.id, upload("tea.md", OTHER_TOPIC), title="Bread"))

    assert refusal.value.title == "Bread"
    assert await _answers(store, bread.id) == before


async def test_adding_puts_answers_onto_the_questions_that_are_there(
    services: Services, store: Store, room: Group, bread: Deck
):
    ids = [question.id for question in await services.decks.questions(room.id, bread.id)]

    other = READER.replace("Resting lets", "A rest lets").replace("the crust", "what browns")
    more = upload("nils.md", other)
    await _import(services, request(room.id, more, title="Bread", add=True))

    assert [each.id for each in await services.decks.questions(room.id, bread.id)] == ids
    rest = next(iter((await _answers(store, bread.id)).values()))
    assert set(rest) == {"reference", "mara", "nils"}
    assert (await services.decks.of_group(room.id))[0].deck.reference == bread.reference


async def test_adding_another_topic_puts_its_questions_behind(
    services: Services, room: Group, bread: Deck
):
    before = await services.decks.questions(room.id, bread.id)

    await _import(
        services, request(room.id, upload("tea.md", OTHER_TOPIC), title="Bread", add=True)
    )

    after = await services.decks.questions(room.id, bread.id)
    assert len(after) == 5
    assert [each.id for each in after if each in before] == [each.id for each in before]
    assert [each.position for each in after] == list(range(5))


async def test_answers_only_find_their_questions_in_the_deck(
    services: Services, store: Store, room: Group
):
    deck = await _import(services, request(room.id, upload("five.md", FIVE), title="Bread"))

    oda = upload("oda.txt", ANSWERS_ONLY)
    await _import(services, request(room.id, oda, title="Bread", add=True))

    starts = [texts["oda"][:10] for texts in (await _answers(store, deck.id)).values()]
    assert starts == ["The gluten", "The steam ", "It is read", "A flour wi", "Because sa"]


async def test_adding_to_a_deck_that_is_not_there_makes_it(services: Services, room: Group):
    await _import(services, request(room.id, REF, title="Bread", add=True))

    assert [each.deck.title for each in await services.decks.of_group(room.id)] == ["Bread"]


async def test_a_newer_version_replaces_the_old_one_and_questions_keep_their_ids(
    services: Services, store: Store, room: Group, bread: Deck
):
    old = {each.text: each.id for each in await services.decks.questions(room.id, bread.id)}

    newer = upload("workspace/ann/reference.md", REFERENCE_2)
    changed = await _import(services, request(room.id, newer, title="Bread", add=True))

    new = {each.text: each.id for each in await services.decks.questions(room.id, bread.id)}
    assert len(new) == 4
    assert new.items() >= old.items()
    (summary,) = await services.decks.of_group(room.id)
    assert sorted(source.author for source in summary.sources) == ["mara", "reference"]
    assert changed.reference in {source.id for source in summary.sources}
    assert changed.reference != bread.reference
    answers = await _answers(store, bread.id)
    assert "eight hours" in answers["When is a sourdough starter ready to use?"]["reference"]


async def test_a_question_that_no_document_has_any_more_stays_retired(
    services: Services, room: Group
):
    whole = upload("tea.md", "1. What is tea?\n\nLeaves.\n\n2. What is chai?\n\nSpiced tea.\n")
    deck = await _import(services, request(room.id, whole, title="Tea"))
    shorter = upload("tea.md", "1. What is tea?\n\nLeaves in water.\n")
    await _import(services, request(room.id, shorter, title="Tea", add=True))

    questions = await services.decks.questions(room.id, deck.id)
    assert [(each.text, each.retired) for each in questions] == [
        ("What is tea?", False),
        ("What is chai?", True),
    ]


async def test_the_same_document_twice_in_one_import_is_imported_once(
    services: Services, room: Group
):
    plan = await services.decks.plan(request(room.id, REF, replace(REF, name="copy.md")))

    assert [source.name for source in plan.sources] == ["reference.md"]
    assert LeftOut("copy.md", SameDocumentTwice("reference.md", "copy.md")) in plan.warnings


async def test_the_same_document_again_is_refused(services: Services, room: Group, bread: Deck):
    with pytest.raises(AlreadyImported) as refusal:
        await services.decks.plan(
            request(room.id, replace(READ, name="again.md"), title="Bread", add=True)
        )

    assert (refusal.value.name, refusal.value.earlier) == ("again.md", "mara.md")


async def test_answers_without_any_question_are_refused(services: Services, room: Group):
    with pytest.raises(NoAnchors) as refusal:
        await services.decks.plan(request(room.id, upload("oda.txt", ANSWERS_ONLY)))

    assert refusal.value.names == ("oda.txt",)


async def test_a_reference_that_is_none_of_the_documents_is_refused(
    services: Services, room: Group
):
    with pytest.raises(UnknownReference):
        await services.decks.plan(request(room.id, REF, READ, reference="nobody.md"))


async def test_the_reference_is_the_document_named(services: Services, room: Group):
    plan = await services.decks.plan(request(room.id, REF, READ, reference="mara.md"))

    assert plan.deck.reference == plan.sources[1].id
    assert NoReference("When is a sourdough starter ready to use?") in plan.warnings


async def test_what_can_be_read_is_imported_and_each_other_file_told(
    services: Services, room: Group
):
    files = (upload("empty.md", "  \n"), REF, Upload("again.md", REF.data))

    plan = await services.decks.plan(request(room.id, *files))

    assert [source.name for source in plan.sources] == [REF.name]
    told = [warning for warning in plan.warnings if isinstance(warning, LeftOut)]
    assert [(each.file, type(each.problem)) for each in told] == [
        ("empty.md", EmptyDocument),
        ("again.md", SameDocumentTwice),
    ]


async def test_an_unchanged_file_among_new_ones_is_passed_over(services: Services, room: Group):
    await services.decks.store(await services.decks.plan(request(room.id, REF, title="Bread")))

    plan = await services.decks.plan(request(room.id, REF, READ, title="Bread", add=True))

    assert [source.name for source in plan.sources] == [READ.name]
    assert [each.file for each in plan.warnings if isinstance(each, LeftOut)] == [REF.name]


async def test_the_reference_must_be_readable(services: Services, room: Group):
    with pytest.raises(UnreadableDocuments):
        await services.decks.plan(request(room.id, upload("a.md", " "), REF, reference="a.md"))


async def test_an_archive_is_taken_apart(services: Services, room: Group):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("notes/b.md", READ.data)
        archive.writestr("a.md", REF.data)
        archive.writestr("picture.png", b"\x89PNG")
        archive.writestr("__MACOSX/._a.md", b"x")

    plan = await services.decks.plan(request(room.id, Upload("all.zip", held.getvalue())))

    assert [source.name for source in plan.sources] == ["a.md", "b.md"]
    assert not [warning for warning in plan.warnings if isinstance(warning, LeftOut)]


async def test_what_leads_out_of_an_archive_is_left_out_and_told(services: Services, room: Group):
    names = ["../evil.md", "/abs.md", "C:\\x.md", "a/../../b.md"]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in ("a.md", *names):
            archive.writestr(name, REF.data)
        archive.writestr("../picture.png", b"")

    plan = await services.decks.plan(request(room.id, Upload("all.zip", held.getvalue())))

    assert [source.name for source in plan.sources] == ["a.md"]
    left = [warning for warning in plan.warnings if isinstance(warning, LeftOut)]
    assert {each.file for each in left} == {f"all.zip/{name}" for name in names}
    assert all("leads out of the archive" in words_for(each.problem) for each in left)


async def test_a_format_is_read_as_it_is_named(services: Services, room: Group):
    text = upload("a.md", "rye::a grain\nsalt::a mineral\n1. Why bake?\n\nTaste.\n")
    asked = request(room.id, text)

    plan = await services.decks.plan(replace(asked, format="Numbered"))
    assert [question.text for question in plan.questions] == ["Why bake?"]
    plan = await services.decks.plan(replace(asked, format="obsidian"))
    assert [question.text for question in plan.questions] == ["rye", "salt"]
    with pytest.raises(UnknownFormat, match="parchment"):
        await services.decks.plan(replace(asked, format="parchment"))


async def test_every_unreadable_file_is_told_at_once(services: Services, room: Group):
    files = (
        upload("empty.md", "  \n"),
        Upload("program", b"\x7fELF\x00\x01"),
        Upload("", b""),
    )

    with pytest.raises(UnreadableDocuments) as refusal:
        await services.decks.plan(request(room.id, *files))

    assert [problem.name for problem in refusal.value.problems] == ["empty.md", "program", ""]  # type: ignore[attr-defined]  # DocumentErrors


async def test_two_empty_files_are_empty_rather_than_alike(services: Services, room: Group):
    with pytest.raises(UnreadableDocuments) as refusal:
        await services.decks.plan(request(room.id, Upload("a.md", b""), Upload("b.md", b"")))

    assert [type(problem) for problem in refusal.value.problems] == [EmptyDocument] * 2


async def test_no_file_at_all_is_refused(services: Services, room: Group):
    for title in (None, "Bread"):
        with pytest.raises(NoDocuments):
            await services.decks.plan(request(room.id, title=title))


async def test_storing_is_all_or_nothing(services: Services, database: Path, room: Group):
    plan = await services.decks.plan(request(room.id, REF, READ, title="Bread"))
    # The last answer breaks a rule of the database, when all the rest is in already.
    last = replace(plan.answers[-1], question=QuestionId("nobody's"))
    broken = replace(plan, answers=(*plan.answers[:-1], last))

    with pytest.raises(Exception, match="FOREIGN KEY"):
        await services.decks.store(broken)

    with closing(sqlite3.connect(database)) as connection:
        for table in ("decks", "sources", "questions", "answers"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608  # our own names
    await services.decks.store(plan)


async def test_a_replacement_that_fails_leaves_the_old_version(
    services: Services, store: Store, room: Group, bread: Deck
):
    before = await _answers(store, bread.id)
    plan = await services.decks.plan(
        request(room.id, upload("reference.md", REFERENCE_2), title="Bread", add=True)
    )
    broken = replace(plan, answers=(replace(plan.answers[0], question=QuestionId("nobody's")),))

    with pytest.raises(Exception, match="FOREIGN KEY"):
        await services.decks.store(broken)

    assert await _answers(store, bread.id) == before


async def test_a_new_deck_is_refused_when_somebody_made_one_of_that_name_meanwhile(
    services: Services, store: Store, room: Group
):
    plan = await services.decks.plan(request(room.id, REF, title="Bread"))
    theirs = await _import(services, request(room.id, upload("t.md", OTHER_TOPIC), title="Bread"))
    before = await _answers(store, theirs.id)

    with pytest.raises(DeckExists):
        await services.decks.store(plan)

    assert await _answers(store, theirs.id) == before


async def test_a_plan_stored_twice_is_stored_once(services: Services, room: Group, bread: Deck):
    plan = await services.decks.plan(
        request(room.id, upload("tea.md", OTHER_TOPIC), title="Bread", add=True)
    )
    await services.decks.store(plan)

    with pytest.raises(ImportRefused):
        await services.decks.store(plan)


async def test_adding_is_refused_when_somebody_added_meanwhile(
    services: Services, room: Group, bread: Deck
):
    tea = request(room.id, upload("tea.md", OTHER_TOPIC), title="Bread", add=True)
    newer = request(room.id, upload("reference.md", REFERENCE_2), title="Bread", add=True)
    plan = await services.decks.plan(tea)
    await _import(services, newer)

    with pytest.raises(ImportRefused):
        await services.decks.store(plan)

    await _import(services, tea)
    positions = [each.position for each in await services.decks.questions(room.id, bread.id)]
    assert positions == list(range(6))


async def test_a_reference_chosen_meanwhile_is_not_undone_by_adding(
    services: Services, room: Group, bread: Deck
):
    (summary,) = await services.decks.of_group(room.id)
    plan = await services.decks.plan(
        request(room.id, upload("tea.md", OTHER_TOPIC), title="Bread", add=True)
    )
    await services.decks.choose_reference(room.id, bread.id, summary.sources[1].id)

    with pytest.raises(ImportRefused):
        await services.decks.store(plan)

    (summary,) = await services.decks.of_group(room.id)
    assert summary.deck.reference == summary.sources[1].id


async def test_an_admin_chooses_another_reference(services: Services, room: Group, bread: Deck):
    (summary,) = await services.decks.of_group(room.id)

    changed = await services.decks.choose_reference(room.id, bread.id, summary.sources[1].id)

    assert changed.reference == summary.sources[1].id
    assert (await services.decks.of_group(room.id))[0].deck == changed


async def test_a_source_of_another_deck_is_no_reference(
    services: Services, room: Group, bread: Deck
):
    tea = await _import(services, request(room.id, upload("tea.md", OTHER_TOPIC), title="Tea"))
    assert tea.reference is not None

    for source in (tea.reference, SourceId("nobody")):
        with pytest.raises(NotFound):
            await services.decks.choose_reference(room.id, bread.id, source)


async def test_another_groups_deck_is_not_found(services: Services, other_room: Group, bread: Deck):
    assert bread.reference is not None
    with pytest.raises(NotFound):
        await services.decks.choose_reference(other_room.id, bread.id, bread.reference)
    with pytest.raises(NotFound):
        await services.decks.questions(other_room.id, bread.id)
    assert await services.decks.of_group(other_room.id) == []


async def test_two_groups_may_have_the_same_deck(
    services: Services, room: Group, other_room: Group, bread: Deck
):
    theirs = await _import(services, request(other_room.id, REF, READ, title="Bread"))

    ours = await services.decks.questions(room.id, bread.id)
    others = await services.decks.questions(other_room.id, theirs.id)
    assert [each.text for each in ours] == [each.text for each in others]
    assert not {each.id for each in ours} & {each.id for each in others}


async def test_the_same_documents_make_the_same_ids(services: Services, room: Group):
    first = await services.decks.plan(request(room.id, REF, READ))
    second = await services.decks.plan(request(room.id, REF, READ))

    assert first == second


async def test_a_guess_is_pointed_out(services: Services, room: Group):
    sayings = (
        "Green tea is best when it is drunk before noon.",
        "My aunt always waters the ferns on Sundays.",
        "A ladder should never lean on a drainpipe.",
        "The ferry leaves from the second pier in winter.",
        "Nobody has repaired the clock in the hall yet.",
    )
    strange = "".join(f"{number}. {each}\n\n" for number, each in enumerate(sayings, start=1))

    plan = await services.decks.plan(
        request(room.id, upload("five.md", FIVE), upload("aunt.txt", strange))
    )

    pointed_out = [each for each in plan.warnings if isinstance(each, Doubtful | Unplaced)]
    assert [(each.file, each.item) for each in pointed_out] == [("aunt.txt", at) for at in range(5)]


async def test_a_document_that_asks_the_same_words_twice_gets_two_ids(
    services: Services, room: Group
):
    twice = REFERENCE + "\n## 4. When is a sourdough starter ready to use?\n\nAsk it.\n"

    plan = await services.decks.plan(request(room.id, upload("twice.md", twice)))

    assert len({question.id for question in plan.questions}) == len(plan.questions)


async def test_uploads_wait_a_day_for_a_yes(services: Services, clock: Clock, room: Group):
    draft = await services.decks.draft(room.id, (REF, READ))
    assert await services.decks.drafted(room.id, draft.id) == draft

    clock.advance(DRAFT_KEPT + timedelta(seconds=1))
    await services.decks.draft(room.id, ())

    with pytest.raises(NotFound):
        await services.decks.drafted(room.id, draft.id)


async def test_discarded_uploads_are_gone(services: Services, room: Group):
    draft = await services.decks.draft(room.id, (REF,))

    await services.decks.discard(room.id, draft.id)

    with pytest.raises(NotFound):
        await services.decks.drafted(room.id, draft.id)


async def test_another_group_sees_no_draft(services: Services, room: Group, other_room: Group):
    draft = await services.decks.draft(room.id, (REF,))

    with pytest.raises(NotFound):
        await services.decks.drafted(other_room.id, draft.id)


async def test_prose_without_questions_is_told(services: Services, room: Group):
    with pytest.raises(UnreadableDocuments) as refusal:
        await services.decks.plan(request(room.id, upload("story.md", "Once upon a time.\n")))

    assert isinstance(refusal.value.problems[0], NoQuestions)


async def test_the_deck_that_is_meant_is_the_only_one_else_the_one_asked_last(
    services: Services, room: Group, bread: Deck, clock: Clock
):
    alone = await services.decks.usual(room.id)
    tea = await _import(services, request(room.id, upload("tea.md", OTHER_TOPIC), title="Tea"))
    with pytest.raises(ChoiceNeeded) as refused:
        await services.decks.usual(room.id)
    await services.rounds.open_next(room.id, tea.id)
    first = await services.decks.usual(room.id)
    clock.advance(timedelta(minutes=1))
    asked = await services.rounds.open_next(room.id, bread.id)
    await services.rounds.close(room.id, asked.id)
    then = await services.decks.usual(room.id)
    clock.advance(timedelta(minutes=1))
    await services.rounds.open_next(room.id, tea.id)
    last = await services.decks.usual(room.id)

    assert (alone.id, first.id, then.id) == (bread.id, tea.id, bread.id)
    assert last.id == tea.id
    assert refused.value == ChoiceNeeded("deck", ("Bread", "Tea"), (bread.id, tea.id))


async def test_without_a_deck_none_is_meant(services: Services, room: Group):
    with pytest.raises(ChoiceNeeded) as refused:
        await services.decks.usual(room.id)

    assert refused.value.among == ()


async def test_a_decks_language_is_changed_and_looking_up_follows(
    services: Services, room: Group, bread: Deck
):
    with services.live.listen(Topic.DECKS) as listener:
        changed = await services.decks.set_language(room.id, bread.id, " German ")
        heard = await listener.changes()

    assert changed.language == "german"
    assert (await services.decks.get(room.id, bread.id)).deck == changed
    assert heard == {(room.id, Topic.DECKS)}


async def test_a_language_that_nobody_stems_is_refused(
    services: Services, room: Group, bread: Deck
):
    with pytest.raises(UnknownLanguage):
        await services.decks.set_language(room.id, bread.id, "klingon")

    assert (await services.decks.get(room.id, bread.id)).deck.language == "english"


async def test_answers_are_counted_by_the_documents_that_really_give_them(
    services: Services, room: Group, bread: Deck
):
    listed = await services.deck_reading.listed(room.id, bread.id, 2)
    questions = await services.decks.questions(room.id, bread.id)

    assert (listed.page.questions, listed.page.found) == (questions[:2], 3)
    assert listed.answers == {question.id: 2 for question in questions[:2]}


async def test_another_groups_deck_is_not_there(services: Services, other_room: Group, bread: Deck):
    for asked in (
        services.decks.get(other_room.id, bread.id),
        services.deck_reading.listed(other_room.id, bread.id, 2),
        services.decks.set_language(other_room.id, bread.id, "german"),
    ):
        with pytest.raises(NotFound):
            await asked
