"""A PostgreSQL server that is not there, keeps us out, goes away, or falls silent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import URL, event
from sqlalchemy.engine import AdaptedConnection
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.models import Group, GroupId
from bot.errors import DatabaseUnreachable
from bot.presentation.errors import words_for
from bot.storage import engine as engines
from bot.storage.migrations import check, migrate
from bot.storage.transaction import Store
from tests.fakes.line import Line
from tests.fakes.patience import PATIENCE_S
from tests.fakes.postgres import GUARDED, PASSWORD, WRONG, PostgresServer
from tests.fakes.rows import stored
from tests.unit.storage.conftest import OpenEngine

GROUP = Group(GroupId("g"), "Group")


async def _refusal(open_url: OpenEngine, url: URL) -> str:
    """Return what an operator is told, after every way in was tried."""
    engine = open_url(url)
    told = []
    for attempt in (lambda: migrate(engine), lambda: check(engine), lambda: _add(Store(engine))):
        with pytest.raises(DatabaseUnreachable) as refusal:
            await attempt()
        told.append(words_for(refusal.value))
    assert len(set(told)) == 1
    return told[0]


async def _add(store: Store) -> None:
    async with store.writing() as tx:
        await tx.groups.add(GROUP)


async def _groups(store: Store) -> list[Group]:
    async with store.reading() as tx:
        return list(await stored(tx, Group))


async def test_a_wrong_password_is_told_in_one_line_without_any_password(
    open_url: OpenEngine, postgres: PostgresServer
):
    url = postgres.url("postgres").set(username=GUARDED, password=WRONG)

    told = await _refusal(open_url, url)

    assert "password authentication failed" in told
    assert WRONG not in told
    assert "\n" not in told


async def test_the_right_password_with_every_special_character_opens(
    open_url: OpenEngine, postgres_url: URL
):
    url = postgres_url.set(username=GUARDED, password=PASSWORD)

    await check(open_url(URL.create(**url._asdict())))


async def test_a_database_that_is_not_there_is_told(open_url: OpenEngine, postgres: PostgresServer):
    told = await _refusal(open_url, postgres.url("nowhere").set(password=PASSWORD))

    assert 'database "nowhere" does not exist' in told
    assert PASSWORD not in told


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://ann:wr0ng@127.0.0.1:1/room",
        "postgresql+asyncpg://ann:wr0ng@no-such-host.invalid/room",
        "postgresql+asyncpg://ann:wr0ng@/room?host=/nowhere",
    ],
)
async def test_a_server_that_is_not_there_is_told(open_url: OpenEngine, url: str):
    told = await _refusal(open_url, engines.make_url(url))

    assert "room" in told
    assert WRONG not in told
    assert "\n" not in told


async def test_what_is_shown_of_an_address_has_no_password_in_any_of_its_places():
    url = "postgresql+asyncpg://ann:one@/room?host=/run/pg&password=two&passfile=three"

    shown = engines.shown(engines.make_url(url))

    assert "/run/pg" in shown.replace("%2F", "/")
    assert not any(secret in shown for secret in ("one", "two", "three"))


async def test_after_the_server_was_restarted_the_next_call_works(
    open_url: OpenEngine, postgres: PostgresServer, postgres_url: URL
):
    store = Store(open_url(postgres_url))
    await asyncio.gather(*(_groups(store) for _ in range(5)))
    await postgres.cut(postgres_url)

    await _add(store)

    assert await _groups(store) == [GROUP]


async def test_whether_the_server_is_there_is_asked_of_none_that_answered_just_now(
    open_url: OpenEngine, postgres_url: URL, monkeypatch: pytest.MonkeyPatch
):
    engine, asked, lines = open_url(postgres_url), list[str](), list[object]()
    store = Store(engine)
    event.listen(engine.sync_engine, "connect", lambda line, _: lines.append(line))
    _collect_trips(engine, asked)
    await _groups(store)

    del asked[:]
    await _groups(store)
    assert [each.split()[0] for each in asked] == ["BEGIN", "ROLLBACK;"]

    del asked[:]
    monkeypatch.setattr(engines, "_TRUSTED_S", 0.0)
    await _groups(store)
    assert [each.split()[0] for each in asked] == ["SELECT", "BEGIN", "ROLLBACK;"]
    assert len(lines) == 1  # it was taken for what it is: there


def _collect_trips(engine: AsyncEngine, asked: list[str]) -> None:
    """Collect what the server is asked, but for statements that are prepared already."""

    def connected(connection: AdaptedConnection, _record: object) -> None:
        connection.driver_connection.add_query_logger(lambda query: asked.append(query.query))

    event.listen(engine.sync_engine, "connect", connected)


async def test_a_line_that_went_dead_while_nobody_asked_is_left_for_a_new_one(
    open_url: OpenEngine, line: Line, postgres_url: URL, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(engines, "_TRUSTED_S", 0.0)
    store = Store(open_url(_through(line, postgres_url)))
    await asyncio.gather(*(_groups(store) for _ in range(5)))
    line.lose()

    async with asyncio.timeout(PATIENCE_S):
        await _add(store)
    assert await _groups(store) == [GROUP]


async def test_a_transaction_that_the_server_cuts_is_refused_and_leaves_nothing(
    open_url: OpenEngine, postgres: PostgresServer, postgres_url: URL
):
    store = Store(open_url(postgres_url))

    async def cut_half_way() -> None:
        async with store.writing() as tx:
            await tx.groups.add(GROUP)
            await postgres.cut(postgres_url)
            await stored(tx, Group)

    with pytest.raises(DatabaseUnreachable):
        await cut_half_way()

    assert await _groups(store) == []


async def test_a_commit_that_the_server_cuts_is_refused(
    open_url: OpenEngine, postgres: PostgresServer, postgres_url: URL
):
    store = Store(open_url(postgres_url))

    async def cut_at_the_end() -> None:
        async with store.writing() as tx:
            await tx.groups.add(GROUP)
            await postgres.cut(postgres_url)

    with pytest.raises(DatabaseUnreachable):
        await cut_at_the_end()

    assert await _groups(store) == []


async def test_an_error_of_the_callers_own_stays_the_callers(
    open_url: OpenEngine, postgres_url: URL
):
    store = Store(open_url(postgres_url))
    for error in (TimeoutError, ConnectionResetError):
        with pytest.raises(error):
            async with store.writing():
                raise error


@pytest.fixture
async def line(postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Line]:
    """A line that can go dead, and a patience that a test can wait for."""
    monkeypatch.setattr(engines, "_CONNECT_S", 0.3)
    monkeypatch.setattr(engines, "_COMMAND_S", 0.3)
    line = Line(postgres.folder / ".s.PGSQL.5432")
    async with line.running():
        yield line


def _through(line: Line, url: URL) -> URL:
    return url.set(host="127.0.0.1", port=line.port).difference_update_query(["host"])


async def test_a_server_that_never_answers_is_not_waited_for_without_end(
    open_url: OpenEngine, line: Line
):
    line.dead = True
    store = Store(open_url(engines.make_url(f"postgresql+asyncpg://x@127.0.0.1:{line.port}/x")))

    async with asyncio.timeout(PATIENCE_S):
        with pytest.raises(DatabaseUnreachable):
            await _groups(store)


async def test_a_line_that_goes_dead_in_a_transaction_ends_it(
    open_url: OpenEngine, line: Line, postgres_url: URL
):
    store = Store(open_url(_through(line, postgres_url)))
    await _add(store)

    async def go_dead() -> None:
        async with store.writing() as tx:
            line.dead = True
            await stored(tx, Group)

    async with asyncio.timeout(PATIENCE_S):
        with pytest.raises(DatabaseUnreachable):
            await go_dead()
        line.dead = False
        assert await _groups(store) == [GROUP]
