"""What storage promises about events that platforms tell more than once, on every engine."""

from __future__ import annotations

import asyncio

from bot.storage.transaction import Store
from tests.contract.examples import HOUR, NOON, WORKSPACE
from tests.contract.scenarios import purge


async def test_an_event_is_taken_once_by_whoever_comes_first(world: Store):
    async def take() -> bool:
        async with world.writing() as tx:
            return await tx.inbox.take("chat", "1", NOON)

    assert sorted(await asyncio.gather(*(take() for _ in range(5)))) == [False] * 4 + [True]


async def test_platforms_have_their_own_ids(world: Store):
    async with world.writing() as tx:
        assert await tx.inbox.take("chat", "1", NOON)
        assert await tx.inbox.take("talk", "1", NOON)
        assert not await tx.inbox.take("chat", "1", NOON + HOUR)


async def test_what_is_forgotten_was_taken_before_the_time(world: Store):
    async with world.writing() as tx:
        for hour in range(4):
            await tx.inbox.take("chat", str(hour), NOON + hour * HOUR)
        assert await tx.inbox.forget(NOON + 2 * HOUR) == 2

    async with world.writing() as tx:
        taken = [await tx.inbox.take("chat", str(hour), NOON) for hour in range(4)]
    assert taken == [True, True, False, False]


async def test_events_stay_when_a_group_goes(world: Store):
    async with world.writing() as tx:
        await tx.inbox.take("chat", "1", NOON)
        await purge(tx, WORKSPACE)
        assert not await tx.inbox.take("chat", "1", NOON)
