"""A process that is killed anywhere between a round's being due and its reveal loses nothing.

Nor does it when the machine's clock jumps meanwhile, ahead or back.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from signal import SIGKILL

import pytest

from bot.services.deliveries import LEASE
from tests.faults.conftest import Fresh
from tests.faults.invariants import check_invariants
from tests.faults.outside import Outside
from tests.faults.scenario import CLOSING, MEMBERS, OPENING, PLATFORMS, Scenario, play
from tests.processes.pool import ProcessPool
from tests.profiles import either
from tests.totals import count

SINGLE_KILLS = either(14, 100)
DOUBLE_KILLS = either(2, 10)
PARTS = {"sqlite": either(1, 8), "postgresql": either(1, 3)}
JUMPS = (timedelta(hours=-2), timedelta(minutes=-5), timedelta(minutes=10))
_AT_ONCE = 2
_LONGEST_DELAY_S = 0.003  # about what the longest statement or commit takes


@dataclass(frozen=True, slots=True)
class Kill:
    """Where a process dies: at a step, or so many seconds after it; and where the clock jumps."""

    step: int
    delay_s: float = 0.0
    jumps_at: int | None = None
    jump: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Trial:
    """Processes on databases of their own."""

    process_pool: ProcessPool
    fresh: Fresh
    folder: Path
    alone: bool
    ends: list[int] = field(default_factory=list)

    async def steps(self) -> list[str]:
        """Return what the steps are that an undisturbed process takes."""
        outside = await self.run("undisturbed", [])
        steps: list[str] = outside.ends.read()[-1]["steps"]
        return steps

    async def run(self, name: str, kills: Sequence[Kill]) -> Outside:
        """Let each kill end a process and one more reach the end, and check what must hold."""
        folder = self.folder / name
        folder.mkdir()
        outside = Outside(folder)
        outside.set_clock(OPENING)
        async with self.fresh(folder) as url:
            scenario = Scenario(
                str(folder),
                url.render_as_string(hide_password=False),
                alone=self.alone,
                until=CLOSING.isoformat(),
            )
            for kill in kills:
                await self._die(scenario, kill)
                # Alone, the next process knows that nobody holds a lease; beside others it waits.
                if not self.alone:
                    outside.put_right(LEASE)
            end = await self.process_pool.run(play, scenario, log=_log(folder))
            assert end == 0, _log(folder).read_text()
        check_invariants(outside, groups=1, members=MEMBERS, channels=len(PLATFORMS))
        return outside

    async def _die(self, scenario: Scenario, kill: Kill) -> None:
        doomed = replace(
            scenario,
            dies_at=kill.step,
            dies_after_s=kill.delay_s,
            jumps_at=kill.jumps_at,
            jump_s=kill.jump.total_seconds(),
        )
        end = await self.process_pool.run(play, doomed, log=_log(Path(scenario.folder)))
        self.ends.append(end)
        count("kills", int(end == -SIGKILL))
        count("jumps of the clock", int(kill.jumps_at is not None))


@pytest.fixture
def trial(process_pool: ProcessPool, fresh: Fresh, tmp_path: Path, engine_name: str) -> Trial:
    return Trial(process_pool, fresh, tmp_path, alone=engine_name == "sqlite")


@pytest.mark.parametrize(
    ("engine_name", "part"), [(name, part) for name in PARTS for part in range(PARTS[name])]
)
async def test_whatever_step_kills_the_process_everything_is_there_once(
    trial: Trial, seed: int, part: int
):
    chance = random.Random(seed + part)  # noqa: S311  # to be repeated, not to be secret
    steps = await trial.steps()
    singles = [*_singles(chance, steps)]
    kills = [*singles, *_doubles(chance, len(steps))]

    await _few_at_once(trial, kills)

    assert {steps[kill.step - 1] for (kill,) in singles if not kill.delay_s} == set(steps)
    # A few survive: one that was to die shortly after its last step, or whose work was done.
    assert trial.ends.count(-SIGKILL) >= len(singles)
    assert set(trial.ends) <= {-SIGKILL, 0}


def _singles(chance: random.Random, steps: Sequence[str]) -> Iterator[list[Kill]]:
    """Spread them evenly, half of them at a step and half shortly after one, after a jump.

    Chance decides where they begin, and which step is the one of a kind that they leave out.
    """
    apart = len(steps) / SINGLE_KILLS
    begin = chance.uniform(0, apart)
    left_out = set(steps)
    for number in range(SINGLE_KILLS):
        step = int(begin + number * apart)
        if number % 2:
            delay_s = chance.uniform(0, _LONGEST_DELAY_S)
            yield [Kill(step + 1, delay_s, chance.randint(1, step + 1), chance.choice(JUMPS))]
        else:
            left_out.discard(steps[step])
            yield [Kill(step + 1)]
    for kind in sorted(left_out):
        of_this_kind = [number for number, each in enumerate(steps, 1) if each == kind]
        yield [Kill(chance.choice(of_this_kind))]


def _doubles(chance: random.Random, steps: int) -> Iterator[list[Kill]]:
    for _ in range(DOUBLE_KILLS):
        first, second = chance.randint(1, steps), chance.randint(1, steps // 2)
        jumps_at, jump = chance.randint(1, second), chance.choice(JUMPS)
        yield [Kill(first), Kill(second, jumps_at=jumps_at, jump=jump)]


async def _few_at_once(trial: Trial, kills: Sequence[list[Kill]]) -> None:
    turns = asyncio.Semaphore(_AT_ONCE)

    async def one(number: int, kills: list[Kill]) -> None:
        async with turns:
            try:
                await trial.run(str(number), kills)
            except AssertionError as error:
                error.add_note(f"killed at {kills}")
                raise

    async with asyncio.TaskGroup() as group:
        for number, each in enumerate(kills):
            group.create_task(one(number, each))


def _log(folder: Path) -> Path:
    return folder / "log"
