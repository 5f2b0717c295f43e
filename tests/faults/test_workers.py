"""Several workers on one database, one of them killed in the middle of its work.

The others go on, whatever the machine's clock does meanwhile.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from signal import SIGKILL

import pytest
from sqlalchemy import URL

from bot.services.deliveries import LEASE
from bot.storage.engine import make_engine
from bot.storage.transaction import Store
from bot.workers.outbox_dispatcher import HANDS
from tests.faults.invariants import check_invariants
from tests.faults.outside import Outside
from tests.faults.scenario import CLOSING, MEMBERS, OPENING, PLATFORMS, Scenario, play, prepare
from tests.processes.pool import ProcessPool
from tests.profiles import either
from tests.totals import count

GROUPS = 6
# More than one worker has hands for, so that each leaves some to the other.
AT_NINE = either(HANDS + 1, 5 * HANDS)
MEMBERS_AT_NINE = either(1, MEMBERS)
# Fewer than the least busy of so many workers takes before it has nothing left to do.
_EARLY_STEPS = {2: 100, 4: 40}
# Ahead by less than a lease: a message that is on its way when its lease is over may be sent twice.
JUMPS = (timedelta(hours=-2), timedelta(minutes=-5), LEASE - timedelta(seconds=1))
TRIALS = {2: either(3, 220), 4: either(3, 30)}


@pytest.fixture
def engine_name() -> str:
    """SQLite has one process at a time."""
    return "postgresql"


@pytest.mark.parametrize(
    ("workers", "trial"), [(workers, each) for workers in TRIALS for each in range(TRIALS[workers])]
)
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
    await _play_with_kills(process_pool, database_url, tmp_path, chance, workers, GROUPS, MEMBERS)


@pytest.mark.parametrize("trial", range(either(1, 40)))
async def test_at_nine_o_clock_with_one_of_two_workers_killed_everything_is_there_once(
    *, process_pool: ProcessPool, database_url: URL, tmp_path: Path, seed: int, trial: int
):
    chance = random.Random(seed + trial)  # noqa: S311  # as above
    await _play_with_kills(
        process_pool, database_url, tmp_path, chance, 2, AT_NINE, MEMBERS_AT_NINE
    )


async def _play_with_kills(  # noqa: PLR0917  # what both tests are made of
    process_pool: ProcessPool,
    database_url: URL,
    tmp_path: Path,
    chance: random.Random,
    workers: int,
    groups: int,
    members: int,
) -> None:
    await _prepare(database_url, groups, members)
    outside = Outside(tmp_path)
    scenario = Scenario(str(tmp_path), database_url.render_as_string(hide_password=False))

    for time in (OPENING, CLOSING):
        outside.set_clock(time)
        scenario = replace(scenario, until=time.isoformat())
        await _one_dies(process_pool, scenario, workers, chance)
        outside.put_right(LEASE)
        assert set(await _work(process_pool, scenario, workers - 1)) == {0}, _log(tmp_path)
    assert await _play(process_pool, scenario) == 0, _log(tmp_path)

    check_invariants(outside, groups=groups, members=members, channels=len(PLATFORMS))


async def _prepare(url: URL, groups: int, members: int) -> None:
    store = Store(make_engine(url))
    await prepare(store, groups, members)
    await store.close()


async def _one_dies(
    process_pool: ProcessPool, scenario: Scenario, workers: int, chance: random.Random
) -> None:
    """Let workers share the work; one of them is killed, and the clock jumps before that.

    Where the others were so quick that it had nothing left to do, it ends as they do.
    """
    dies_at = chance.randint(1, _EARLY_STEPS[workers])
    jump = chance.choice(JUMPS)
    doomed = replace(
        scenario,
        dies_at=dies_at,
        jumps_at=chance.randint(1, dies_at),
        jump_s=jump.total_seconds(),
    )
    end, *others = await _work(process_pool, scenario, workers, doomed)
    assert set(others) == {0}, _log(Path(scenario.folder))
    assert end in {-SIGKILL, 0}, _log(Path(scenario.folder))
    count("kills" if end else "workers that had done all before they were to be killed")
    count("jumps of the clock")


async def _work(
    process_pool: ProcessPool, scenario: Scenario, workers: int, first: Scenario | None = None
) -> list[int]:
    """Let workers share the work, the first of them in a way of its own."""
    scenarios = [first or scenario, *[scenario] * (workers - 1)]
    return await asyncio.gather(
        *(
            _play(process_pool, replace(each, turn=turn, workers=workers, records=False))
            for turn, each in enumerate(scenarios)
        )
    )


async def _play(process_pool: ProcessPool, scenario: Scenario) -> int:
    return await process_pool.run(play, scenario, log=Path(scenario.folder) / "log")


def _log(folder: Path) -> str:
    return (folder / "log").read_text()
