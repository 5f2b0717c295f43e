"""The last second over real HTTP: who sent in time is told so, and the reveal shows it.

Rooms that run as processes of their own, on the machine's clock; on PostgreSQL two of them share
the answers. A time of sending is taken once the system has the whole request.
"""

from __future__ import annotations

import select
import shutil
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import URL, update

from bot.core.models import Round, RoundState
from bot.services.context import Context
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.services import Services
from bot.storage import schema
from bot.storage.engine import make_engine
from bot.storage.transaction import Store
from tests.fakes.eventually import eventually
from tests.fakes.members import see_all
from tests.fakes.patience import PATIENCE_S
from tests.fakes.postgres import PostgresServer
from tests.fakes.study_deck import store_deck
from tests.faults.invariants import revealed
from tests.processes.pool import ProcessPool
from tests.processes.roundtable import Room, running_room
from tests.profiles import thorough

SEE_OTHER = 303
# Enough for the rooms to hear of the closing, and for the first to be sent a second before it.
AHEAD = timedelta(seconds=3)
LAST_S = 1.0
# A thousand at once, on a machine that does much else.
_ANSWERED_S = 10 * PATIENCE_S


@dataclass(frozen=True)
class Scene:
    """A round, who may answer it by which token, and the database as the test looks into it."""

    store: Store
    services: Services
    round: Round
    cookie: str
    tokens: list[str]
    desk: str


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The first room's."""
    (tmp_path / "0" / "data").mkdir(parents=True, mode=0o700)
    return tmp_path


@pytest.fixture
async def url(
    server: PostgresServer | None, folder: Path, migrated_database: Path
) -> AsyncIterator[URL]:
    """A database that rooms can be started on."""
    if server is None:
        file = folder / "0" / "data" / "roundtable.db"
        shutil.copy(migrated_database, file)
        yield URL.create("sqlite+aiosqlite", database=str(file))
    else:
        async with server.database() as url:
            yield url


@pytest.fixture
async def scene(url: URL) -> AsyncIterator[Scene]:
    store = Store(make_engine(url))
    services = Services(Context(store))
    group = (await services.groups.local()).id
    deck = await store_deck(store, group, datetime.now(UTC), "Baking bread")
    round_ = await services.rounds.open_question(group, deck.questions[0].id)
    secret = await services.members.secret(group)
    joined = [
        await services.members.join(secret, f"Member {number}")
        for number in range(1_000 if thorough() else 100)
    ]
    _, desk = await services.sessions.enter(
        await services.sessions.desk_pass(LOCAL_WORKSPACE), None
    )
    cookie = f"roundtable_session_{await services.sessions.room_id()}"
    yield Scene(store, services, round_, cookie, [token for _, token in joined], desk)
    await store.close()


@pytest.fixture
def rooms(scene: Scene, url: URL, folder: Path, process_pool: ProcessPool) -> Iterator[list[Room]]:
    """One on SQLite, two on PostgreSQL."""
    is_shared = url.get_backend_name() == "postgresql"
    settings = {}
    if is_shared:
        settings["ROUNDTABLE_DATABASE_URL"] = url.render_as_string(hide_password=False)
    with ExitStack() as stack:
        started = []
        for number in range(2 if is_shared else 1):
            own = folder / str(number)
            own.mkdir(exist_ok=True)
            started.append(stack.enter_context(running_room(process_pool, own, **settings)))
        yield started


def _sent(room: Room, path: str, cookie: str, **fields: str) -> socket.socket:
    """Send a form on a connection of its own; return it once the system has all of it."""
    body = urlencode(fields)
    head = (
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{room.port}",
        f"Origin: http://127.0.0.1:{room.port}",
        f"Cookie: {cookie}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    connection = socket.create_connection(("127.0.0.1", room.port), _ANSWERED_S)
    connection.sendall("\r\n".join((*head, "", body)).encode())
    return connection


def _is_taken(connection: socket.socket) -> bool:
    """Read what a form leads to: the page where it is shown again, if it was refused."""
    with connection, connection.makefile("rb") as stream:
        answer = HTTPResponse(connection)
        answer.fp = stream
        answer.begin()
        assert answer.status == SEE_OTHER, answer.status
        return "refused=" not in (answer.getheader("location") or "refused=")


async def _close_at(scene: Scene, room: Room, at: datetime) -> None:
    """Let the round close at a time, and the rooms know it."""
    async with scene.store.writing() as tx:
        await tx.connection.execute(update(schema.rounds).values(closes_at=at))
    cookie = f"{scene.cookie}={scene.desk}"
    woken = _sent(room, f"/g/{scene.round.group}/admin/naming", cookie, naming="names")
    assert _is_taken(woken)


def _wait_until(moment: float) -> None:
    while (left := moment - time.time()) > 0:
        select.select([], [], [], left)


async def test_who_answers_in_the_last_second_is_told_the_truth_and_nobody_in_time_is_refused(
    scene: Scene, rooms: list[Room]
):
    closes_at = datetime.now(UTC) + AHEAD
    await _close_at(scene, rooms[0], closes_at)
    closing, count = closes_at.timestamp(), len(scene.tokens)

    sent: list[tuple[str, float, socket.socket]] = []
    for number, token in enumerate(scene.tokens):
        _wait_until(closing - LAST_S + LAST_S * number / count)
        text, path = (
            f"What number {number} thinks.",
            f"/g/{scene.round.group}/rounds/{scene.round.id}",
        )
        cookie = f"{scene.cookie}={token}"
        connection = _sent(rooms[number % len(rooms)], f"{path}/reply", cookie, text=text)
        sent.append((text, time.time(), connection))
    told = {text: (at, _is_taken(connection)) for text, at, connection in sent}

    await eventually(lambda: _is_closed(scene))
    in_time = {text for text, (at, _) in told.items() if at < closing}
    saved = {text for text, (_, is_saved) in told.items() if is_saved}
    assert in_time
    assert in_time <= saved
    assert set(await revealed(scene.services, scene.round)) == saved


async def test_who_answers_after_it_is_refused(scene: Scene, rooms: list[Room]):
    await _close_at(scene, rooms[0], datetime.now(UTC))

    path = f"/g/{scene.round.group}/rounds/{scene.round.id}/reply"
    for room in rooms:
        late = _sent(room, path, f"{scene.cookie}={scene.tokens[0]}", text="Too late.")
        assert not _is_taken(late)
    await eventually(lambda: _is_closed(scene))
    assert await revealed(scene.services, scene.round) == []


async def _is_closed(scene: Scene) -> bool:
    reader = await see_all(scene.services, scene.round.group)
    card = await scene.services.cards.card(scene.round.id, reader)
    return card.round.state is RoundState.CLOSED
