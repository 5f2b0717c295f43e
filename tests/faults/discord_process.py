"""The test's end of the line to one process of the bot on Discord."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, replace
from pathlib import Path
from signal import SIGKILL

from tests.faults.discord_scenario import HOST, Order, Scenario, play
from tests.processes.pool import Process, ProcessPool
from tests.totals import count

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class BotProcess:
    """One process, from `start` to the one of `die`, `kill` and `leave` that ends it."""

    def __init__(
        self, scenario: Scenario, process: Process, end: asyncio.Task[int], line: Line
    ) -> None:
        self.scenario = scenario
        self._process = process
        self._end = end
        self._answers, self._orders = line

    @classmethod
    async def start(cls, process_pool: ProcessPool, scenario: Scenario) -> BotProcess:
        """Start it and wait until it is ready on Discord."""
        called: asyncio.Queue[Line] = asyncio.Queue()
        server = await asyncio.start_server(lambda *line: called.put_nowait(line), HOST, 0)
        scenario = replace(scenario, port=server.sockets[0].getsockname()[1])
        process = process_pool.start_logged(play, scenario, log=_log(scenario))
        end = asyncio.create_task(process.ended())
        calling = asyncio.create_task(called.get())
        await asyncio.wait({end, calling}, return_when=asyncio.FIRST_COMPLETED)
        server.close()
        assert calling.done(), _log(scenario).read_text()
        return cls(scenario, process, end, calling.result())

    async def turn(self, order: Order) -> None:
        """Let it do what is due."""
        await self.begin(order)
        assert await self._answers.readline() == b"done\n", _log(self.scenario).read_text()

    async def begin(self, order: Order) -> None:
        """Tell it to do what is due, and do not wait for it."""
        self._orders.write(json.dumps(asdict(order)).encode() + b"\n")
        await self._orders.drain()

    async def die(self, order: Order) -> None:
        """Let it do what is due until it dies of it."""
        await self.begin(order)
        await self._killed()

    async def reaches(self, point: asyncio.Event) -> None:
        """Wait until it has come so far."""
        coming = asyncio.create_task(point.wait())
        await asyncio.wait({self._end, coming}, return_when=asyncio.FIRST_COMPLETED)
        assert coming.done(), _log(self.scenario).read_text()

    async def perish(self, coming: asyncio.Task[object]) -> bool:
        """Wait until it has died or that came, and kill it then; say whether it died by itself."""
        await asyncio.wait({self._end, coming}, return_when=asyncio.FIRST_COMPLETED)
        died = self._end.done()
        self._process.send(SIGKILL)
        await self._killed()
        return died

    async def kill(self) -> None:
        """Kill it, whatever it is doing."""
        assert not self._end.done(), _log(self.scenario).read_text()
        self._process.send(SIGKILL)
        await self._killed()

    async def leave(self) -> None:
        """Let it end as the application does."""
        self._orders.close()
        assert await self._end == 0, _log(self.scenario).read_text()

    async def _killed(self) -> None:
        assert await self._end == -SIGKILL, _log(self.scenario).read_text()
        count("kills")
        self._orders.close()


def _log(scenario: Scenario) -> Path:
    return Path(scenario.folder) / "log"
