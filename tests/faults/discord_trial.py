"""A study group on Discord, and processes of the bot that are killed while they talk to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum

from bot.services.deliveries import LEASE
from tests.fakes.clock import Clock
from tests.fakes.common.faults import Hold
from tests.faults.discord_process import BotProcess
from tests.faults.discord_scenario import Order, Scenario
from tests.faults.study import Study
from tests.processes.pool import ProcessPool
from tests.totals import count

JUMP = timedelta(hours=1)
# Discord returns the first message for a nonce that comes again. Two hours later it does not.
WITHIN_THE_NONCE, AFTER_IT = LEASE, timedelta(hours=2)


class Point(Enum):
    """Where a request is when its process is killed."""

    UNSENT = "before it leaves"
    HELD = "Discord has it and acts on it later"
    TAKEN = "Discord acted on it and its answer is under way"
    ANSWERED = "the answer is there and nothing is noted yet"


class Trial:
    """A group and its processes. The one whose turn it is to die is replaced."""

    def __init__(
        self, process_pool: ProcessPool, study: Study, clock: Clock, *, clock_jumps: bool
    ) -> None:
        self._process_pool = process_pool
        self.study = study
        self._clock = clock
        self._clock_jumps = clock_jumps
        self.processes: list[BotProcess] = []
        self.deaths = 0

    async def start(self, scenario: Scenario) -> None:
        """Start one more process."""
        scenario = replace(scenario, now=self._clock.now().isoformat())
        self.processes.append(await BotProcess.start(self._process_pool, scenario))

    async def turn(self, at: datetime | None = None) -> None:
        """Let what is due happen, perhaps after the clock was set back meanwhile."""
        order = self._order(at)
        early = Order((self._clock.now() - JUMP).isoformat())
        for each in (early, order) if self._clock_jumps else (order,):
            for process in self.processes:
                await process.turn(each)
        count("jumps of the clock", 2 * self._clock_jumps)

    async def strike(
        self, route: str, point: Point, gap: timedelta, at: datetime | None = None
    ) -> None:
        """Let what is due happen, kill a process at a request, and start another one later."""
        order = self._order(at)
        if point in (Point.UNSENT, Point.ANSWERED):
            answered = point is Point.ANSWERED
            await self.processes[0].die(replace(order, dies_at=route, answered=answered))
        else:
            hold = self.study.server.faults.hold(route, after=point is Point.TAKEN)
            await self.processes[0].begin(order)
            await self.kill(hold)
            hold.release()
        await self.replace(gap)

    async def begin(self, at: datetime) -> None:
        """Tell the first process to do what is due, and do not wait for it."""
        await self.processes[0].begin(self._order(at))

    async def kill(self, hold: Hold) -> None:
        """Kill the process whose request is held, while the others go on working."""
        victim, *others = self.processes
        await victim.reaches(hold.reached)
        for process in others:
            await process.turn(self._order())
        await victim.kill()

    async def arm(self, step: int) -> None:
        """Let the first process die at a step of what comes next."""
        await self.processes[0].turn(replace(self._order(), dies_in=step))

    async def perish(self, coming: asyncio.Task[None]) -> None:
        """Wait until it has died, or kill it once that came."""
        self.deaths += await self.processes[0].perish(coming)
        coming.cancel()

    async def replace(self, gap: timedelta) -> None:
        """Start a process, so much later, in the place of the one that died."""
        self._clock.advance(gap)
        await self.start(self.processes.pop(0).scenario)

    @asynccontextmanager
    async def ending(self) -> AsyncIterator[None]:
        """Let every process end as the application does, after the block."""
        yield
        self.study.server.faults.clear()
        for process in self.processes:
            await process.leave()

    def _order(self, at: datetime | None = None) -> Order:
        if at is not None:
            self._clock.set(max(at, self._clock.now()))
        return Order(self._clock.now().isoformat())
