"""The seal of a backup: a checksum over its rows and its schema, in a table of its own.

It tells what changed by accident or by hand: a letter, a row, a trigger that would have run at the
next start. It is no signature: who can write the file and knows how can seal it anew.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.engine import is_postgresql, writing

_TABLE = "backup_seal"
_UNSEAL = f"DROP TABLE IF EXISTS {_TABLE}"
_MODULUS = 2**256


def seal(connection: sqlite3.Connection) -> None:
    """Seal the database as it is; an earlier seal goes."""
    unseal(connection)
    checksum = _checksum(connection)
    connection.execute(f"CREATE TABLE {_TABLE} (checksum TEXT NOT NULL)")
    connection.execute(f"INSERT INTO {_TABLE} VALUES (?)", (checksum,))  # noqa: S608  # our name


def is_intact(connection: sqlite3.Connection) -> bool | None:
    """Say whether the database is as it was when it was sealed, None where it never was."""
    known = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
    if connection.execute(known, (_TABLE,)).fetchone() == (0,):
        return None
    sealed = connection.execute(f"SELECT checksum FROM {_TABLE}").fetchall()  # noqa: S608
    return sealed == [(_checksum(connection),)]


def unseal(connection: sqlite3.Connection) -> None:
    """Take the seal off: what may be changed from now on is no backup any more."""
    connection.execute(_UNSEAL)


async def break_seal(engine: AsyncEngine) -> None:
    """Take the seal off a backup that a room is run on."""
    if not is_postgresql(engine):
        async with writing(engine) as connection:
            await connection.exec_driver_sql(_UNSEAL)


def _checksum(connection: sqlite3.Connection) -> str:
    """Return the SHA-256 of the schema and, for each table, of its rows in whatever order."""
    whole = hashlib.sha256()
    for pragma in ("application_id", "user_version", "encoding"):
        whole.update(repr(connection.execute(f"PRAGMA {pragma}").fetchone()).encode())
    schema = _schema(connection)
    whole.update(repr(schema).encode())
    for kind, name, _, _ in schema:
        if kind == "table":
            whole.update(repr((name, *_tally(connection, name))).encode())
    return whole.hexdigest()


def _schema(connection: sqlite3.Connection) -> list[tuple[str, str, str, str | None]]:
    """Return every table, index, view and trigger, but for the seal itself."""
    return connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name != ? ORDER BY type, name",
        (_TABLE,),
    ).fetchall()


def _tally(connection: sqlite3.Connection, table: str) -> tuple[int, str]:
    """Return how many rows a table has, and the sum of their SHA-256: their order is nobody's."""
    number, total = 0, 0
    for row in _rows(connection, table):
        number += 1
        total += int.from_bytes(hashlib.sha256(repr(row).encode()).digest())
    return number, f"{total % _MODULUS:064x}"


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[object, ...]]:
    quoted = table.replace('"', '""')
    cursor = connection.cursor()
    # A text that somebody's editor broke is no UTF-8 any more, and is to be told as changed.
    connection.text_factory = lambda raw: ("text", raw)
    try:
        yield from cursor.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608  # quoted above
    finally:
        connection.text_factory = str
