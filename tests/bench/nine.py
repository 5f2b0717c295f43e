"""Nine o'clock: the questions of many groups are due at once, on PostgreSQL, and are to be posted.

    python -m tests.bench.nine 1000 2                 # groups, workers
    python -m tests.bench.nine 1000 1 --profile FILE  # for pstats, of the first worker
    python -m tests.bench.nine 1000 2 --limit 50      # a second: more of them are refused

Each worker is a process with a scheduler, a dispatcher, a message updater and the notices of the
others; the platform is in memory and answers as late as a real one.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import multiprocessing
import os
import resource
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from functools import partial
from multiprocessing.context import SpawnProcess
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from typing import Any

from rich.console import Console
from sqlalchemy import URL, Connection, event

from bot.core.deliveries import DeliveryKind, Rates
from bot.core.view import Address, Message
from bot.database import relaying
from bot.logs import configure_logs
from bot.presentation.deliveries import present
from bot.services.context import Context
from bot.services.services import Services
from bot.storage.engine import Engine, make_engine
from bot.storage.transaction import Store
from bot.workers.message_updater import MessageUpdater
from bot.workers.outbox_dispatcher import OutboxDispatcher
from bot.workers.scheduler import Scheduler
from bot.workers.supervisor import Supervisor
from tests.bench.crowd import PLATFORM, add_groups
from tests.fakes.memory_platform import MemoryPlatform, MemoryServer
from tests.fakes.postgres import PostgresServer, running_postgres

_SMALL, _LARGE = 1_000, 10_000
_RUNS = 3
_ANSWER_S = 0.1  # what Discord takes for a message, roughly
_BETWEEN_LOOKS_S = 0.1
_LONGEST_S = 5_400.0
_EDIT_PACE = 5.0


@dataclass(frozen=True, slots=True)
class Figures:
    """What one worker did: posts, refusals, look-ups of its own posts, and what it took for that.

    `held` is how many posts were under way at once at the most, `memory` the largest size in MB.
    """

    posts: int
    finds: int
    held: int
    transactions: int
    connections: int
    cpu_s: float
    memory: float
    times: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Nine:
    """How all of it went; `database_s` is what the server took of the processors."""

    groups: int
    seconds: float
    database_s: float
    workers: tuple[Figures, ...]

    @property
    def rate(self) -> float:
        """Questions opened and posted a second."""
        return self.groups / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of a processor that the workers took for each."""
        return 1_000 * sum(each.cpu_s for each in self.workers) / self.groups

    @property
    def database_ms(self) -> float:
        """Milliseconds of a processor that the database took for each."""
        return 1_000 * self.database_s / self.groups

    def refused(self, limit: int) -> int:
        """How many of the posts were one too many within a second."""
        times = sorted(at for each in self.workers for at in each.times)
        return sum(late - early < 1.0 for early, late in zip(times, times[limit:], strict=False))

    @property
    def memory(self) -> float:
        """The largest worker's MB."""
        return max(each.memory for each in self.workers)


class BenchPlatform(MemoryPlatform):
    """Answers after a while, and counts."""

    def __init__(self, rates: Rates) -> None:
        super().__init__(MemoryServer(deduplicates=False, rates=rates, edit_pace=_EDIT_PACE))
        self.times = list[float]()
        self.posts = self.finds = self.held = self._under_way = 0

    async def post(self, address: Address, message: Message) -> str:
        self._under_way += 1
        self.times.append(time.time())
        self.held = max(self.held, self._under_way)
        try:
            await asyncio.sleep(_ANSWER_S)
        finally:
            self._under_way -= 1
        self.posts += 1
        return f"{address.channel.address}/{self.posts}"

    async def find(self, address: Address) -> str | None:
        self.finds += 1
        return None


