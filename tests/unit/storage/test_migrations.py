"""Bringing a database to this version's schema, and leaving alone what is not ours to change."""

from __future__ import annotations

import sqlite3
import stat
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import DatabaseTooNew, DatabaseUnreadable
from bot.storage import migrations
from bot.storage.engine import make_engine
from bot.storage.migrations import REVISIONS, check, migrate
from tests.fakes.eventually import eventually

Open = Callable[[Path], AsyncEngine]


@pytest.fixture
async def open_engine() -> AsyncIterator[Open]:
    engines = []

    def open_one(path: Path) -> AsyncEngine:
        engines.append(make_engine(f"sqlite+aiosqlite:///{path}"))
        return engines[-1]

    before = set(threading.enumerate())
    yield open_one
    for engine in engines:
        await engine.dispose()

    # A connection that broke is ended without waiting; its thread still answers the event loop.
    async def all_ended() -> bool:
        return set(threading.enumerate()) <= before

    await eventually(all_ended)


async def test_migrating_twice_changes_nothing(open_engine: Open, database: Path):
    before = _dump(database)

    await migrate(open_engine(database))

    assert _dump(database) == before


async def test_a_migrated_database_passes_the_check(open_engine: Open, database: Path):
    await check(open_engine(database))


async def test_a_database_of_a_later_version_is_refused_and_left_as_it_is(
    open_engine: Open, database: Path
):
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_from_the_future'")
    before = _read(database)

    for look in (migrate, check):
        engine = open_engine(database)
        with pytest.raises(DatabaseTooNew) as refusal:
            await look(engine)
        await engine.dispose()
        assert refusal.value.revision == "9999_from_the_future"
        assert refusal.value.database == str(database)

    assert _read(database) == before


async def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(
    open_engine: Open, tmp_path: Path
):
    text = b"Dear diary, today I learned what a database is not.\n" * 100
    letter = _write(tmp_path / "roundtable.db", text)

    for look in (migrate, check):
        with pytest.raises(DatabaseUnreadable) as refusal:
            await look(open_engine(letter))
        assert refusal.value.database == str(letter)
        assert refusal.value.reason

    assert _read(letter) == text


async def test_a_folder_in_the_databases_place_is_refused(open_engine: Open, tmp_path: Path):
    folder = _make(tmp_path / "roundtable.db")

    with pytest.raises(DatabaseUnreadable):
        await migrate(open_engine(folder))


async def test_a_damaged_database_is_refused(open_engine: Open, database: Path):
    damaged = bytearray(_read(database))
    damaged[100:4000] = b"\xff" * 3900  # the first page, behind SQLite's own header
    _write(database, damaged)

    with pytest.raises(DatabaseUnreadable):
        await migrate(open_engine(database))


async def test_an_empty_file_lacks_migrations(open_engine: Open, tmp_path: Path):
    with pytest.raises(DatabaseUnreadable) as refusal:
        await check(open_engine(tmp_path / "new.db"))

    assert "migrations" in refusal.value.reason


async def test_a_percent_sign_or_a_question_mark_in_the_path_does_no_harm(
    open_engine: Open, tmp_path: Path
):
    folder = _make(tmp_path / "100% study room #1")

    await migrate(open_engine(folder / "roundtable.db"))

    assert _modes(folder).keys() >= {"roundtable.db"}


async def test_nobody_else_on_the_machine_can_read_what_was_written(
    open_engine: Open, tmp_path: Path
):
    await migrate(open_engine(tmp_path / "roundtable.db"))

    modes = _modes(tmp_path)
    # The write-ahead log lies beside the file and holds the same replies.
    assert modes
    assert set(modes.values()) == {0o600}, modes


async def test_foreign_keys_and_full_durability_are_on_for_every_connection(
    open_engine: Open, database: Path
):
    async with open_engine(database).connect() as connection:
        values = [
            (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
            for name in ("foreign_keys", "journal_mode", "synchronous")
        ]

    assert values == [1, "wal", 2]


def _dump(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.iterdump())


def _read(path: Path) -> bytes:
    return path.read_bytes()


def _write(path: Path, data: bytes | bytearray) -> Path:
    path.write_bytes(data)
    return path


def _make(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.glob("roundtable*")}


def test_the_revisions_are_those_that_alembic_runs_one_after_the_other():
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))

    assert [script.revision for script in scripts.walk_revisions()] == list(reversed(REVISIONS))
