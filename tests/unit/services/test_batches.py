"""Writes that arrive together share a commit, and each gets its own outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.services.batches import Batches


class Gate:
    """A writer that holds each batch until it is let through."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.open = asyncio.Event()

    async def write(self, items: Sequence[int]) -> list[int | Exception]:
        self.batches.append(list(items))
        await self.open.wait()
        return [ValueError(item) if item < 0 else item * 10 for item in items]


@pytest.fixture
async def gate() -> Gate:
    return Gate()


async def _queued(batches: Batches[int, int], items: Sequence[int]) -> list[asyncio.Task[int]]:
    tasks = [asyncio.create_task(batches.submit(item)) for item in items]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


async def test_the_first_is_written_at_once_and_what_came_meanwhile_together(gate: Gate):
    batches = Batches(gate.write)
    first = await _queued(batches, [1])
    rest = await _queued(batches, [2, 3, 4])
    assert gate.batches == [[1]]

    gate.open.set()

    assert await asyncio.gather(*first, *rest) == [10, 20, 30, 40]
    assert gate.batches == [[1], [2, 3, 4]]


async def test_one_refusal_is_nobody_elses(gate: Gate):
    batches = Batches(gate.write)
    gate.open.set()
    outcomes = await asyncio.gather(
        *(batches.submit(item) for item in (1, -2, 3)), return_exceptions=True
    )
    assert outcomes[0] == 10
    assert isinstance(outcomes[1], ValueError)
    assert outcomes[2] == 30


async def test_a_batch_that_fails_is_told_to_everybody_in_it_and_the_next_is_written():
    calls = 0

    async def write(items: Sequence[int]) -> list[int | Exception]:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise OSError("disk full")
        return list(items)

    batches: Batches[int, int] = Batches(write)
    with pytest.raises(OSError, match="disk full"):
        await batches.submit(1)
    assert await batches.submit(2) == 2


async def test_one_who_stops_waiting_does_no_harm(gate: Gate):
    batches = Batches(gate.write)
    gone, stays = await _queued(batches, [1, 2])
    gone.cancel()
    gate.open.set()
    assert await stays == 20
    assert sorted(item for batch in gate.batches for item in batch) == [1, 2]


async def test_no_batch_keeps_other_writers_waiting_for_long(gate: Gate):
    batches = Batches(gate.write)
    gate.open.set()
    await asyncio.gather(*(batches.submit(item) for item in range(2_000)))
    assert max(map(len, gate.batches)) <= 512
