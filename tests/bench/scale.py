"""Many groups on PostgreSQL: what a day of theirs takes, with one, two and four workers.

    python -m tests.bench scale --page                         # 10,000 groups: an hour on two cores
    python -m tests.bench scale --groups 200 --workers 1 2     # minutes

`--page` puts the figures into `docs/scaling.md`, in the place of those there. A day is that at nine
all questions are due, that everybody answers, and that all rounds close at once. The database waits
for its disk as it would in earnest. Writes `build/scale.json`: a list of `{"name", "groups",
"workers", "value", "unit"}`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import pickle
import platform
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from itertools import cycle
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.table import Table
from sqlalchemy import URL, text

from bot.core.deliveries import DeliveryKind, Rates
from bot.core.models import Member, RoundId
from bot.logs import configure_logs
from bot.platforms.discord.platform import DiscordPlatform
from bot.platforms.slack.platform import SlackPlatform
from bot.services.context import Context
from bot.services.services import Services
from bot.storage.engine import make_engine
from bot.storage.transaction import Store
from tests.bench.crowd import add_answers, add_groups, add_members
from tests.bench.nine import (
    BenchPlatform,
    Nine,
    count_uses,
    largest_memory,
    watch_posts,
    with_store,
)
from tests.bench.tables import print_wide
from tests.fakes.postgres import PostgresServer, running_postgres

RESULT, PAGE = Path("build/scale.json"), Path("docs/scaling.md")
_BEGIN, _END = "<!-- figures -->", "<!-- end of the figures -->"
_GROUPS, _MEMBERS, _WORKERS = 10_000, 20, (1, 2, 4)
_DAYS = 365
_LIMITED = 300  # groups: at 50 a second the rest of them tells nothing new
_READERS = 3
_AT_ONCE = 64  # replies under way in a worker
_LONGEST_S = 5_400
# As long as answers are in the packs.
_WORDS = (
    "Drift is a change of what comes in, against what the model was fitted to; it is found by "
    "comparing distributions, and it matters where the boundary between the classes has moved. "
    "First look whether the labels came late, then whether a sensor was exchanged, and only then "
    "fit again, with the weeks since the change weighted more than those before."
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure of a run."""

    name: str
    groups: int
    workers: int
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What one worker did while people answered."""

    replies: int
    seconds: float
    transactions: int
    connections: int
    memory: float


def measure(groups: int, members: int, workers: Sequence[int]) -> list[Measured]:
    """Return all figures: those of a tenth of the groups with the fewest workers first."""
    with running_postgres() as server:
        asyncio.run(_in_earnest(server))
        sizes = [(max(groups // 10, 1), workers[0]), *((groups, each) for each in workers)]
        found = [each for size in sizes for each in asyncio.run(_day(server, *size, members))]
        few = min(groups, _LIMITED)
        for name, rates in (("Discord", DiscordPlatform.rates), ("Slack", SlackPlatform.rates)):
            found += asyncio.run(_limited(server, few, members, name, rates))
        return found


async def _in_earnest(server: PostgresServer) -> None:
    """Let the server wait for its disk, which tests have it leave out."""
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        await server.run(f"ALTER SYSTEM RESET {setting}")
    await server.run("SELECT pg_reload_conf()")


async def _day(server: PostgresServer, groups: int, workers: int, members: int) -> list[Measured]:
    """Ask, answer and reveal in all groups, in a database of their own."""

    def row(name: str, value: float, unit: str) -> Measured:
        return Measured(name, groups, workers, value, unit)

    async with server.empty_database() as url:
        await _prepare(url, groups, members)
        before = await _size(server, url)
        free = partial(BenchPlatform, Rates())
        opened = await watch_posts(server, url, groups, workers, free)
        replies = groups * members
        answered, seconds = await _answer(url, workers, replies)
        await _close_all(url)
        revealed = await watch_posts(server, url, groups, workers, free, DeliveryKind.REVEAL)
        grown = await _size(server, url) - before
    return [
        row("rounds opened and posted", opened.rate, "a second"),
        row("replies stored", replies / seconds, "a second"),
        row("rounds closed and revealed", revealed.rate, "a second"),
        row("memory of a worker", max(opened.memory, revealed.memory, _most(answered)), "MB"),
        row("connections of a worker", _connections(opened, revealed, answered), ""),
        row("a worker's CPU for a round opened", opened.cpu_ms, "ms"),
        row("the database's CPU for a round opened", opened.database_ms, "ms"),
        row("the database's CPU for a reveal", revealed.database_ms, "ms"),
        row("database, of a round a day for a year", _DAYS * grown / 1e9, "GB"),
    ]


def _most(answered: Sequence[Answered]) -> float:
    return max(each.memory for each in answered)


def _connections(opened: Nine, revealed: Nine, answered: Sequence[Answered]) -> float:
    whole = [*opened.workers, *revealed.workers, *answered]
    return max(each.connections for each in whole) + 1  # and the one that listens


async def _limited(
    server: PostgresServer, groups: int, members: int, name: str, rates: Rates
) -> list[Measured]:
    """Reveal what two workers may under a platform's limits, and count what came too fast."""
    async with server.empty_database() as url:
        await _prepare(url, groups, members)
        await watch_posts(server, url, groups, 2, partial(BenchPlatform, Rates()))
        await _answer(url, 2, groups * members)
        await _close_all(url)
        place = partial(BenchPlatform, rates)
        found = await watch_posts(server, url, groups, 2, place, DeliveryKind.REVEAL)
    unit = "a second"
    measured = [Measured(f"reveals posted under {name}'s limits", groups, 2, found.rate, unit)]
    if rates.bot is not None:
        over = found.refused(50)
        measured.append(Measured("of them over 50 a second", groups, 2, over, "posts"))
    return measured


