"""Decks put right, on both engines: written as a whole, undone, and never over somebody else's."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.audit import Act, Actor
from bot.core.deck_edits import (
    WITHDRAWN,
    ChooseReference,
    DeleteQuestion,
    Edit,
    EditAnswer,
    EditQuestion,
    MarkAnswer,
    Merge,
    MoveAnswer,
    MoveQuestion,
    Retire,
    Split,
    WithdrawAnswer,
    WithdrawQuestion,
    WriteReference,
)
from bot.core.models import Channel, DeckId, Question, QuestionId, ScheduleState, Workspace
from bot.core.schedules import Plan
from bot.errors import (
    AnotherEditIsLast,
    DeckExists,
    EditedMeanwhile,
    MemberError,
    MovedMeanwhile,
    NotFound,
    NothingToUndo,
    QuestionIsOpen,
    QuestionWasAsked,
)
from bot.presentation.audit import edit_words
from bot.services.acting import acting
from bot.services.live import Topic
from bot.services.lookup_indexes import LookupIndexes
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.places import settled
from tests.fakes.statements import counted_statements
from tests.fakes.study_deck import StudyDeck, store_deck
from tests.unit.services.documents import READER, REFERENCE, request, upload

HOUR = timedelta(hours=1)


@pytest.fixture
async def study(services: Services) -> Channel:
    """A channel with its group."""
    return await settled(services, name="study")


@pytest.fixture
async def workspace(services: Services, study: Channel) -> Workspace:
    """Where the channel is."""
    return (await services.workspaces.of_group(study.group))[0]


@pytest.fixture
async def deck(store: Store, clock: Clock, workspace: Workspace) -> StudyDeck:
    """The workspace's deck."""
    return await store_deck(store, workspace.id, clock.now(), "Bread")


async def _stamp(services: Services, workspace: Workspace, deck: DeckId, id_: QuestionId) -> str:
    return (await services.deck_edits.question(workspace.id, deck, id_)).stamp


async def test_an_edit_is_stored_noted_and_undone(
    services: Services, workspace: Workspace, deck: StudyDeck, store: Store
):
    first, edits = deck.questions[0], services.deck_edits
    seen = await _stamp(services, workspace, deck.id, first.id)
    await edits.edit(workspace.id, deck.id, EditQuestion(first.id, "Why rest?", "Dough"), seen)

    changed = (await edits.question(workspace.id, deck.id, first.id)).question
    assert (changed.text, changed.section) == ("Why rest?", "Dough")
    await edits.undo(workspace.id, deck.id)
    assert (await edits.question(workspace.id, deck.id, first.id)).question == first
    with pytest.raises(NothingToUndo):
        await edits.undo(workspace.id, deck.id)


async def test_what_was_before_an_edit_is_kept_for_a_week_and_then_gone(
    services: Services, workspace: Workspace, deck: StudyDeck, clock: Clock
):
    first, edits = deck.questions[0], services.deck_edits
    seen = await _stamp(services, workspace, deck.id, first.id)
    await edits.edit(workspace.id, deck.id, EditQuestion(first.id, "Why rest?", "Dough"), seen)

    clock.advance(timedelta(days=7))
    assert await edits.purge_due() == 0
    clock.advance(timedelta(seconds=1))
    assert await edits.purge_due() == 1
    with pytest.raises(NothingToUndo):
        await edits.undo(workspace.id, deck.id)


async def test_of_two_organisers_the_second_is_told_and_overwrites_nothing(
    services: Services, workspace: Workspace, deck: StudyDeck
):
    first, edits = deck.questions[0], services.deck_edits
    seen = await _stamp(services, workspace, deck.id, first.id)
    wanted = [EditQuestion(first.id, text, "") for text in ("Why one?", "Why two?")]
    outcomes = await asyncio.gather(
        *(edits.edit(workspace.id, deck.id, each, seen) for each in wanted),
        return_exceptions=True,
    )
    assert {type(each) for each in outcomes} == {type(None), EditedMeanwhile}
    text = (await edits.question(workspace.id, deck.id, first.id)).question.text
    assert text == wanted[outcomes.index(None)].text


