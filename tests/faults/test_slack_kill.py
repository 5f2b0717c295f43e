"""A process that is killed while it talks to Slack: what it said is there once, in the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from signal import SIGKILL

import pytest
from sqlalchemy import URL

from bot.services.context import Context
from bot.services.deliveries import LEASE
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.e2e_slack.running import on_slack
from tests.fakes.clock import Clock
from tests.fakes.slack import FakeSlack, hurried, without_proxies
from tests.faults.slack_scenario import Scenario, play
from tests.faults.slack_study import EDIT, POST, found_study
from tests.faults.study import (
    CLOSING,
    LATER_THAT_DAY,
    OPENING,
    REMINDING,
    TALLY_AFTER,
    Study,
    check_invariants,
)
from tests.processes.pool import ProcessPool
from tests.totals import count

JUMP = timedelta(hours=1)
REPLIES = ["The gluten relaxes.", "It tastes better."]


class Point(Enum):
    """Where a request is when its process is killed."""

    UNSENT = "before it leaves"
    TAKEN = "Slack acted on it and its answer is under way"
    ANSWERED = "the answer is there and nothing is noted yet"


class Trial:
    """A group, and one process after the other."""

    def __init__(
        self,
        process_pool: ProcessPool,
        study: Study,
        scenario: Scenario,
        store: Store,
        clock: Clock,
        *,
        clock_jumps: bool,
    ) -> None:
        self._process_pool = process_pool
        self._study = study
        self._scenario = scenario
        self._store = store
        self._clock = clock
        self._clock_jumps = clock_jumps

    async def turn(self, at: datetime | None = None) -> None:
        """Let a process do what is due, perhaps after one whose clock was set back."""
        scenario = self._at(at)
        if self._clock_jumps:
            early = self._clock.now() - JUMP
            assert await self._run(replace(scenario, now=early.isoformat())) == 0
            count("jumps of the clock", 2)
        assert await self._run(scenario) == 0, self._log.read_text()

    async def strike(
        self, method: str, point: Point, gap: timedelta, at: datetime | None = None
    ) -> None:
        """Let a process die at a request of what is due, and some time pass."""
        scenario = self._at(at)
        if point is Point.TAKEN:
            end = await self._kill(scenario, method)
        else:
            doomed = replace(scenario, dies_at=method, answered=point is Point.ANSWERED)
            end = await self._run(doomed)
        assert end == -SIGKILL, self._log.read_text()
        count("kills")
        self._clock.advance(gap)

    async def _kill(self, scenario: Scenario, method: str) -> int:
        hold = self._study.server.faults.hold(method, after=True)
        process = self._process_pool.start_logged(play, scenario, log=self._log)
        ending = asyncio.create_task(process.ended())
        reaching = asyncio.create_task(hold.reached.wait())
        await asyncio.wait({ending, reaching}, return_when=asyncio.FIRST_COMPLETED)
        assert reaching.done(), self._log.read_text()
        process.send(SIGKILL)
        end = await ending
        self._study.server.faults.clear()
        return end

    async def _run(self, scenario: Scenario) -> int:
        return await self._process_pool.run(play, scenario, log=self._log)

    @asynccontextmanager
    async def people(self) -> AsyncIterator[None]:
        """Have a process to which people can talk."""
        services = Services(Context(self._store, clock=self._clock.now))
        with hurried(), without_proxies():
            async with on_slack(services, self._study.server, self._clock):
                yield

    def _at(self, at: datetime | None) -> Scenario:
        if at is not None:
            self._clock.set(max(at, self._clock.now()))
        return replace(self._scenario, now=self._clock.now().isoformat())

    @property
    def _log(self) -> Path:
        return Path(self._scenario.folder) / "log"


@pytest.fixture
async def study(slack: FakeSlack, store: Store, clock: Clock) -> Study:
    return await found_study(slack, store, clock)


@pytest.fixture
def trial(
    *,
    process_pool: ProcessPool,
    study: Study,
    store: Store,
    clock: Clock,
    database_url: URL,
    engine_name: str,
    tmp_path: Path,
    clock_jumps: bool,
) -> Trial:
    slack = study.server
    scenario = Scenario(
        str(tmp_path),
        database_url.render_as_string(hide_password=False),
        slack.bot_token,
        slack.app_token,
        slack.api_url,
        alone=engine_name == "sqlite",
        now=clock.now().isoformat(),
    )
    return Trial(process_pool, study, scenario, store, clock, clock_jumps=clock_jumps)


@pytest.mark.parametrize(
    ("engine_name", "point", "gap"),
    [
        ("sqlite", Point.UNSENT, LEASE),
        ("sqlite", Point.TAKEN, timedelta(hours=2)),
        ("sqlite", Point.ANSWERED, LEASE),
        ("postgresql", Point.ANSWERED, timedelta(hours=2)),
    ],
)
async def test_killed_at_every_message_of_a_round_each_is_there_once(
    *, trial: Trial, study: Study, store: Store, point: Point, gap: timedelta
):
    await trial.strike(POST, point, gap, OPENING)
    await trial.turn()
    async with trial.people():
        await study.answer(study.ann, REPLIES[0])
        await study.answer(study.cy, REPLIES[1])
        await study.bo.press(study.question, "Remind me")
    await trial.strike(EDIT, point, gap, LATER_THAT_DAY)
    await trial.strike(POST, point, gap, REMINDING)
    await trial.turn()
    await trial.strike(POST, point, gap, CLOSING)
    await trial.strike(EDIT, point, gap)
    await trial.turn()
    async with trial.people():
        await study.rate(study.ann)
    await trial.strike(POST, point, gap, CLOSING + 2 * TALLY_AFTER)
    await trial.turn()

    await check_invariants(study, store, REPLIES)