async def _prepare(url: URL, groups: int, members: int) -> None:
    from bot.storage.migrations import migrate  # noqa: PLC0415  # where a database is made

    engine = make_engine(url, patient=True)
    await migrate(engine)
    await engine.dispose()

    async def fill(store: Store) -> None:
        await add_groups(store, groups)
        await add_members(store, groups, members)
        await add_answers(store, "deck0", _READERS, _WORDS)
        async with store.writing() as tx:
            await tx.connection.execute(text("ANALYZE"))

    await with_store(_address(url), fill)


async def _close_all(url: URL) -> None:
    """Let all rounds be over now."""

    async def close(store: Store) -> None:
        async with store.writing() as tx:
            await tx.connection.execute(text("UPDATE rounds SET closes_at = now()"))
            # What replies changed of the questions would be edited first; here reveals are meant.
            await tx.connection.execute(text("ANALYZE"))

    await with_store(_address(url), close)


async def _size(server: PostgresServer, url: URL) -> int:
    database = str(url.database)
    await server.run("VACUUM", database)
    found = await server.run(f"SELECT pg_database_size('{database}')", database)
    return int(found[0][0])


def _address(url: URL) -> str:
    return url.render_as_string(hide_password=False)


async def _answer(url: URL, workers: int, replies: int) -> tuple[list[Answered], float]:
    """Let everybody answer, in as many processes; return what they did, and the whole's seconds."""
    spawn = multiprocessing.get_context("spawn")
    begin, figures = spawn.Barrier(workers + 1), spawn.Queue()
    with TemporaryDirectory() as folder:
        lists = [Path(folder, str(number)) for number in range(workers)]
        await with_store(_address(url), partial(_list_asked, lists=lists))
        processes = [
            spawn.Process(target=_reply, args=(_address(url), each, begin, figures))
            for each in lists
        ]
        for process in processes:
            process.start()
        await asyncio.to_thread(begin.wait)
        started = time.perf_counter()
        found = [await asyncio.to_thread(figures.get, timeout=_LONGEST_S) for _ in processes]
        seconds = time.perf_counter() - started
        for process in processes:
            await asyncio.to_thread(process.join)
    if (stored := sum(each.replies for each in found)) != replies:
        raise RuntimeError(f"{stored} replies were stored, where {replies} were given")
    return found, seconds


async def _list_asked(store: Store, lists: Sequence[Path]) -> None:
    """Write down who answers what, for each worker: in its memory it would count as its own."""
    with ExitStack() as opened:
        files = [opened.enter_context(path.open("wb")) for path in lists]
        async with store.reading() as tx:
            found = await tx.connection.execute(
                text(
                    'SELECT members.*, rounds.id AS round FROM members JOIN rounds USING ("group") '
                    "ORDER BY members.name, members.id"  # so that no group's are together
                )
            )
            for row, file in zip(found, cycle(files), strict=False):
                pickle.dump((_member(row), RoundId(row.round)), file)


