"""Another program's database is left as it is, and a file with two names is not opened."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.errors import DatabaseForeign, DatabaseLinkedTwice
from bot.presentation.errors import words_for
from bot.storage.file import APPLICATION_ID, refuse_foreign, refuse_second_name
from bot.storage.migrations import check, is_migrated, migrate
from tests.unit.storage.conftest import OpenEngine

URL = "sqlite+aiosqlite:///{}"


def _made(path: Path, *statements: str) -> bytes:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)
    path.chmod(0o644)
    return path.read_bytes()


def _seen(folder: Path) -> list[tuple[str, int, bytes]]:
    return [
        (each.name, each.stat().st_mode & 0o777, each.read_bytes()) for each in folder.iterdir()
    ]


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TABLE bookmarks (url TEXT)"],
        ["CREATE TABLE alembic_version (version_num TEXT)", "CREATE TABLE bookmarks (url TEXT)"],
        ["PRAGMA application_id = 252006675"],  # Fossil's: magic.txt of SQLite
    ],
)
async def test_another_programs_database_is_refused_and_not_a_byte_of_it_changes(
    open_url: OpenEngine, tmp_path: Path, statements: list[str]
):
    file = tmp_path / "roundtable.db"
    before = _made(file, *statements)

    for look in (migrate, check, is_migrated):
        with pytest.raises(DatabaseForeign) as refusal:
            await look(open_url(make_url(URL.format(file))))
        assert "another program" in words_for(refusal.value)

    assert _seen(tmp_path) == [("roundtable.db", 0o644, before)]


async def test_our_database_carries_our_mark(open_url: OpenEngine, tmp_path: Path):
    file = tmp_path / "roundtable.db"
    await migrate(open_url(make_url(URL.format(file))))

    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    refuse_foreign(file)


@pytest.mark.parametrize("statements", [[], ["CREATE TABLE t (x)", "DROP TABLE t"]])
async def test_a_database_with_nothing_in_it_is_nobodys(
    open_url: OpenEngine, tmp_path: Path, statements: list[str]
):
    file = tmp_path / "roundtable.db"
    _made(file, *statements)

    await migrate(open_url(make_url(URL.format(file))))


def test_a_second_name_is_refused_and_a_link_that_leads_to_it_is_none(database: Path):
    link = database.with_name("link.db")
    link.symlink_to(database)
    refuse_second_name(link)
    second = database.with_name("second.db")
    second.hardlink_to(database)

    for name in (database, second, link):
        with pytest.raises(DatabaseLinkedTwice) as refusal:
            refuse_second_name(name)
        assert "hard link" in words_for(refusal.value)
