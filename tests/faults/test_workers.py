"""Several workers on one database, one of them killed in the middle of its work."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from pathlib import Path
from signal import SIGKILL

import pytest
from sqlalchemy import URL

from bot.services.deliveries import LEASE
from bot.storage.engine import make_engine
from bot.storage.transaction import Store
from tests.faults.invariants import check_invariants
from tests.faults.outside import Outside
from tests.faults.scenario import CLOSING, MEMBERS, OPENING, PLATFORMS, Scenario, play, prepare
from tests.processes.pool import ProcessPool

GROUPS = 6
# Fewer than the least busy of four workers takes before it has nothing left to do.
_EARLY_STEPS = 40


@pytest.fixture
def engine_name() -> str:
    """SQLite has one process at a time."""
    return "postgresql"


@pytest.mark.parametrize("workers", [2, 4])
@pytest.mark.parametrize("trial", range(3))
async def test_with_one_of_several_workers_killed_everything_is_there_once(
    *,
    process_pool: ProcessPool,
    database_url: URL,
    tmp_path: Path,
    seed: int,
    workers: int,
    trial: int,
):
    chance = random.Random(seed + trial)  # noqa: S311  # to be repeated, not to be secret
    await _prepare(database_url)
    outside = Outside(tmp_path)
    scenario = Scenario(str(tmp_path), database_url.render_as_string(hide_password=False))

    for time in (OPENING, CLOSING):
        outside.set_clock(time)
        ends = await _work(process_pool, scenario, workers, dies_at=chance.randint(1, _EARLY_STEPS))
        assert sorted(ends) == [-SIGKILL, *[0] * (workers - 1)], _log(tmp_path)
        outside.advance(LEASE)
        assert set(await _work(process_pool, scenario, workers - 1)) == {0}, _log(tmp_path)
    assert await _play(process_pool, scenario) == 0, _log(tmp_path)

    check_invariants(outside, groups=GROUPS, members=MEMBERS, channels=len(PLATFORMS))


async def _prepare(url: URL) -> None:
    store = Store(make_engine(url))
    await prepare(store, GROUPS)
    await store.close()


async def _work(
    process_pool: ProcessPool, scenario: Scenario, workers: int, dies_at: int | None = None
) -> list[int]:
    """Let workers share the work; the first of them dies."""
    scenarios = [replace(scenario, turn=turn, workers=workers) for turn in range(workers)]
    scenarios[0] = replace(scenarios[0], dies_at=dies_at)
    return await asyncio.gather(*(_play(process_pool, each) for each in scenarios))


async def _play(process_pool: ProcessPool, scenario: Scenario) -> int:
    return await process_pool.run(play, scenario, log=Path(scenario.folder) / "log")


def _log(folder: Path) -> str:
    return (folder / "log").read_text()
