"""Everything of one database into another that is empty, from either engine to either."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import CopyDiffers, DatabaseNotEmpty
from bot.storage.engine import is_postgresql, reading, shown, writing
from bot.storage.migrations import refuse_ahead
from bot.storage.repository import as_dict
from bot.storage.schema import metadata

_BATCH = 200  # rows: an uploaded file may have ten megabytes

Progress = Callable[[str, int, int], None]
"""Told the table, how many of its rows are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """`checksum` is the content's, whatever the order of the rows."""

    name: str
    rows: int
    checksum: str


async def copy(source: AsyncEngine, target: AsyncEngine, progress: Progress) -> list[CopiedTable]:
    """Copy every table in one transaction, tables before those that refer to them.

    Both are migrated. Raises DatabaseNotEmpty, CopyDiffers, DatabaseUnreachable, and DatabaseTooNew
    for what a later version has brought on; after an error nothing of the copy is there.
    """
    await refuse_ahead(source)
    async with reading(source) as read, writing(target) as write:
        await _refuse_content(write)
        return [await _copy_table(read, write, table, progress) for table in metadata.sorted_tables]


async def _refuse_content(connection: AsyncConnection) -> None:
    for table in metadata.sorted_tables:
        if await connection.scalar(select(table).limit(1)) is not None:
            raise DatabaseNotEmpty(shown(connection.engine.url))


async def _copy_table(
    read: AsyncConnection, write: AsyncConnection, table: Table, progress: Progress
) -> CopiedTable:
    total = await read.scalar(select(func.count()).select_from(table)) or 0
    wanted = _Tally(table)
    async for rows in _batches(read, table):
        await write.execute(table.insert(), [as_dict(row) for row in rows])
        wanted.add(rows)
        progress(table.name, wanted.rows, total)
    written = _Tally(table)
    async for rows in _batches(write, table):
        written.add(rows)
    if (written.rows, written.checksum) != (total, wanted.checksum):
        raise CopyDiffers(table.name)
    await _count_on(write, table)
    return CopiedTable(table.name, written.rows, written.checksum)


async def _count_on(connection: AsyncConnection, table: Table) -> None:
    """Let the next id be one that no row has: a sequence knows nothing of ids that it was given."""
    column = table.autoincrement_column
    if column is None or not is_postgresql(connection.engine):
        return
    sequence = func.pg_get_serial_sequence(table.name, column.name)
    following = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
    was_given_out = False
    await connection.execute(select(func.setval(sequence, following, was_given_out)))


async def _batches(connection: AsyncConnection, table: Table) -> AsyncIterator[Sequence[Row[Any]]]:
    async with connection.stream(select(table)) as found:
        async for rows in found.partitions(_BATCH):
            yield rows


class _Tally:
    """How many rows went by, and the sum of their SHA-256: engines order rows differently."""

    def __init__(self, table: Table) -> None:
        self._columns = [column.name for column in table.columns]
        self._sum = 0
        self.rows = 0

    def add(self, rows: Sequence[Row[Any]]) -> None:
        """Count rows in. Their values are the core's, alike on every engine."""
        for row in rows:
            content = repr([as_dict(row)[name] for name in self._columns])
            self._sum += int.from_bytes(hashlib.sha256(content.encode()).digest())
        self.rows += len(rows)

    @property
    def checksum(self) -> str:
        """The sum as 64 hexadecimal digits."""
        return f"{self._sum % 2**256:064x}"
