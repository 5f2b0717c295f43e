"""Pictures of decks: stored with them or not at all, seen by who reads the text, gone with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.core.deck_edits import EditAnswer, WithdrawAnswer
from bot.core.import_request import ImportRequest
from bot.core.models import Channel, Deck, Question, Workspace
from bot.core.pictures import PictureFile, in_text, named_in
from bot.core.read_models import Reader
from bot.core.uploads import Upload
from bot.errors import NotFound
from bot.importing.pictures import read_picture
from bot.services.services import Services
from bot.storage import schema
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.members import add_member, made_member, see
from tests.fakes.pictures import drawn
from tests.fakes.places import settled

TEAL, RED, BLUE = (read_picture(drawn(each)) for each in ("teal", "red", "blue"))
NOTES = """# Bread

## What is this ![a loaf](img/teal.png)?

Bread.

## Why is its crumb open?

Steam, as here: ![pores](img/red.png)
"""


def _files(notes: str = NOTES) -> tuple[Upload, ...]:
    pictures = [Upload(f"n/img/{name}.png", drawn(name)) for name in ("teal", "red")]
    return (Upload("n/notes.md", notes.encode()), *pictures)


@pytest.fixture
async def study(services: Services) -> Channel:
    """A channel with its group."""
    return await settled(services, name="study")


@pytest.fixture
async def workspace(services: Services, study: Channel) -> Workspace:
    """Where the channel is."""
    return (await services.workspaces.of_group(study.group))[0]


@pytest.fixture
async def deck(services: Services, workspace: Workspace) -> Deck:
    """A deck with a picture in a question and one in an answer."""
    request = ImportRequest(workspace.id, _files(), title="Bread")
    return await services.decks.store(await services.decks.plan(request))


async def _kept(store: Store) -> set[str]:
    async with store.reading() as tx:
        return set(await tx.connection.scalars(select(schema.pictures.c.id)))


async def _questions(services: Services, study: Channel, deck: Deck) -> list[Question]:
    return await services.decks.questions(study.group, deck.id)


async def _sees(services: Services, picture: PictureFile, reader: Reader, **more: object) -> bool:
    try:
        return await services.pictures.show(picture.id, reader, **more) == picture  # type: ignore[arg-type]
    except NotFound:
        return False


async def test_pictures_are_stored_with_the_deck_and_only_those_that_it_shows(
    *, services: Services, store: Store, study: Channel, workspace: Workspace
):
    unused = Upload("n/img/blue.png", drawn("blue"))
    request = ImportRequest(workspace.id, (*_files(), unused), title="Bread")
    plan = await services.decks.plan(request)
    assert await _kept(store) == set()
    assert [each.file for each in plan.warnings if hasattr(each, "problem")] == ["n/img/blue.png"]

    stored = await services.decks.store(plan)
    assert await _kept(store) == {TEAL.id, RED.id}
    asked = [each.text for each in await _questions(services, study, stored)]
    assert asked[0] == f"What is this {in_text(TEAL, 'a loaf')}?"


async def test_a_picture_is_seen_by_who_may_see_the_text_that_holds_it(
    *,
    services: Services,
    store: Store,
    clock: Clock,
    study: Channel,
    workspace: Workspace,
    deck: Deck,
):
    ann, bo = (made_member(each, study.group, each, clock.now()) for each in ("Ann", "Bo"))
    async with store.writing() as tx:
        await add_member(tx, ann)
        await add_member(tx, bo)
    member, other = see(ann, channels=[study]), see(bo, channels=[study])
    stranger = see(None, channels=["elsewhere"])
    assert not await _sees(services, TEAL, member)  # nobody uses the deck so far
    assert await _sees(services, TEAL, stranger, organises=workspace.id)
    (first, second) = await _questions(services, study, deck)
    hour = timedelta(hours=1)
    await services.rounds.open_question(study.group, first.id, hour)
    assert await _sees(services, TEAL, member)
    assert await _sees(services, RED, member)

    opened = await services.rounds.open_question(study.group, second.id, hour)
    assert not await _sees(services, RED, member)  # the answer is withheld while it is open
    await services.replies.save(opened.id, ann, "Steam?", 0)
    assert await _sees(services, RED, member)
    assert not await _sees(services, RED, other)
    await services.rounds.close(study.group, opened.id)
    assert await _sees(services, RED, other)
    assert not await _sees(services, RED, stranger)
    assert {each.id for each in await services.pictures.shown_in(RED.id)} == {study.id}

    await services.deck_edits.remove(workspace.id, deck.id)
    assert await _sees(services, RED, member)  # as in the reveal, which stays


async def test_a_picture_goes_with_its_text_and_is_back_when_that_is_undone(
    *,
    services: Services,
    store: Store,
    clock: Clock,
    study: Channel,
    workspace: Workspace,
    deck: Deck,
):
    question = (await _questions(services, study, deck))[1].id
    before = await services.deck_edits.question(workspace.id, deck.id, question)
    answer = before.answers[0][0]
    await services.deck_edits.edit(workspace.id, deck.id, WithdrawAnswer(answer.id), before.stamp)
    await services.pictures.purge_unused()
    assert not await _sees(services, RED, see(None, channels=[study]))
    await services.deck_edits.undo(workspace.id, deck.id)
    after = await services.deck_edits.question(workspace.id, deck.id, question)
    assert named_in(after.answers[0][0].text) == {RED.id}
    assert await _kept(store) == {TEAL.id, RED.id}

    await services.deck_edits.edit(workspace.id, deck.id, WithdrawAnswer(answer.id), after.stamp)
    clock.advance(timedelta(days=8))
    await services.deck_edits.purge_due()
    await services.pictures.purge_unused()
    assert await _kept(store) == {TEAL.id}


async def test_a_newer_version_without_a_picture_lets_it_go(
    *, services: Services, store: Store, workspace: Workspace, deck: Deck
):
    newer = (Upload("n/notes.md", NOTES.replace("![pores](img/red.png)", "pores.").encode()),)
    request = ImportRequest(workspace.id, (*newer, _files()[1]), title=deck.title, add=True)
    await services.decks.store(await services.decks.plan(request))
    assert await _kept(store) == {TEAL.id}


async def test_an_edit_keeps_its_decks_pictures_and_shows_nobody_elses(
    *, services: Services, store: Store, study: Channel, workspace: Workspace, deck: Deck
):
    async with store.writing() as tx:
        await tx.pictures.keep([BLUE])  # somebody's, who showed it elsewhere
    question = (await _questions(services, study, deck))[1].id
    shown = await services.deck_edits.question(workspace.id, deck.id, question)
    answer = shown.answers[0][0]
    text = f"{answer.text} {in_text(TEAL, 'a loaf')} {in_text(BLUE, 'a secret')}"
    await services.deck_edits.edit(workspace.id, deck.id, EditAnswer(answer.id, text), shown.stamp)
    edited = await services.deck_edits.question(workspace.id, deck.id, question)
    assert edited.answers[0][0].text == f"{answer.text} {in_text(TEAL, 'a loaf')} [a secret]"


async def test_a_copy_of_a_deck_keeps_its_pictures_when_the_deck_has_them_no_more(
    *, services: Services, store: Store, study: Channel, workspace: Workspace, deck: Deck
):
    copied = await services.decks.copy(workspace.id, study.group, deck.id)
    async with store.reading() as tx:
        assert await tx.pictures.of_deck(copied.id) == {TEAL.id, RED.id}
    newer = (Upload("n/notes.md", NOTES.replace("![", "[").encode()),)
    request = ImportRequest(workspace.id, newer, title=deck.title, add=True)
    await services.decks.store(await services.decks.plan(request))
    async with store.reading() as tx:
        assert RED.id not in await tx.pictures.of_deck(deck.id)
    assert await _kept(store) == {TEAL.id, RED.id}
