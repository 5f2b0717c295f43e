"""Indexes are built once, kept as far as memory goes, and waited for no longer than one likes."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager

import pytest

from bot.core.lookup import LookupIndex
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