def bench_nine() -> list[dict[str, Any]]:
    """Return two workers beside one, and many groups beside few."""
    with running_postgres() as server:
        ones = [nine(server, _SMALL, 1) for _ in range(_RUNS)]
        twos = [nine(server, _SMALL, 2) for _ in range(_RUNS)]
        many = nine(server, _LARGE, 1)
    one, two = (statistics.median(each.rate for each in runs) for runs in (ones, twos))
    memory = statistics.median(each.memory for each in ones)
    name, posted = "nine o'clock", "opened and posted"
    sizes = f"{_LARGE:,} groups beside {_SMALL:,}"
    return [
        _row(f"{name}, {posted}: two workers beside one", two, one, "1/s", _SMALL),
        _row(f"{name}, {posted}: {sizes}", many.rate, one, "1/s", _LARGE),
        _row(f"{name}, a worker's memory: {sizes}", many.memory, memory, "MB", _LARGE),
    ]


def _row(name: str, ours: float, baseline: float, unit: str, size: int) -> dict[str, Any]:
    ratio = baseline / ours if unit == "MB" else ours / baseline
    figures = {"ours": ours, "baseline": baseline, "unit": unit, "ratio": ratio, "size": size}
    return {"name": name, **figures}


def nine(
    server: PostgresServer,
    groups: int,
    workers: int,
    profile: str = "",
    limit: int | None = None,
) -> Nine:
    """Let so many workers open and post the questions of so many groups."""
    rates = Rates(bot=limit and 0.6 * limit)  # as much head room as Discord's has
    platform, prepare = partial(BenchPlatform, rates), partial(add_groups, groups=groups)
    return asyncio.run(watch_workers(server, groups, workers, platform, prepare, profile))


async def watch_workers(  # noqa: PLR0917  # all that differs between two benches
    server: PostgresServer,
    posts: int,
    workers: int,
    platform: Callable[[], BenchPlatform],
    prepare: Callable[[Store], Awaitable[None]],
    profile: str = "",
) -> Nine:
    """Let so many workers ask so many questions, which `prepare` stores, on a platform of each."""
    async with server.database() as url:
        await with_store(url.render_as_string(hide_password=False), prepare)
        return await watch_posts(server, url, posts, workers, platform, profile=profile)