async def test_two_organisers_edit_two_questions_of_one_deck(
    services: Services, workspace: Workspace, deck: StudyDeck
):
    edits = services.deck_edits
    for question in deck.questions[:2]:
        seen = await _stamp(services, workspace, deck.id, question.id)
        await edits.edit(workspace.id, deck.id, MoveQuestion(question.id, 2), seen)
    texts = [each.text for each in await services.decks.questions(workspace.id, deck.id)]
    assert texts == [deck.questions[2].text, deck.questions[0].text, deck.questions[1].text]


async def test_all_edits_are_undone_one_after_another(
    services: Services, workspace: Workspace, deck: StudyDeck, store: Store
):
    first, second, third = (each.id for each in deck.questions)
    async with store.reading() as tx:
        before = await tx.decks.questions(deck.id), set(await tx.decks.answers(deck.id))
        sources = await tx.decks.sources(deck.id)
    answers = [each.id for each in deck.answers if each.question == first]
    edits = services.deck_edits
    for edit, about in (
        (WriteReference(first, "It relaxes."), first),
        (Split(first, (answers[0],), "And why else?"), first),
        (EditAnswer(answers[1], "Because."), first),
        (MarkAnswer(answers[1], wrong=True), first),
        (WithdrawAnswer(answers[1]), first),
        (Merge(second, third), second),
        (DeleteQuestion(third), third),
        (Retire(first, retired=True), first),
    ):
        seen = await _stamp(services, workspace, deck.id, about)
        await edits.edit(workspace.id, deck.id, edit, seen)
    for _ in range(8):
        await edits.undo(workspace.id, deck.id)
    async with store.reading() as tx:
        assert (await tx.decks.questions(deck.id), set(await tx.decks.answers(deck.id))) == before
        assert await tx.decks.sources(deck.id) == sources


async def test_what_is_looked_up_is_what_stands_there_after_each_edit_though_little_is_read(
    services: Services, workspace: Workspace, deck: StudyDeck, store: Store
):
    first, second, third = (each.id for each in deck.questions)
    answers = [each.id for each in deck.answers if each.question == first]
    others = [each.id for each in deck.answers if each.question == third]
    edits, indexes, bare = services.deck_edits, LookupIndexes(store), QuestionId("bare")
    async with store.writing() as tx:
        await tx.decks.put_questions([Question(bare, deck.id, 3, "What has no answer?")])
    services.live.call(Topic.DECKS, lambda _, about: indexes.forget(workspace.id, about))

    async def check() -> None:
        with counted_statements(store._engine) as seen:
            await indexes.get([workspace.id])
        kept = indexes._kept[workspace.id]
        async with store.reading() as tx:
            there = await tx.decks.texts(workspace.id)
        assert kept.marks == {each[0]: hash(each) for each in there}
        assert {key: kept.index.text(key) for key in kept.marks} == {
            id_: text for id_, text, _ in there
        }
        assert all(" IN (" in each for each in seen.said if "questions.text" in each)

    await indexes.get([workspace.id])
    made: tuple[tuple[Edit, QuestionId], ...] = (
        (EditQuestion(first, "Why leave the zymurgy alone?", ""), first),
        (WriteReference(first, "It relaxes."), first),
        (Split(first, (answers[0],), "And why else?"), first),
        (EditAnswer(answers[1], "Because."), first),
        (MoveAnswer(others[0], second), third),
        (MarkAnswer(answers[1], wrong=True), first),
        (WithdrawAnswer(answers[1]), first),
        (Merge(second, third), second),
        (DeleteQuestion(bare), bare),
        (MoveQuestion(first, 1), first),
        (WithdrawQuestion(third), third),
    )
    for edit, about in made:
        seen = await _stamp(services, workspace, deck.id, about)
        await edits.edit(workspace.id, deck.id, edit, seen)
        await check()
    for _ in made:
        await edits.undo(workspace.id, deck.id)
        await check()