def _asked(path: Path) -> Iterator[tuple[Member, RoundId]]:
    with path.open("rb") as file:
        while file.peek(1):
            yield pickle.load(file)  # noqa: S301  # this bench wrote it


def _reply(url: str, asked: Path, begin: Barrier, figures: Queue[Answered]) -> None:
    """Store the replies of those who are listed."""
    configure_logs("error")
    figures.put(asyncio.run(_store_replies(url, _asked(asked), begin)))


async def _store_replies(
    url: str, asked: Iterator[tuple[Member, RoundId]], begin: Barrier
) -> Answered:
    engine = make_engine(url)
    seen, services = count_uses(engine), Services(Context(Store(engine)))
    await asyncio.to_thread(begin.wait)
    started = time.perf_counter()
    counts = await asyncio.gather(*(_keep_answering(services, asked) for _ in range(_AT_ONCE)))
    seconds = time.perf_counter() - started
    services.live.close()
    await engine.dispose()
    uses = seen["transactions"], seen["connections"]
    return Answered(sum(counts), seconds, *uses, largest_memory())


async def _keep_answering(services: Services, given: Iterator[tuple[Member, RoundId]]) -> int:
    """Store one reply after the other; return how many."""
    count = 0
    for member, round_ in given:
        await services.replies.save(round_, member, f"{_WORDS} So says {member.name}.", 0)
        count += 1
    return count


def _member(row: object) -> Member:
    names = ("id", "person", "group", "name", "joined_at", "reminders")
    return Member(*(getattr(row, name) for name in names))


def _rows(found: Sequence[Measured]) -> list[list[str]]:
    """Return the figures as a table: its head, then a line for each thing measured."""
    runs = list(dict.fromkeys((each.groups, each.workers) for each in found))
    rows = [["", *(f"{groups:,} groups, {workers} at work" for groups, workers in runs)]]
    for name, unit in dict.fromkeys((each.name, each.unit) for each in found):
        values = {(each.groups, each.workers): each.value for each in found if each.name == name}
        cells = [_number(values[run]) if run in values else "" for run in runs]
        rows.append([f"{name}, {unit}".removesuffix(", "), *cells])
    return rows


def _number(value: float) -> str:
    """Return a figure with as many digits as it is worth."""
    return f"{float(f'{value:.2g}'):,g}"


def _print(found: Sequence[Measured], members: int) -> None:
    head, *rows = _rows(found)
    table = Table(title=_title(members))
    for name in head:
        table.add_column(name, justify="right" if name else "left")
    for row in rows:
        table.add_row(*row)
    print_wide(table)


def _write_page(found: Sequence[Measured], members: int) -> None:
    """Put the figures into their place on the page."""
    head, *rows = _rows(found)
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    page = PAGE.read_text("utf-8")
    before, _, rest = page.partition(_BEGIN)
    after = rest.partition(_END)[2]
    text_ = f"{before}{_BEGIN}\n{_title(members)}:\n\n{table}\n{_END}{after}"
    PAGE.write_text(text_, "utf-8")


def _title(members: int) -> str:
    load = os.getloadavg()[0]
    return f"{_machine()}, load {load:.0f}; {members} members a group"


def _machine() -> str:
    return f"{os.cpu_count()} processors, Python {platform.python_version()}, {platform.system()}"


def main(arguments: Sequence[str]) -> None:
    """Measure as asked, print it and write it down."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench scale")
    parser.add_argument("--groups", type=int, default=_GROUPS)
    parser.add_argument("--members", type=int, default=_MEMBERS)
    parser.add_argument("--workers", type=int, nargs="+", default=_WORKERS)
    parser.add_argument("--page", action="store_true", help="put them into docs/scaling.md too")
    asked = parser.parse_args(arguments)
    RESULT.parent.mkdir(exist_ok=True)
    configure_logs("error")
    found = measure(asked.groups, asked.members, asked.workers)
    RESULT.write_text(json.dumps([asdict(each) for each in found], indent=2) + "\n", "utf-8")
    _print(found, asked.members)
    if asked.page:
        _write_page(found, asked.members)
