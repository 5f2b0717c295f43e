"""One load for all who ask at the same time."""

from __future__ import annotations

import asyncio

import pytest

from bot.services.sharing import Shared


class Loads:
    """Counts loads; each waits until it is let go."""

    def __init__(self) -> None:
        self.begun = 0
        self.go = asyncio.Event()

    async def load(self) -> int:
        self.begun += 1
        number = self.begun
        await self.go.wait()
        return number


async def _settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_those_who_ask_together_share_one_load():
    loads = Loads()
    shared = Shared(loads.load)
    loads.go.set()

    assert await asyncio.gather(*(shared.fresh() for _ in range(100))) == [1] * 100
    assert loads.begun == 1


async def test_who_asks_while_a_load_runs_gets_a_later_one():
    loads = Loads()
    shared = Shared(loads.load)
    early = asyncio.create_task(shared.fresh())
    await _settle()
    late = [asyncio.create_task(shared.fresh()) for _ in range(10)]
    await _settle()
    loads.go.set()

    assert await early == 1
    assert await asyncio.gather(*late) == [2] * 10


async def test_one_who_goes_away_takes_the_value_from_nobody():
    loads = Loads()
    shared = Shared(loads.load)
    gone, stays = asyncio.create_task(shared.fresh()), asyncio.create_task(shared.fresh())
    await _settle()
    gone.cancel()
    loads.go.set()

    assert await stays == 1


async def test_a_load_that_fails_tells_all_who_asked_and_the_next_one_is_tried():
    outcomes = [RuntimeError("broken"), 7]

    async def load() -> int:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    shared = Shared(load)
    with pytest.raises(RuntimeError):
        await shared.fresh()
    assert await shared.fresh() == 7