async def test_an_edit_that_makes_another_language_the_usual_one_has_all_looked_up_in_it(
    services: Services, workspace: Workspace, deck: StudyDeck, store: Store, clock: Clock
):
    indexes = LookupIndexes(store)
    services.live.call(Topic.DECKS, lambda _, about: indexes.forget(workspace.id, about))
    other = await store_deck(store, workspace.id, clock.now(), "Brot")
    async with store.writing() as tx:
        await tx.decks.update(other.id, language="german")
        await tx.decks.put_questions([Question(QuestionId("eins"), other.id, 3, "Was ruht?")])
    await indexes.get([workspace.id])
    assert indexes._kept[workspace.id].language == "german"

    for gone in ("eins", other.questions[0].id):
        edit, id_ = DeleteQuestion(QuestionId(gone)), QuestionId(gone)
        seen = await _stamp(services, workspace, other.id, id_)
        await services.deck_edits.edit(workspace.id, other.id, edit, seen)
    await indexes.get([workspace.id])

    assert indexes._kept[workspace.id].language == "english"


async def test_what_is_retired_is_asked_no_more_and_looked_up_all_the_same(
    services: Services, study: Channel, workspace: Workspace, deck: StudyDeck
):
    first = deck.questions[0]
    seen = await _stamp(services, workspace, deck.id, first.id)
    await services.deck_edits.edit(workspace.id, deck.id, Retire(first.id, retired=True), seen)
    opened = await services.rounds.open_next(study.group, deck.id, HOUR)
    assert opened.question == deck.questions[1].id


async def test_an_answer_that_is_wrong_is_in_no_reveal_any_more(
    services: Services, study: Channel, workspace: Workspace, deck: StudyDeck, clock: Clock
):
    opened = await services.rounds.open_next(study.group, deck.id, HOUR)
    await services.rounds.close(study.group, opened.id)
    answer = next(each for each in deck.answers if each.question == opened.question)
    shown = (await services.reveals.reveal(opened.id, None)).answers
    assert answer.text in {each.text for each in (*shown.reference, *shown.earlier)}

    seen = await _stamp(services, workspace, deck.id, opened.question)
    edit = MarkAnswer(answer.id, wrong=True)
    await services.deck_edits.edit(workspace.id, deck.id, edit, seen)
    after = (await services.reveals.reveal(opened.id, None)).answers
    assert answer.text not in {each.text for each in (*after.reference, *after.earlier)}

    seen = await _stamp(services, workspace, deck.id, opened.question)
    with pytest.raises(QuestionWasAsked):
        await services.deck_edits.edit(workspace.id, deck.id, DeleteQuestion(opened.question), seen)
    edit_own = WriteReference(opened.question, "Trust me.")
    await services.deck_edits.edit(workspace.id, deck.id, edit_own, seen)
    own = (await services.reveals.reveal(opened.id, None)).answers.reference
    assert [(each.author, each.text) for each in own] == [("Organisers", "Trust me.")]


async def test_a_deck_is_called_otherwise_and_back_unless_another_one_is(
    *,
    services: Services,
    store: Store,
    clock: Clock,
    study: Channel,
    workspace: Workspace,
    deck: StudyDeck,
):
    other = await store_deck(store, workspace.id, clock.now(), "Other")
    rename = services.deck_edits.rename
    assert (await rename(workspace.id, deck.id, " Loaves ", "Bread")).title == "Loaves"
    for title, seen, error in (
        ("Other", "Loaves", DeckExists),
        ("Buns", "Bread", EditedMeanwhile),
        ("\u200b", "Loaves", MemberError),
    ):
        with pytest.raises(error):
            await rename(workspace.id, deck.id, title, seen)
    await rename(workspace.id, other.id, "Bread", "Other")
    with pytest.raises(DeckExists):
        await services.deck_edits.undo(workspace.id, deck.id)
    await rename(workspace.id, other.id, "Rolls", "Bread")
    await services.deck_edits.undo(workspace.id, deck.id)
    assert (await services.decks.get(study.group, deck.id)).deck.title == "Bread"


async def test_what_changes_nothing_is_no_edit_to_be_undone(
    services: Services, study: Channel, workspace: Workspace, deck: StudyDeck
):
    first = deck.questions[0]
    edits = (
        EditQuestion(first.id, first.text, first.section),
        MoveQuestion(first.id, 0),
        Retire(first.id, retired=False),
    )
    for edit in edits:
        seen = await _stamp(services, workspace, deck.id, first.id)
        await services.deck_edits.edit(workspace.id, deck.id, edit, seen)
        assert await services.deck_edits.last_edit(workspace.id, deck.id, study.group) is None


