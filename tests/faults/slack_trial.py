"""A study group on Slack, and processes of the bot that are killed while they listen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from signal import SIGKILL
from typing import Any

from bot.services.context import Context
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.e2e_slack.running import on_slack
from tests.fakes.clock import Clock
from tests.fakes.slack import hurried, without_proxies
from tests.faults.slack_listening import Listening, listen
from tests.faults.slack_study import SlackStudy
from tests.processes.pool import Process, ProcessPool
from tests.totals import count

MOMENT = timedelta(seconds=4)  # longer than Slack waits for an acknowledgement


@dataclass
class Trial:
    """One process after the other; `deaths` of them died at a step of what they heard."""

    process_pool: ProcessPool
    study: SlackStudy
    store: Store
    clock: Clock
    url: str
    log: Path
    deaths: int = 0

    @asynccontextmanager
    async def undisturbed(self) -> AsyncIterator[Services]:
        """Have a process here that nobody kills, and let it do what is due."""
        services = Services(Context(self.store, clock=self.clock.now))
        with hurried(), without_proxies():
            async with on_slack(services, self.study.server, self.clock) as running:
                await running.turn()
                yield services
                await running.turn()

    async def die(self, step: int, *acts: Coroutine[Any, Any, object]) -> None:
        """Let people act while a process listens that dies at a step of it.

        One that hears everything first is killed then. Whoever still waits for a word gives up.
        """
        process = await self._start(step)
        acting = [asyncio.create_task(act) for act in acts]
        for task in acting:
            task.add_done_callback(lambda _: self.study.server.changes.tell())
        await asyncio.sleep(0)  # by now each of them has begun
        self.deaths += await self._wait(process, lambda: self._is_quiet(acting))
        process.send(SIGKILL)
        assert await process.ended() == -SIGKILL, self.log.read_text()
        count("kills")
        self.clock.advance(MOMENT)
        self.study.server.time_passed()
        self.study.server.changes.tell()
        for task in acting:
            task.cancel()
        await asyncio.gather(*acting, return_exceptions=True)

    def _is_quiet(self, acting: list[asyncio.Task[object]]) -> bool:
        return not self.study.server.deliveries.pending and all(each.done() for each in acting)

    async def _start(self, dies_at: int) -> Process:
        server = self.study.server
        scenario = Listening(
            self.url,
            server.bot_token,
            server.app_token,
            server.api_url,
            self.clock.now().isoformat(),
            dies_at,
        )
        process = self.process_pool.start_logged(listen, scenario, log=self.log)
        greeted = server.sockets.greeted
        await self._wait(process, lambda: server.sockets.greeted > greeted)
        return process

    async def _wait(self, process: Process, holds: Callable[[], object]) -> bool:
        """Wait until it holds, or the process is dead; say whether it is."""
        ending = asyncio.create_task(process.ended())
        coming = asyncio.create_task(self.study.server.until(holds))
        await asyncio.wait({ending, coming}, return_when=asyncio.FIRST_COMPLETED)
        is_dead = ending.done()
        for task in (ending, coming):
            task.cancel()
        await asyncio.gather(ending, coming, return_exceptions=True)
        return is_dead