async def watch_posts(  # noqa: PLR0917  # as above
    server: PostgresServer,
    url: URL,
    posts: int,
    workers: int,
    platform: Callable[[], BenchPlatform],
    kind: DeliveryKind = DeliveryKind.QUESTION,
    profile: str = "",
) -> Nine:
    """Let so many workers post all of one kind that are due in a database."""
    address = url.render_as_string(hide_password=False)
    spawn = multiprocessing.get_context("spawn")
    begin, over, figures = spawn.Barrier(workers + 1), spawn.Event(), spawn.Queue()
    processes = [
        spawn.Process(
            target=_work,
            args=(address, begin, over, figures, "" if number else profile, platform),
        )
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    before = _database_s(server)
    await asyncio.to_thread(begin.wait)
    seconds = await _all_sent(server, str(url.database), posts, processes, kind)
    database_s = _database_s(server) - before
    over.set()
    found = [await asyncio.to_thread(figures.get, timeout=30) for _ in processes]
    for process in processes:
        await asyncio.to_thread(process.join)
    return Nine(posts, seconds, database_s, tuple(found))


def _database_s(server: PostgresServer) -> float:
    """Return the processor time of the server's processes until now, on Linux; else 0."""
    parent, ticks = (server.folder / "postmaster.pid").read_text().split()[0], 0
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = each.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        own, ended = sum(map(int, fields[11:13])), sum(map(int, fields[13:15]))
        if each.parent.name == parent:
            ticks += own + ended
        elif fields[1] == parent:
            ticks += own
    return ticks / os.sysconf("SC_CLK_TCK")


async def _all_sent(
    server: PostgresServer,
    database: str,
    groups: int,
    processes: list[SpawnProcess],
    kind: DeliveryKind,
) -> float:
    started = time.perf_counter()
    while time.perf_counter() < started + _LONGEST_S and all(each.is_alive() for each in processes):
        (row,) = await server.run(
            f"SELECT count(*) FROM deliveries WHERE state = 'sent' AND kind = '{kind}'",  # noqa: S608
            database=database,
        )
        if row[0] >= groups:
            return time.perf_counter() - started
        await asyncio.sleep(_BETWEEN_LOOKS_S)
    raise RuntimeError("a worker ended, or the time was over, before everything was sent")


async def with_store(url: str, work: Callable[[Store], Awaitable[None]]) -> None:
    store = Store(make_engine(url, patient=True))
    try:
        await work(store)
    finally:
        await store.close()


def _work(  # noqa: PLR0917  # a process is started with them
    url: str,
    begin: Barrier,
    over: Event,
    figures: Queue[Figures],
    profile: str,
    make_platform: Callable[[], BenchPlatform],
) -> None:
    """Be a worker until it is over."""
    configure_logs("error")
    begin.wait()
    # What others take of the processors is no matter.
    watching = cProfile.Profile(time.process_time)
    if profile:
        watching.enable()
    found = asyncio.run(_worker(url, over, make_platform()))
    if profile:
        watching.disable()
        watching.dump_stats(profile)
    figures.put(found)


async def _worker(url: str, over: Event, platform: BenchPlatform) -> Figures:
    engine = make_engine(url)
    seen = count_uses(engine)
    started = time.process_time()
    services = Services(Context(Store(engine)))
    platforms = {PLATFORM: platform}
    supervisor = Supervisor()
    async with relaying(engine, services.live):
        supervisor.start("scheduler", Scheduler(services).run)
        supervisor.start("dispatcher", OutboxDispatcher(services, platforms, present).run)
        supervisor.start("updater", MessageUpdater(services, platforms, present).run)
        await asyncio.to_thread(over.wait)
        services.live.close()
        await supervisor.stop()
    await engine.dispose()
    return Figures(
        posts=platform.posts,
        finds=platform.finds,
        held=platform.held,
        transactions=seen["transactions"],
        connections=seen["connections"],
        cpu_s=time.process_time() - started,
        memory=largest_memory(),
        times=tuple(platform.times),
    )


def largest_memory() -> float:
    """Return the largest size of this process until now, in MB.

    Linux's `ru_maxrss` begins with that of the process that started this one, which has stored all
    the groups.
    """
    status = Path("/proc/self/status")
    if not status.is_file():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    (line,) = (each for each in status.read_text().splitlines() if each.startswith("VmHWM:"))
    return int(line.split()[1]) / 1_024


def count_uses(engine: Engine) -> dict[str, int]:
    """Count transactions that begin and connections that are made, from now on."""
    seen = {"transactions": 0, "connections": 0}

    def begun(_connection: Connection) -> None:
        seen["transactions"] += 1

    def connected(*_: object) -> None:
        seen["connections"] += 1

    event.listen(engine.sync_engine, "begin", begun)
    event.listen(engine.sync_engine, "connect", connected)
    return seen


def main() -> None:
    """Measure it once, and print what each worker did."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.nine")
    parser.add_argument("groups", type=int)
    parser.add_argument("workers", type=int)
    parser.add_argument("--profile", default="")
    parser.add_argument("--limit", type=int)
    asked = parser.parse_args()
    configure_logs("error")
    with running_postgres() as server:
        found = nine(server, asked.groups, asked.workers, asked.profile, asked.limit)
    console = Console()
    taken = f"{found.cpu_ms:.1f} ms of CPU each, and {found.database_ms:.1f} of the database's"
    console.print(f"{found.rate:.0f} a second, {taken}")
    if asked.limit:
        console.print(f"{found.refused(asked.limit)} refused at {asked.limit} a second")
    for each in found.workers:
        figures = {name: round(value, 1) for name, value in asdict(each).items() if name != "times"}
        console.print(figures)


if __name__ == "__main__":
    main()
