"""What storage promises about events that platforms tell more than once, on every engine."""

from __future__ import annotations

import asyncio

from bot.core.models import InboxEntry
from bot.storage.transaction import Store
from tests.contract.examples import HOUR, NOON, WORKSPACE
from tests.contract.scenarios import purge


def _told(event: str) -> InboxEntry:
    return InboxEntry("chat", event)


async def test_an_event_is_taken_once_by_whoever_comes_first(world: Store):
    async def take() -> bool:
        async with world.writing() as tx:
            return await tx.inbox.take(_told("1"), NOON)

    assert sorted(await asyncio.gather(*(take() for _ in range(5)))) == [False] * 4 + [True]


async def test_platforms_have_their_own_ids(world: Store):
    async with world.writing() as tx:
        assert await tx.inbox.take(_told("1"), NOON)
        assert await tx.inbox.take(InboxEntry("talk", "1"), NOON)
        assert not await tx.inbox.take(_told("1"), NOON + HOUR)


async def test_what_is_forgotten_was_taken_before_the_time(world: Store):
    async with world.writing() as tx:
        for hour in range(4):
            await tx.inbox.take(_told(str(hour)), NOON + hour * HOUR)
        assert await tx.inbox.forget(NOON + 2 * HOUR) == 2

    async with world.writing() as tx:
        taken = [await tx.inbox.take(_told(str(hour)), NOON) for hour in range(4)]
    assert taken == [True, True, False, False]


async def test_events_stay_when_a_group_goes(world: Store):
    async with world.writing() as tx:
        await tx.inbox.take(_told("1"), NOON)
        await purge(tx, WORKSPACE)
        assert not await tx.inbox.take(_told("1"), NOON)


async def test_an_event_has_one_worker_at_a_time(world: Store):
    async def lease() -> bool:
        async with world.writing() as tx:
            return await tx.inbox.lease(_told("1"), NOON, NOON + HOUR)

    assert sorted(await asyncio.gather(*(lease() for _ in range(5)))) == [False] * 4 + [True]
    async with world.writing() as tx:
        assert await tx.inbox.done([_told("1")]) == frozenset()
        assert not await tx.inbox.lease(_told("1"), NOON + HOUR / 2, NOON + 2 * HOUR)
        assert await tx.inbox.lease(_told("1"), NOON + HOUR, NOON + 2 * HOUR)


async def test_what_a_worker_gave_up_is_for_the_next_one_and_what_is_done_for_nobody(world: Store):
    async with world.writing() as tx:
        assert await tx.inbox.lease(_told("1"), NOON, NOON + HOUR)
        await tx.inbox.release(_told("1"))
        assert await tx.inbox.lease(_told("1"), NOON, NOON + HOUR)
        assert await tx.inbox.take(_told("1"), NOON)
        await tx.inbox.release(_told("1"))

        assert not await tx.inbox.lease(_told("1"), NOON + 2 * HOUR, NOON + 3 * HOUR)
        assert await tx.inbox.done([_told("1"), _told("2")]) == {_told("1")}


async def test_of_many_that_are_noted_at_once_those_that_were_done_stay_as_they_are(world: Store):
    async with world.writing() as tx:
        await tx.inbox.take(_told("1"), NOON)
        await tx.inbox.take_all([_told("2"), _told("1")], NOON + 2 * HOUR)
        assert await tx.inbox.done([_told("1"), _told("2")]) == {_told("1"), _told("2")}
        assert await tx.inbox.forget(NOON + HOUR) == 1
