"""Indexes are built once, kept as far as memory goes, and waited for no longer than one likes."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager

import pytest

from bot.core.models import Group, GroupId
from bot.services.lookup_indexes import LookupIndexes
from bot.storage.transaction import Store, Transaction
from tests.fakes.clock import Clock
from tests.fakes.study_deck import StudyDeck, store_deck


class Unreachable:
    """A store whose connections are all taken."""

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        message = "the pool is empty"
        raise TimeoutError(message)

    writing = reading


async def test_an_index_is_built_once(store: Store, room: Group, deck: StudyDeck):
    indexes = LookupIndexes(store)

    first, second = await asyncio.gather(indexes.get(room.id), indexes.get(room.id))

    assert first is second
    assert len(first) == len(deck.questions)


async def test_a_changed_groups_index_is_built_anew(
    store: Store, room: Group, deck: StudyDeck, clock: Clock
):
    indexes = LookupIndexes(store)
    before = await indexes.get(room.id)
    await store_deck(store, room.id, clock.now(), "Bread again")
    assert await indexes.get(room.id) is before

    indexes.forget(room.id)

    assert len(await indexes.get(room.id)) == 2 * len(before)


async def test_the_indexes_asked_for_longest_ago_make_room(store: Store, clock: Clock):
    groups = [await _group(store, clock, name) for name in ("a", "b", "c")]
    size = (await LookupIndexes(store).get(groups[0])).nbytes
    indexes = LookupIndexes(store, most_bytes=2 * size + size // 2)
    a, b, _ = groups
    of_a, of_b = await indexes.get(a), await indexes.get(b)
    assert await indexes.get(a) is of_a

    of_c = await indexes.get(groups[2])

    assert [await indexes.get(group) for group in (a, groups[2])] == [of_a, of_c]
    assert await indexes.get(b) is not of_b


async def test_what_was_forgotten_takes_no_room(store: Store, clock: Clock):
    a, b, c = [await _group(store, clock, name) for name in ("a", "b", "c")]
    size = (await LookupIndexes(store).get(a)).nbytes
    indexes = LookupIndexes(store, most_bytes=2 * size + size // 2)
    await indexes.get(a)
    of_b = await indexes.get(b)

    indexes.forget(a)
    await indexes.get(c)

    assert await indexes.get(b) is of_b


async def test_the_latest_index_is_kept_however_large(store: Store, clock: Clock):
    a = await _group(store, clock, "a")
    indexes = LookupIndexes(store, most_bytes=1)

    assert await indexes.get(a) is await indexes.get(a)


async def test_an_index_that_is_not_there_in_time_is_built_for_the_next(
    store: Store, room: Group, deck: StudyDeck
):
    indexes = LookupIndexes(store)

    assert await indexes.find(room.id, patience=0) is None

    built = await indexes.get(room.id)
    assert await indexes.find(room.id, patience=0) is built


async def test_a_database_that_does_not_answer_in_time_is_no_matter_of_patience(room: Group):
    with pytest.raises(TimeoutError, match="the pool is empty"):
        await LookupIndexes(Unreachable()).find(room.id, patience=60)


async def _group(store: Store, clock: Clock, name: str) -> GroupId:
    group = Group(GroupId(name), name)
    async with store.writing() as tx:
        await tx.groups.add(group)
    await store_deck(store, group.id, clock.now())
    return group.id
