"""What each database says when it cannot serve us becomes an error with words of its own."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import URL, text
from sqlalchemy.exc import DBAPIError

from bot.core.models import Group, GroupId
from bot.errors import (
    CommitUnclear,
    DatabaseBusy,
    DatabaseReadOnly,
    DatabaseUnavailable,
    DatabaseUnreachable,
    DiskFailing,
    DiskFull,
)
from bot.presentation.errors import unavailable_words, words_for
from bot.storage import engine as engines
from bot.storage.engine import _tell_failure, reading, writing
from bot.storage.failures import failure_of
from bot.storage.transaction import Store
from tests.fakes.full_disk import PageLimit
from tests.fakes.line import Line
from tests.fakes.postgres import PostgresServer
from tests.fakes.rows import stored
from tests.unit.storage.conftest import OpenEngine

GROUP = Group(GroupId("g"), "G" * 9_000)


async def _add(store: Store) -> None:
    async with store.writing() as tx:
        await tx.groups.add(GROUP)


async def _failure(store: Store) -> DatabaseUnavailable:
    with pytest.raises(DatabaseUnavailable) as refusal:
        await _add(store)
    error = refusal.value
    assert words_for(error)
    return error


async def test_a_full_disk(store: Store):
    PageLimit(store).fill()

    error = await _failure(store)

    assert isinstance(error, DiskFull)
    assert unavailable_words(error).startswith("Nothing was saved: the disk is full")


async def test_a_database_that_another_process_holds(
    open_url: OpenEngine, database: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(engines, "_BUSY_MS", 1)
    store = Store(open_url(URL.create("sqlite+aiosqlite", database=str(database))))
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        error = await _failure(store)

    assert isinstance(error, DatabaseBusy)


async def test_a_database_whose_folder_is_gone(open_url: OpenEngine, tmp_path: Path):
    place = tmp_path / "nowhere" / "roundtable.db"

    error = await _failure(Store(open_url(URL.create("sqlite+aiosqlite", database=str(place)))))

    assert isinstance(error, DatabaseUnreachable)
    assert error.unsaved


async def test_a_change_where_none_may_be_made_is_a_fault_of_ours(store: Store):
    with pytest.raises(DBAPIError):
        async with reading(store._engine) as connection:
            await connection.execute(text("DELETE FROM groups"))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_IOERR_FSYNC, DiskFailing),
        (sqlite3.SQLITE_READONLY_DIRECTORY, DatabaseReadOnly),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, DatabaseBusy),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, DatabaseUnreachable),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, None),
        (sqlite3.SQLITE_ERROR, None),
    ],
)
def test_the_more_exact_codes_of_sqlite_are_of_their_kind(
    code: int, kind: type[DatabaseUnavailable] | None
):
    error = sqlite3.OperationalError("so it is")
    error.sqlite_errorcode = code

    failure = failure_of("there", error)

    assert failure == (kind and kind("there", "so it is"))


_SAYS = "DO $$ BEGIN RAISE EXCEPTION 'so it is' USING ERRCODE = '{code}'; END $$"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("53100", DiskFull),
        ("53300", DatabaseBusy),
        ("25006", DatabaseReadOnly),
        ("55P03", DatabaseBusy),
        ("57P03", DatabaseUnreachable),
        ("58030", DiskFailing),
    ],
)
async def test_what_a_server_says(
    open_url: OpenEngine, postgres_url: URL, code: str, kind: type[DatabaseUnavailable]
):
    engine = open_url(postgres_url)

    with pytest.raises(DatabaseUnavailable) as refusal:
        async with writing(engine) as connection:
            await connection.exec_driver_sql(_SAYS.format(code=code))

    assert type(refusal.value) is kind
    assert refusal.value.unsaved
    assert "so it is" in refusal.value.reason


async def test_a_server_without_a_connection_left(
    open_url: OpenEngine, postgres: PostgresServer, postgres_url: URL
):
    name = postgres_url.database
    await postgres.run(f"ALTER DATABASE {name} CONNECTION LIMIT 0")
    try:
        await postgres.run("CREATE ROLE few LOGIN")
        error = await _failure(Store(open_url(postgres_url.set(username="few"))))
    finally:
        await postgres.run(f"ALTER DATABASE {name} CONNECTION LIMIT -1")
        await postgres.run("DROP ROLE few")

    assert isinstance(error, DatabaseBusy)


async def test_nobody_says_whether_it_was_saved_when_the_line_goes_dead_at_the_commit(
    *,
    open_url: OpenEngine,
    postgres: PostgresServer,
    postgres_url: URL,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(engines, "_CONNECT_S", 0.3)
    monkeypatch.setattr(engines, "_COMMAND_S", 0.3)
    line = Line(postgres.folder / ".s.PGSQL.5432")
    async with line.running():
        url = postgres_url.set(host="127.0.0.1", port=line.port)
        store = Store(open_url(url.difference_update_query(["host"])))

        async def go_dead() -> None:
            async with store.writing() as tx:
                await tx.groups.add(Group(GroupId("g"), "Group"))
                line.dead = True

        with pytest.raises(CommitUnclear) as refusal:
            await go_dead()
        line.dead = False
        async with store.reading() as tx:
            await stored(tx, Group)

    words = unavailable_words(refusal.value)
    assert not refusal.value.unsaved
    assert "nobody knows whether it was saved" in words
    assert "Nothing was saved" not in words


def test_who_is_cancelled_in_a_statement_is_not_told_that_the_database_is_away(store: Store):
    engine = store._engine.sync_engine
    told = {"engine": engine, "connection": None, "is_disconnect": True}

    _tell_failure(SimpleNamespace(original_exception=asyncio.CancelledError(), **told))  # type: ignore[arg-type]
    with pytest.raises(DatabaseUnreachable):
        _tell_failure(SimpleNamespace(original_exception=OSError(), **told))  # type: ignore[arg-type]