async def test_a_deck_that_is_edited_is_copied_with_its_references(
    services: Services, study: Channel, workspace: Workspace, deck: StudyDeck
):
    first = deck.questions[0]
    seen = await _stamp(services, workspace, deck.id, first.id)
    await services.deck_edits.edit(
        workspace.id, deck.id, WriteReference(first.id, "It relaxes."), seen
    )
    copied = await services.decks.copy(workspace.id, study.group, deck.id)
    questions: list[Question] = await services.decks.questions(study.group, copied.id)
    shown = await services.deck_edits.question(workspace.id, copied.id, questions[0].id)
    assert shown.reference in {each.id for each in shown.sources}
    assert shown.reference != first.reference


async def test_a_removed_deck_is_asked_nowhere_its_schedule_pauses_and_both_come_back(
    services: Services, study: Channel, workspace: Workspace, deck: StudyDeck
):
    opened = await services.rounds.open_next(study.group, deck.id, HOUR)
    plan = Plan(deck.id, "every day 09:00", "UTC", HOUR)
    schedule = await services.schedules.add(study.group, plan)
    await services.deck_edits.remove(workspace.id, deck.id)

    paused = await services.schedules.get(study.group, schedule.id)
    assert (paused.state, paused.reason) == (ScheduleState.PAUSED, "deck-removed")
    assert deck.id not in await services.decks.titles(study.group)
    with pytest.raises(NotFound):
        await services.rounds.open_next(study.group, deck.id, HOUR)
    closed = await services.rounds.close(study.group, opened.id)
    assert (await services.reveals.reveal(closed.id, None)).question.id == opened.question

    back = await services.deck_edits.restore(workspace.id, deck.id)
    assert back.title == "Bread"
    again = await services.schedules.get(study.group, schedule.id)
    assert again.state is ScheduleState.ACTIVE


async def test_the_title_of_a_removed_deck_is_free_for_an_import(
    services: Services, workspace: Workspace
):
    wanted = request(workspace.id, upload("book.md", REFERENCE), title="Book")
    first = await services.decks.store(await services.decks.plan(wanted))
    await services.deck_edits.remove(workspace.id, first.id)
    second = await services.decks.store(await services.decks.plan(wanted))
    assert second.id != first.id
    back = await services.deck_edits.restore(workspace.id, first.id)
    assert back.title != "Book"


async def test_the_reference_of_a_question_is_the_newer_version_of_its_document(
    services: Services, workspace: Workspace
):
    files = upload("book.md", REFERENCE), upload("reader.md", READER)
    made = await services.decks.store(
        await services.decks.plan(request(workspace.id, *files, title="Book"))
    )
    first = (await services.decks.questions(workspace.id, made.id))[0].id
    shown = await services.deck_edits.question(workspace.id, made.id, first)
    reader = next(each.id for each in shown.sources if each.name == "reader.md")
    edit = ChooseReference(first, reader)
    await services.deck_edits.edit(workspace.id, made.id, edit, shown.stamp)

    newer = upload("reader.md", f"{READER} And it rests.\n")
    await services.decks.store(
        await services.decks.plan(request(workspace.id, newer, title="Book", add=True))
    )
    after = await services.deck_edits.question(workspace.id, made.id, first)
    assert after.reference != reader
    assert after.reference == next(each.id for each in after.sources if each.name == "reader.md")


async def test_a_question_is_opened_or_withdrawn_whoever_comes_second_is_refused(
    services: Services, workspace: Workspace, deck: StudyDeck, study: Channel, store: Store
):
    first = deck.questions[0]
    seen = (
        await services.deck_edits.withdrawal(workspace.id, deck.id, WithdrawQuestion(first.id))
    ).stamp
    edit = services.deck_edits.edit(workspace.id, deck.id, WithdrawQuestion(first.id), seen)
    opening = services.rounds.open_question(study.group, first.id)
    outcomes = await asyncio.gather(edit, opening, return_exceptions=True)

    refused = [type(each) for each in outcomes if isinstance(each, BaseException)]
    assert refused in ([QuestionIsOpen], [NotFound])
    async with store.reading() as tx:
        is_open = await tx.rounds.open_questions(study.group, deck.id)
        there = {each.id for each in await tx.decks.questions(deck.id)}
    assert is_open == ({first.id} if refused == [QuestionIsOpen] else set())
    assert (first.id in there) == bool(is_open)


