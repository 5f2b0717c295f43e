"""SQLite's connections, each with a thread of its own that is asked once for each statement.

aiosqlite asks it four times: for a cursor, to execute, for the rows, to close. Each time the event
loop has to be woken, which takes longer than most statements do.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from pathlib import Path
from sqlite3 import Connection as RawConnection
from sqlite3 import Cursor as RawCursor
from sqlite3 import connect
from typing import Any, TypeVar

import aiosqlite

R = TypeVar("R")
Row = tuple[Any, ...]

# More rows than these come only when they are asked for, so that a whole table need not fit.
_ROWS = 256


class Cursor:
    """What SQLAlchemy asks of a cursor; the first rows come along with the execution."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = deque[Row]()
        self._more: RawCursor | None = None
        self.description: Sequence[Any] | None = None
        self.rowcount, self.arraysize = -1, 1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Cursor:
        """Be there: nothing is opened before something is executed."""
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Execute a statement."""
        await self._connection.run(lambda raw: self._take(raw.execute(sql, parameters)))

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> None:
        """Execute a statement once for each of the parameters."""
        await self._connection.run(lambda raw: self._take(raw.executemany(sql, parameters)))

    async def fetchall(self) -> Sequence[Row]:
        """Return the rows that are left."""
        if self._more is not None:
            await self._connection.run(lambda _: self._fetch(self._more))
        rows = list(self._rows)
        self._rows.clear()
        return rows

    async def fetchmany(self, size: int | None = None) -> Sequence[Row]:
        """Return so many rows, fewer at the end."""
        size = self.arraysize if size is None else size
        while len(self._rows) < size and self._more is not None:
            await self._connection.run(lambda _: self._fetch(self._more, size))
        return [self._rows.popleft() for _ in range(min(size, len(self._rows)))]

    async def fetchone(self) -> Row | None:
        """Return the next row, None after the last."""
        return next(iter(await self.fetchmany(1)), None)

    async def __aiter__(self) -> AsyncIterator[Row]:
        """Return the rows that are left, one by one."""
        while rows := await self.fetchmany(_ROWS):
            for row in rows:
                yield row

    async def close(self) -> None:
        """Read no further."""
        self._rows.clear()
        if self._more is not None:
            more, self._more = self._more, None
            await self._connection.run(lambda _: more.close())

    def _take(self, raw: RawCursor) -> None:
        self.description, self.lastrowid, self._more = raw.description, raw.lastrowid, raw
        self._fetch(raw, _ROWS)

    def _fetch(self, raw: RawCursor | None, size: int | None = None) -> None:
        """Fetch so many rows, None for all that are left. It is the thread that does so."""
        if raw is None:
            return
        rows = raw.fetchall() if size is None else raw.fetchmany(size)
        self._rows.extend(rows)
        self.rowcount = raw.rowcount  # of what changes rows and returns them it is known only now
        if size is None or len(rows) < size:
            self._more = None
            raw.close()


class Connection(aiosqlite.Connection):
    """One connection. What is to come `before` a statement does so when the thread is next asked.

    So does `BEGIN`: a transaction that only reads takes its snapshot by the first statement anyway.
    """

    BEGIN = "BEGIN"

    def __init__(self, connector: Callable[[], RawConnection]) -> None:
        super().__init__(connector, _ROWS)
        self._thread.daemon = True
        self._before: list[str] = []
        self._is_idle = True
        self._is_over = True
        self.reads_only = False
        self._stopping: asyncio.Future[Any] | None = None

    def before(self, *statements: str) -> None:
        """Execute these, which return nothing, before the next statement."""
        self._before += statements

    def cursor(self) -> Cursor:  # type: ignore[override]  # SQLAlchemy's adapter takes it as it is
        """Return a cursor."""
        return Cursor(self)

    async def run(self, act: Callable[[RawConnection], R]) -> R:
        """Return what a function returns that is called in the connection's thread."""
        before, self._before = self._before, []

        def all_of_it() -> R:
            for statement in before:
                self._conn.execute(statement)
            return act(self._conn)

        # Who is cancelled meanwhile does not know whether it was done.
        self._is_idle = self._is_over = False
        result: R = await self._execute(all_of_it)  # type: ignore[no-untyped-call]
        self._is_idle = True
        return result

    def stop(self) -> asyncio.Future[Any] | None:
        """Let the thread close the connection and end; return what to wait for.

        Who closes a connection that is stopped meanwhile, as SQLAlchemy does where the closing is
        cancelled, must not wait for a thread that has ended, which never answers.
        """
        if self._stopping is None:
            self._stopping = super().stop()
        return self._stopping

    async def _connect(self) -> aiosqlite.Connection:
        try:
            return await super()._connect()
        except BaseException:
            # It was told to stop, and must not come to say that it has to a loop that is closed.
            if self._stopping is not None:
                await asyncio.shield(self._stopping)
            raise

    async def commit(self) -> None:
        """Commit, unless nothing was begun."""
        if not self._is_untouched():
            await self.run(lambda raw: raw.commit())

    async def rollback(self) -> None:
        """Roll back, unless nothing was begun.

        Nobody waits for it where nothing can have been changed (`reads_only`): the thread does so
        before anything else that it is asked.
        """
        if self._is_untouched():
            return
        if self.reads_only:
            self._tx.put_nowait((None, self._conn.rollback))
            self._is_idle = self._is_over = True
        else:
            await self.run(lambda raw: raw.rollback())

    def _is_untouched(self) -> bool:
        self._before = [each for each in self._before if each != self.BEGIN]
        return self._is_over or (self._is_idle and not self.in_transaction)


def open_connection(database: str | Path, **options: Any) -> Connection:  # noqa: ANN401  # sqlite3's
    """Return a connection to await, with the options of `sqlite3.connect`."""
    return Connection(lambda: connect(database, **options))
