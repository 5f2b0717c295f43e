"""Two rooms on one PostgreSQL database are one to whoever writes and reads, though one is killed.

Every acknowledged write is seen by every later read, through whichever worker, and in order.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from signal import SIGKILL
from time import monotonic

import httpx
import pytest
from sqlalchemy import URL

from tests.commands.conftest import joined
from tests.fakes.patience import PATIENCE_S
from tests.faults.history import Did, Operation, faults_of
from tests.processes.pool import ProcessPool
from tests.processes.roundtable import Room, running_room
from tests.profiles import either
from tests.totals import count

WORKERS = 2
MEMBERS = ("Ann", "Bo", "Cy")
WINDOWS = 2  # in which each of them writes, at the same time
OPERATIONS = either(100, 8_000)
KILLS = either(1, 40)
# What is saved, and not what is in the box: a reply that was refused stays there as a draft.
_REVISION = re.compile(r"</time>, revision (\d+)")
_TEXT = re.compile(r'data-saved="([^"]*)"')


@pytest.fixture
def engine_name() -> str:
    """SQLite has one process at a time."""
    return "postgresql"


class Rooms:
    """The workers. One that is killed is replaced; `alive` are those that can be asked."""

    def __init__(self, pool: ProcessPool, folder: Path, url: URL) -> None:
        self._pool = pool
        self._folder = folder
        self._url = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._running = ExitStack()
        self._started = 0
        self._one_at_a_time = asyncio.Lock()
        self.alive = [self._start() for _ in range(WORKERS)]

    def _start(self) -> Room:
        folder = self._folder / f"worker-{self._started}"
        folder.mkdir()
        self._started += 1
        room = running_room(self._pool, folder, ROUNDTABLE_DATABASE_URL=self._url)
        return self._running.enter_context(room)

    async def kill(self) -> None:
        """Kill one in the middle of its work, and start another in its place."""
        async with self._one_at_a_time:
            self.alive[0].process.send(SIGKILL)
            assert await self.alive.pop(0).process.ended() == -SIGKILL
            count("kills")
            self.alive.append(await asyncio.to_thread(self._start))

    def close(self) -> None:
        self._running.close()


@contextmanager
def _rooms(pool: ProcessPool, folder: Path, url: URL) -> Iterator[Rooms]:
    rooms = Rooms(pool, folder, url)
    try:
        yield rooms
    finally:
        rooms.close()


class Window:
    """A browser's window of one member, which asks now one worker and now the other."""

    def __init__(
        self, rooms: Rooms, chance: random.Random, who: str, cookie: str, path: str
    ) -> None:
        self._rooms = rooms
        self._chance = chance
        self._who = who
        self._cookie = cookie
        self._path = path
        self._seen = 0

    async def use(self, client: httpx.AsyncClient, number: int) -> Operation | None:
        """Look at one's own reply, or write over what was seen last; None when nobody answers."""
        if self._chance.random() < 0.5:
            return await self._read(client)
        return await self._write(client, f"{self._who} {number}")

    async def _read(self, client: httpx.AsyncClient) -> Operation | None:
        begun = monotonic()
        try:
            answer = await client.get(self._url(), headers=self._headers())
        except httpx.TransportError:
            return None
        assert answer.status_code == httpx.codes.OK, answer.text
        revision, (text,) = _REVISION.search(answer.text), _TEXT.findall(answer.text)
        self._seen = int(revision[1]) if revision else 0
        return Operation(self._who, Did.READ, self._seen, text, begun, monotonic())

    async def _write(self, client: httpx.AsyncClient, text: str) -> Operation:
        begun, based_on = monotonic(), self._seen
        typed = {"based_on": str(based_on), "text": text}
        try:
            answer = await client.post(f"{self._url()}/reply", data=typed, headers=self._headers())
        except httpx.TransportError:
            did = Did.UNKNOWN
        else:
            assert answer.status_code == httpx.codes.SEE_OTHER, answer.text
            # A refusal leads to where the form is shown again, beside what is saved already.
            did = Did.REFUSED if "refused=" in answer.headers["Location"] else Did.WROTE
        if did is Did.WROTE:
            self._seen = based_on + 1
        return Operation(self._who, did, based_on + 1, text, begun, monotonic())

    def _url(self) -> str:
        return f"{self._chance.choice(self._rooms.alive).url}{self._path}"

    def _headers(self) -> dict[str, str]:
        return {"Cookie": self._cookie, "Sec-Fetch-Site": "same-origin"}


def _windows(rooms: Rooms, chance: random.Random) -> list[Window]:
    windows = []
    for name in MEMBERS:
        with joined(rooms.alive[0], name) as client:
            (path, *_) = re.findall(r"/g/local/rounds/[0-9a-f]+", client.get("/").text)
            cookie = "; ".join(f"{key}={value}" for key, value in client.cookies.items())
        windows += [Window(rooms, chance, name, cookie, path) for _ in range(WINDOWS)]
    return windows


async def _all_at_once(rooms: Rooms, windows: list[Window]) -> list[Operation]:
    """Let every window be used and workers be killed, and return what was done."""
    history: list[Operation | None] = []
    numbers = iter(range(OPERATIONS))

    async def use(window: Window) -> None:
        for number in numbers:
            if number % (OPERATIONS // KILLS) == OPERATIONS // KILLS // 2:
                group.create_task(rooms.kill())
            history.append(await window.use(client, number))

    async with httpx.AsyncClient(timeout=PATIENCE_S) as client, asyncio.TaskGroup() as group:
        for window in windows:
            group.create_task(use(window))
    return [each for each in history if each is not None]


async def test_what_two_workers_answer_is_what_one_register_answers(
    process_pool: ProcessPool, database_url: URL, tmp_path: Path, seed: int
):
    chance = random.Random(seed)  # noqa: S311  # to be repeated, not to be secret
    with _rooms(process_pool, tmp_path, database_url) as rooms:
        windows = _windows(rooms, chance)
        history = await _all_at_once(rooms, windows)
        async with httpx.AsyncClient(timeout=PATIENCE_S) as client:
            # Whoever looks in the end, through each worker.
            history += [read for each in windows if (read := await each._read(client))]
    for did in Did:
        count(f"operations on replies: {did.value}", sum(each.did is did for each in history))

    assert faults_of(history) == []
    assert {each.did for each in history} >= {Did.WROTE, Did.READ, Did.REFUSED}