async def test_who_opens_a_question_waits_for_who_withdraws_it_and_finds_it_gone(
    services: Services, workspace: Workspace, deck: StudyDeck, study: Channel, store: Store
):
    """Two connections, one in the middle of each: no lock was common to both before."""
    first = deck.questions[0]
    # On SQLite the one writer at a time makes anybody wait.
    async with store.writing() as tx:
        await tx.decks.keep_unopened([first.id])
        opening = asyncio.create_task(services.rounds.open_question(study.group, first.id))
        done, _ = await asyncio.wait({opening}, timeout=0.2)
        assert not done
        await tx.decks.put_questions([replace(first, withdrawn=True)])
    with pytest.raises(NotFound):
        await opening


async def test_the_words_of_a_question_that_is_withdrawn_are_in_no_log_any_more(
    services: Services, workspace: Workspace, deck: StudyDeck
):
    first, second, *_ = deck.questions
    with acting(Actor("web")):
        for each in (first, second):
            seen = await _stamp(services, workspace, deck.id, each.id)
            edit = EditQuestion(each.id, f"{each.text} In short?", each.section)
            await services.deck_edits.edit(workspace.id, deck.id, edit, seen)
        seen = await _stamp(services, workspace, deck.id, first.id)
        await services.deck_edits.edit(workspace.id, deck.id, WithdrawQuestion(first.id), seen)

    page = await services.audit.page(10, workspace=workspace.id)
    told = [each.values["question"] for each in page.entries if each.act is Act.DECK_EDITED]
    assert told == [WITHDRAWN, second.text, WITHDRAWN]


async def test_in_a_list_a_question_goes_where_another_stood_unless_they_were_moved_meanwhile(
    services: Services, workspace: Workspace, deck: StudyDeck
):
    first, second, third = (each.id for each in deck.questions)
    edits = services.deck_edits

    async def ids() -> list[QuestionId]:
        return [each.id for each in await services.decks.questions(workspace.id, deck.id)]

    await edits.move(workspace.id, deck.id, MoveQuestion(first, 2), 0, third)
    assert await ids() == [second, third, first]
    for question, to, was, over in (
        (first, 1, 0, second),  # it is not where it was seen
        (second, 2, 0, third),  # another stands where it should go
        (second, 2, 0, QuestionId("gone")),
    ):
        with pytest.raises(MovedMeanwhile):
            await edits.move(workspace.id, deck.id, MoveQuestion(question, to), was, over)
    assert await ids() == [second, third, first]
    await edits.undo(workspace.id, deck.id)
    assert await ids() == [first, second, third]


async def test_what_undo_takes_back_is_told_with_who_made_it_and_is_not_another_ones_edit(
    services: Services, workspace: Workspace, deck: StudyDeck, study: Channel, clock: Clock
):
    edits, (first, second, _) = services.deck_edits, deck.questions
    await services.members.of_platform(study.group, "chat", "9", "Ann")
    with acting(Actor("chat", "9", workspace=workspace.id)):
        await edits.move(workspace.id, deck.id, MoveQuestion(first.id, 1), 0, second.id)
    hers = await edits.last_edit(workspace.id, deck.id, study.group)
    assert hers is not None
    assert hers.at == clock.now()
    assert edit_words(hers.entry, hers.names) == f"Ann moved “{first.text}”"

    clock.advance(HOUR)
    await edits.move(workspace.id, deck.id, MoveQuestion(first.id, 0), 1, second.id)
    nobodys = await edits.last_edit(workspace.id, deck.id, study.group)
    assert nobodys is not None
    assert edit_words(nobodys.entry, nobodys.names) == "the last change"
    with pytest.raises(AnotherEditIsLast):
        await edits.undo(workspace.id, deck.id, hers.id)
    await edits.undo(workspace.id, deck.id, nobodys.id)
    assert await edits.last_edit(workspace.id, deck.id, study.group) == hers
