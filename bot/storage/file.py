"""The file that SQLite keeps the database in: whose it is, and that it has one name alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Set
from contextlib import closing
from pathlib import Path

from bot.errors import DatabaseForeign, DatabaseLinkedTwice
from bot.storage.schema import metadata

APPLICATION_ID = 0x526F756E  # "Roun": https://www.sqlite.org/pragma.html#pragma_application_id
_OF_ALEMBIC = "alembic_version"


def refuse_foreign(database: Path) -> None:
    """Raise DatabaseForeign for another program's database, before anything of it is changed.

    What is not there, empty or no database at all is left to whoever opens it next.
    """
    if not database.is_file() or database.stat().st_size == 0:
        return
    try:
        # Read-only: else SQLite would make what is not there, and change the journal's mode.
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as look:
            (application,) = look.execute("PRAGMA application_id").fetchone()
            named = "SELECT name FROM sqlite_master WHERE type = 'table'"
            tables = {name for (name,) in look.execute(named)}
    except sqlite3.Error:
        return
    if application != APPLICATION_ID and (application or not _is_ours(tables)):
        raise DatabaseForeign(database, tuple(sorted(tables)[:3]))


def refuse_second_name(database: Path) -> None:
    """Raise DatabaseLinkedTwice for a file that has another name besides.

    Under each of its names SQLite writes a log of its own, and what is committed in one is damage
    to the other: https://www.sqlite.org/howtocorrupt.html, "Multiple links to the same file".
    """
    if database.is_file() and database.stat().st_nlink > 1:
        raise DatabaseLinkedTwice(database)


def _is_ours(tables: Set[str]) -> bool:
    """Judge a database without our mark: one without a table is nobody's yet."""
    return not tables or (_OF_ALEMBIC in tables and bool(tables & metadata.tables.keys()))
