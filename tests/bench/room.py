"""The room over real sockets, beside a minimal app that knows people by a cookie and takes replies.

Each serves in a process of its own, in turn, and hears the same client.
`python -m tests.bench.room` measures this alone.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.core.models import Reply, RoundId
from bot.logs import configure_logs
from bot.services.context import Context
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.services import Services
from bot.storage.engine import make_engine
from bot.storage.migrations import migrate
from bot.storage.transaction import Store
from tests.bench.http_client import Answer, Connection, connected
from tests.fakes.study_deck import store_deck

_RUNS = 3
_PEOPLE, _REPLIES_EACH = 64, 16
_READERS, _REVEALED = 50, 1_000
_CROWD, _CROWD_S = 1_000, 5.0
_OFFERED, _OFFERED_S = 256, 4
_LOOKS = 200
_LINK = re.compile(r"http://127\.0\.0\.1:(\d+)/")
_TEXT = "Because the inputs that it sees are not those that it was trained on. " * 4


@dataclass(frozen=True, slots=True)
class _Room:
    """A server with people: their cookies, and how each of them replies."""

    port: int
    cookies: list[str]
    path: str
    round: str = ""
    desk: str = ""


def bench_room() -> list[dict[str, Any]]:
    """Return what the room does over HTTP, beside the minimal app or an idle room."""
    rates: dict[str, list[float]] = {"ours": [], "minimal": []}
    for _ in range(_RUNS):
        with _minimal_room() as minimal:
            rates["minimal"].append(asyncio.run(_rate(minimal)))
        with _real_room() as room:
            rates["ours"].append(asyncio.run(_rate(room)))
    with _real_room() as room:
        idle, busy, taken = asyncio.run(_under_load(room))
    with _real_room(replies=_REVEALED) as room:
        first, last, size = asyncio.run(_reveal(room))
    with _real_room(replies=_CROWD, is_open=True) as room:
        seconds = asyncio.run(_closing(room))
    ours, minimal_rate = (statistics.median(rates[way]) for way in ("ours", "minimal"))
    return [
        _row("replies over HTTP, beside a minimal app", ours, minimal_rate, "replies/s", True),
        _row("replies taken over HTTP, beside those offered", taken, _OFFERED, "replies/s", True),
        *(
            _row(f"p99 of {name} under these, beside an idle room", busy[name], idle[name], "ms")
            for name in idle
        ),
        _row(f"a reveal for {_READERS} at once, the last beside the first", last, first, "s"),
        _row(f"{_CROWD:,} readers at closing, until the last has it", seconds, _CROWD_S, "s"),
        _row("a reveal's page, beside 414 kB for 500 replies", size / 1000, 828, "kB"),
    ]


def _row(name: str, ours: float, baseline: float, unit: str, more: bool = False) -> dict[str, Any]:
    ratio = ours / baseline if more else baseline / ours
    values = {"ours": ours, "baseline": baseline, "unit": unit, "ratio": ratio}
    return {"name": name, **values, "size": _PEOPLE}


@contextmanager
def _serving(arguments: list[str], **settings: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"} | settings,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@contextmanager
def _minimal_room() -> Iterator[_Room]:
    with TemporaryDirectory(dir="build") as folder:
        file = Path(folder) / "minimal.db"
        with _serving(["tests.bench.minimal_room", str(file), str(_PEOPLE)]) as process:
            assert process.stdout is not None
            cookies = [f"session=token-{number}" for number in range(_PEOPLE)]
            yield _Room(int(process.stdout.readline()), cookies, "/rounds/r1/reply")


@contextmanager
def _real_room(replies: int = 0, *, is_open: bool = False) -> Iterator[_Room]:
    with TemporaryDirectory(dir="build") as folder:
        round_, cookies, desk = asyncio.run(_prepared(Path(folder), replies, is_open=is_open))
        settings = {"ROUNDTABLE_DATA": folder, "ROUNDTABLE_WEB_PORT": "0"}
        with _serving(["bot", "serve"], **settings) as process:
            assert process.stdout is not None
            found = (link.group(1) for line in process.stdout for link in _LINK.finditer(line))
            yield _Room(int(next(found)), cookies, f"/g/local/rounds/{round_}/reply", round_, desk)


async def _prepared(folder: Path, replies: int, *, is_open: bool) -> tuple[RoundId, list[str], str]:
    """Let people, and an organiser, be in a room where a question is open, or one has closed."""
    engine = make_engine(f"sqlite+aiosqlite:///{folder / 'roundtable.db'}")
    await migrate(engine)
    store = Store(engine)
    services = Services(Context(store))
    try:
        group = (await services.groups.local()).id
        deck = await store_deck(store, group, services.clock(), "Bench")
        secret, room = await services.members.secret(group), await services.sessions.room_id()
        count = max(_PEOPLE, replies)
        joined = [await services.members.join(secret, f"Member {each}") for each in range(count)]
        window = timedelta(days=2)
        round_ = await services.rounds.open_question(group, deck.questions[0].id, window)
        if replies:
            async with store.writing() as tx:
                await tx.replies.put(
                    Reply(round_.id, member.id, f"{_TEXT}{number}", 1, services.clock())
                    for number, (member, _) in enumerate(joined)
                )
            if not is_open:
                await services.rounds.close(group, round_.id)
        _, desk = await services.sessions.enter(
            await services.sessions.desk_pass(LOCAL_WORKSPACE), None
        )
        cookies = [
            f"roundtable_session_{room}={token}" for token in (*(t for _, t in joined), desk)
        ]
        return round_.id, cookies[:-1], cookies[-1]
    finally:
        await engine.dispose()


async def _rate(room: _Room) -> float:
    """Return the replies a second with everybody sending one after the other."""
    async with AsyncExitStack() as stack:
        people = [await stack.enter_async_context(connected(room.port, c)) for c in room.cookies]
        await asyncio.gather(*(_send(each, room, 0, 2) for each in people))  # warms up
        started = time.perf_counter()
        await asyncio.gather(*(_send(each, room, 2, _REPLIES_EACH) for each in people))
        return len(people) * _REPLIES_EACH / (time.perf_counter() - started)


async def _send(person: Connection, room: _Room, first: int, count: int) -> None:
    for number in range(first, first + count):
        await _reply(person, room, number)


async def _reply(person: Connection, room: _Room, number: int) -> None:
    text = f"{_TEXT}{number}"
    answer = await person.post(room.path, text=text, based_on=str(number), back="home")
    if answer.status != 303 or "refused" in answer.headers["location"]:
        raise AssertionError(f"a reply was not taken: {answer}")


async def _under_load(room: _Room) -> tuple[dict[str, float], dict[str, float], float]:
    """Return p99 in milliseconds of an idle room and of a busy one, and what that took a second."""
    async with AsyncExitStack() as stack:
        guest = await stack.enter_async_context(connected(room.port, room.cookies[0]))
        pages = {"/": "/g/local", "a look-up": "/g/local/lookup?q=bread+dough+rest"}
        for path in pages.values():
            await guest.get(path)  # warms up
        idle = {
            name: await _slow(lambda path=path: guest.get(path)) for name, path in pages.items()
        }
        # Only now, as none is kept for long on which nothing is asked.
        people = [await stack.enter_async_context(connected(room.port, c)) for c in room.cookies]
        offered = asyncio.create_task(_offer(people, room))
        busy = {
            name: await _slow(partial(guest.get, path), until=offered)
            for name, path in pages.items()
        }
        return idle, busy, await offered


async def _offer(people: list[Connection], room: _Room) -> float:
    """Offer so many replies a second, whether those before are taken or not."""
    sending = {each: asyncio.Lock() for each in people}
    numbers = dict.fromkeys(people, 0)
    taken = 0

    async def send(person: Connection) -> None:
        nonlocal taken
        async with sending[person]:
            await _reply(person, room, numbers[person])
            numbers[person] += 1
            taken += 1

    loop, started = asyncio.get_running_loop(), asyncio.get_running_loop().time()
    sends = []
    for number in range(_OFFERED * _OFFERED_S):
        await asyncio.sleep(started + number / _OFFERED - loop.time())
        sends.append(asyncio.create_task(send(people[number % len(people)])))
    await asyncio.gather(*sends)
    return taken / (loop.time() - started)


async def _slow(
    look: Callable[[], Awaitable[Answer]],
    looks: int = _LOOKS,
    until: asyncio.Task[float] | None = None,
) -> float:
    """Return the 99th percentile of what a look takes, in milliseconds."""
    taken, ends = [], time.perf_counter() + _OFFERED_S / 2
    while len(taken) < looks if until is None else time.perf_counter() < ends:
        answer = await look()
        assert answer.status == 200, answer
        taken.append(answer.seconds * 1000)
    return statistics.quantiles(taken, n=100)[98]


async def _reveal(room: _Room) -> tuple[float, float, float]:
    """Return the seconds until the first and the last of those who look at once have the page."""
    async with AsyncExitStack() as stack:
        cookies = room.cookies[:_READERS]
        people = [await stack.enter_async_context(connected(room.port, c)) for c in cookies]
        answers = await asyncio.gather(
            *(each.get(f"/g/local/rounds/{room.round}") for each in people)
        )
        assert all(answer.status == 200 for answer in answers)
        seconds = sorted(answer.seconds for answer in answers)
        return seconds[0], seconds[-1], float(answers[0].size)


async def _closing(room: _Room) -> float:
    """Return the seconds from the closing until the last reader whose page is live has it anew."""
    async with AsyncExitStack() as stack:
        waiting = []
        for cookie in room.cookies:
            stream = await stack.enter_async_context(connected(room.port, cookie))
            waiting.append(asyncio.create_task(_live(room, cookie, stream)))
            await stream.is_heard.wait()
        organiser = await stack.enter_async_context(connected(room.port, room.desk))
        started = time.perf_counter()
        answer = await organiser.post(f"/g/local/admin/rounds/{room.round}/close")
        assert answer.status == 303, answer
        return max(await asyncio.gather(*waiting)) - started


async def _live(room: _Room, cookie: str, stream: Connection) -> float:
    """Look at a page again as its script does, when it is told to; return when it was there."""
    await stream.listen("/g/local/events")
    while "rounds" not in (told := await stream.told("changed"))["topics"]:
        pass  # the room's notices are another's news
    await asyncio.sleep(random.uniform(0, told["within"] / 1000))  # noqa: S311  # spreads, guards nothing
    async with connected(room.port, cookie) as reader:
        answer = await reader.get(f"/g/local/rounds/{room.round}")
    assert answer.status == 200, answer
    return time.perf_counter()


if __name__ == "__main__":
    Path("build").mkdir(exist_ok=True)
    configure_logs("warning")
    sys.stdout.write(json.dumps(bench_room(), indent=2) + "\n")
