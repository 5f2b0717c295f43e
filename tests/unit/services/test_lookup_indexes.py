"""Indexes are built once, kept as far as memory goes, and waited for no longer than one likes."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import pytest

from bot.core.lookup import LookupIndex, Parts
from bot.core.models import Group, Workspace, WorkspaceId
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.lookup_indexes import LookupIndexes
from bot.storage.transaction import Store, Transaction
from tests.fakes.clock import Clock
from tests.fakes.eventually import eventually
from tests.fakes.statements import counted_statements
from tests.fakes.study_deck import StudyDeck, store_deck


class Unreachable:
    """A store whose connections are all taken."""

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        message = "the pool is empty"
        raise TimeoutError(message)

    writing = reading


async def test_an_index_is_built_once(store: Store, room: Group, deck: StudyDeck):
    indexes = LookupIndexes(store)

    first, second = await asyncio.gather(
        _index(indexes, LOCAL_WORKSPACE), _index(indexes, LOCAL_WORKSPACE)
    )

    assert first is second
    assert len(first) == len(deck.questions)


async def test_a_changed_groups_index_is_built_anew(
    store: Store, room: Group, deck: StudyDeck, clock: Clock
):
    indexes = LookupIndexes(store)
    before = await _index(indexes, LOCAL_WORKSPACE)
    await store_deck(store, room.id, clock.now(), "Bread again")
    assert await _index(indexes, LOCAL_WORKSPACE) is before

    indexes.forget(LOCAL_WORKSPACE)

    assert len(await _index(indexes, LOCAL_WORKSPACE)) == 2 * len(before)


async def test_changes_that_follow_each_other_are_all_read_and_nothing_else(
    store: Store, room: Group, deck: StudyDeck
):
    first, second, third = deck.questions
    indexes = LookupIndexes(store)
    await _index(indexes, LOCAL_WORKSPACE)
    async with store.writing() as tx:
        await tx.decks.put_questions(replace(each, text="Ultramarine?") for each in deck.questions)

    for changed in (first, second):
        indexes.forget(LOCAL_WORKSPACE, frozenset({changed.id}))
    found = await _index(indexes, LOCAL_WORKSPACE)

    assert {hit.key for hit in found.search("ultramarine")} == {first.id, second.id}
    assert found.text(third.id) == third.text


async def test_what_was_changed_and_not_named_is_not_lost_behind_what_is(
    store: Store, room: Group, deck: StudyDeck
):
    first, second, _ = deck.questions
    indexes = LookupIndexes(store)
    await _index(indexes, LOCAL_WORKSPACE)
    async with store.writing() as tx:
        await tx.decks.put_questions(replace(each, text="Ultramarine?") for each in deck.questions)

    indexes.forget(LOCAL_WORKSPACE)
    indexes.forget(LOCAL_WORKSPACE, frozenset({first.id}))

    assert (await _index(indexes, LOCAL_WORKSPACE)).text(second.id) == "Ultramarine?"


async def test_the_indexes_asked_for_longest_ago_make_room(store: Store, clock: Clock):
    groups = [await _workspace(store, clock, name) for name in ("a", "b", "c")]
    size = (await _index(LookupIndexes(store), groups[0])).nbytes
    indexes = LookupIndexes(store, most_bytes=2 * size + size // 2)
    a, b, _ = groups
    of_a, of_b = await _index(indexes, a), await _index(indexes, b)
    assert await _index(indexes, a) is of_a

    of_c = await _index(indexes, groups[2])

    assert [await _index(indexes, group) for group in (a, groups[2])] == [of_a, of_c]
    assert await _index(indexes, b) is not of_b


async def test_what_was_forgotten_takes_no_room(store: Store, clock: Clock):
    a, b, c = [await _workspace(store, clock, name) for name in ("a", "b", "c")]
    size = (await _index(LookupIndexes(store), a)).nbytes
    indexes = LookupIndexes(store, most_bytes=2 * size + size // 2)
    await _index(indexes, a)
    of_b = await _index(indexes, b)

    indexes.forget(a)
    await _index(indexes, c)

    assert await _index(indexes, b) is of_b


async def test_the_latest_index_is_kept_however_large(store: Store, clock: Clock):
    a = await _workspace(store, clock, "a")
    indexes = LookupIndexes(store, most_bytes=1)

    assert await _index(indexes, a) is await _index(indexes, a)


async def test_an_index_that_is_not_there_in_time_is_built_for_the_next(
    store: Store, room: Group, deck: StudyDeck
):
    indexes = LookupIndexes(store)

    assert await _find(indexes, LOCAL_WORKSPACE) is None

    built = await _index(indexes, LOCAL_WORKSPACE)
    assert await _find(indexes, LOCAL_WORKSPACE) is built


async def test_an_index_is_built_to_the_end_for_the_next_when_nobody_waits_any_more(
    store: Store, room: Group, deck: StudyDeck
):
    indexes = LookupIndexes(store)
    with counted_statements(store._engine) as seen:
        only = asyncio.create_task(_index(indexes, LOCAL_WORKSPACE))
        await eventually(seen.have_begun)
        only.cancel()
        await asyncio.gather(only, return_exceptions=True)
        built = await _index(indexes, LOCAL_WORKSPACE)

    assert len(built) == len(deck.questions)
    assert seen.transactions == 1


async def test_a_failure_is_not_kept_and_the_next_to_ask_tries_again(
    store: Store, room: Group, deck: StudyDeck
):
    indexes = LookupIndexes(store)
    indexes._store = Unreachable()
    with pytest.raises(TimeoutError, match="the pool is empty"):
        await _index(indexes, LOCAL_WORKSPACE)
    indexes._store = store

    assert len(await _index(indexes, LOCAL_WORKSPACE)) == len(deck.questions)


async def test_a_database_that_does_not_answer_in_time_is_no_matter_of_patience(room: Group):
    with pytest.raises(TimeoutError, match="the pool is empty"):
        await LookupIndexes(Unreachable()).find([LOCAL_WORKSPACE], patience=60)


class OneShelf:
    """Keeps the parts of one index, whatever it is worth, and notes what was taken up."""

    def __init__(self) -> None:
        self.kept: tuple[WorkspaceId, bytes, Parts] | None = None
        self.taken = 0

    def keep(self, workspace: WorkspaceId, stamp: bytes, parts: Parts) -> None:
        self.kept = (workspace, stamp, parts)

    def take(self, workspace: WorkspaceId, stamp: bytes) -> Parts | None:
        if self.kept is None or self.kept[:2] != (workspace, stamp):
            return None
        self.taken += 1
        return self.kept[2]

    def drop(self, workspace: WorkspaceId) -> None:
        self.kept = None


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> OneShelf:
    monkeypatch.setattr("bot.services.lookup_indexes.WORTH_KEEPING", 0)
    return OneShelf()


async def test_a_restart_takes_up_the_index_that_was_built(
    store: Store, room: Group, deck: StudyDeck, shelf: OneShelf
):
    built = await _index(LookupIndexes(store, shelf=shelf), LOCAL_WORKSPACE)

    taken = await _index(LookupIndexes(store, shelf=shelf), LOCAL_WORKSPACE)

    assert shelf.taken == 1
    query = deck.questions[0].text
    assert taken.search(query) == built.search(query) != []


async def test_nothing_is_left_on_the_shelf_of_decks_that_changed(
    store: Store, room: Group, deck: StudyDeck, shelf: OneShelf
):
    indexes = LookupIndexes(store, shelf=shelf)
    await _index(indexes, LOCAL_WORKSPACE)

    indexes.forget(LOCAL_WORKSPACE)

    assert shelf.kept is None


async def test_changes_that_were_missed_leave_nothing_on_the_shelf_once_they_are_seen(
    store: Store, deck: StudyDeck, clock: Clock, shelf: OneShelf, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.services.lookup_indexes._MANY", 1.0)
    indexes = LookupIndexes(store, shelf=shelf)
    await _index(indexes, LOCAL_WORKSPACE)
    indexes.forget_all()
    await _index(indexes, LOCAL_WORKSPACE)
    assert shelf.kept is not None

    await store_deck(store, LOCAL_WORKSPACE, clock.now(), "Bread again")
    indexes.forget_all()
    found = await _index(indexes, LOCAL_WORKSPACE)

    assert len(found) > len(deck.questions)
    assert shelf.kept is None


async def test_decks_that_change_while_their_index_is_made_leave_nothing_on_the_shelf(
    store: Store, room: Group, deck: StudyDeck, shelf: OneShelf
):
    indexes = LookupIndexes(store, shelf=shelf)
    with counted_statements(store._engine) as seen:
        making = asyncio.create_task(_index(indexes, LOCAL_WORKSPACE))
        await eventually(seen.have_begun)
        indexes.forget(LOCAL_WORKSPACE)
        await making

    assert shelf.kept is None


async def _index(indexes: LookupIndexes, workspace: WorkspaceId) -> LookupIndex:
    """Return the one index of a workspace."""
    (index,) = (await indexes.get([workspace])).indexes
    return index


async def _find(indexes: LookupIndexes, workspace: WorkspaceId) -> LookupIndex | None:
    found = await indexes.find([workspace], patience=0)
    return found.indexes[0] if found else None


async def _workspace(store: Store, clock: Clock, name: str) -> WorkspaceId:
    id_ = WorkspaceId(name)
    async with store.writing() as tx:
        await tx.workspaces.ensure(Workspace(id_, "chat", name, name, clock.now()))
    await store_deck(store, id_, clock.now())
    return id_
