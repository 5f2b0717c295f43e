"""One engine a process and its transactions: durable, and an absent server is noticed.

A file has one process; a server has any number.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.engine import AdaptedConnection, ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncTransaction,
    create_async_engine,
)
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from bot.errors import (
    AlreadyRunning,
    CommitUnclear,
    DatabaseUnavailable,
    DatabaseUnreachable,
    FolderUnusable,
)
from bot.folders import make_private
from bot.storage.failures import busy, failure_of, unreachable

if TYPE_CHECKING:
    from bot.storage.sqlite_driver import Connection as SQLiteConnection

# Execution options of a connection, which `_begin_sqlite` turns into what they mean.
_WRITES = "roundtable_writes"  # about to change something: of SQLite's writers there is one at once
_READS = "roundtable_reads"  # changes are refused
_REBUILDS = "roundtable_rebuilds"  # takes tables apart that others refer to

_SNAPSHOT: dict[str, dict[str, object]] = {
    "sqlite": {_READS: True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}

_BUSY_MS = 10_000
_WAL_TRIES = 40
_WAL_PAUSE_S = 0.05

# As many as may ever be needed at a time; each is kept, as making one takes a thread.
_SQLITE_POOL = {"pool_size": 16, "max_overflow": 0}

# An error that is logged must not quote the reply that was to be stored.
_SILENT = {"hide_parameters": True}

# How long a server that does not answer is waited for.
_CONNECT_S = 10.0
_COMMAND_S = 30.0
# A worker that vanished without a word keeps its row locks for this long.
_IDLE_IN_TRANSACTION_MS = 60_000
# Of the 100 that PostgreSQL allows by default, nine workers' and a few more; one of them hears
# others' notices. None is made for a peak and closed after it: that takes longer than most
# transactions.
_POOL = {
    "pool_size": 10,
    "max_overflow": 0,
    "pool_timeout": _COMMAND_S,
    # The one that was used last is taken first: each prepares and keeps statements of its own.
    "pool_use_lifo": True,
}
# One that was used so shortly before is taken for alive, unless the driver has heard of its end.
# SQLAlchemy's own ping takes three trips to the server, more than most transactions themselves.
_TRUSTED_S = 1.0
# What SQLAlchemy is told with the address of such a pooler.
_UNPREPARED = "prepared_statement_cache_size"
_IDLE_SINCE = "roundtable_idle_since"


Engine = AsyncEngine
"""What is handed on outside of storage, where nobody looks into it."""


def make_engine(url: str | URL, *, patient: bool = False) -> AsyncEngine:
    """Return an engine for a `sqlite+aiosqlite` or `postgresql+asyncpg` URL.

    A `patient` one lets a statement take as long as it takes: for migrations and copies.
    """
    url = make_url(url)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    return _postgresql(url, None if patient else _COMMAND_S)


def is_postgresql(engine: AsyncEngine) -> bool:
    """Say whether several workers may use the database at once."""
    return engine.dialect.name == "postgresql"


def shown(url: str | URL) -> str:
    """Return the database as it may be told to anybody: without passwords."""
    url = make_url(url)
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    hidden = [name for name in url.query if name not in ("host", "port")]
    return url.difference_update_query(hidden).render_as_string(hide_password=True)


def connect_failures() -> tuple[type[Exception], ...]:
    """Return what is raised when there is no server to connect to."""
    from asyncpg import InterfaceError, PostgresError  # noqa: PLC0415  # not needed for SQLite

    return (OSError, TimeoutError, PoolTimeout, DBAPIError, PostgresError, InterfaceError)


@asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Commit at the end of the block, roll back on any exception. Raises DatabaseUnavailable.

    On PostgreSQL each statement sees what others committed before it: READ COMMITTED.
    """
    try:
        async with (
            connected(engine, **{_WRITES: True}) as connection,
            connection.begin() as transaction,
        ):
            yield connection
            await _commit(engine, transaction)
    except DatabaseUnavailable as error:
        error.unsaved = not isinstance(error, CommitUnclear)
        raise


async def _commit(engine: AsyncEngine, transaction: AsyncTransaction) -> None:
    try:
        await transaction.commit()
    except DatabaseUnreachable as error:
        if _is_unsent(error.__cause__, engine.dialect.loaded_dbapi):
            raise
        raise CommitUnclear(error.database, error.reason) from error


def _is_unsent(cause: BaseException | None, driver: Any) -> bool:  # noqa: ANN401  # SQLAlchemy's
    """Say whether the driver itself refused: the line had broken before the server was asked.

    asyncpg, while it still reads why, cannot even begin: `_set_state` of its `coreproto.pyx`.
    """
    if isinstance(cause, driver.InternalClientError):
        return "cannot switch to state" in str(cause)
    return isinstance(cause, driver.InterfaceError)


@asynccontextmanager
async def reading(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Show one state of the database; changes are refused. Raises DatabaseUnavailable."""
    options = _SNAPSHOT[engine.dialect.name]
    async with connected(engine, **options) as connection, connection.begin() as transaction:
        yield connection
        await transaction.rollback()


@asynccontextmanager
async def rebuilding(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Write, where tables that others refer to may be taken apart and made anew."""
    options: dict[str, object] = {_WRITES: True, _REBUILDS: True}
    async with connected(engine, **options) as connection, connection.begin():
        yield connection


@asynccontextmanager
async def connected(engine: AsyncEngine, **options: object) -> AsyncIterator[AsyncConnection]:
    """Give a connection with these execution options. Raises DatabaseUnavailable."""
    async with AsyncExitStack() as stack:
        try:
            connection = await stack.enter_async_context(engine.connect())
        except PoolTimeout as error:
            raise busy(shown(engine.url)) from error
        except connect_failures() as error:
            if not is_postgresql(engine):
                raise
            database = shown(engine.url)
            raise failure_of(database, error) or unreachable(database, error) from error
        yield await connection.execution_options(**options)


@contextmanager
def only_process(folder: Path) -> Iterator[None]:
    """Keep other processes out of the folder for the block.

    Raises FolderUnusable and AlreadyRunning. The lock is the operating system's, so a process
    that was killed leaves none behind.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415  # not needed for reading

    try:
        make_private(folder)
        lock = FileLock(folder / "roundtable.lock", timeout=0)
        lock.acquire()
    except Timeout as error:
        raise AlreadyRunning(folder) from error
    except OSError as error:
        raise FolderUnusable(folder, error.strerror or str(error)) from error
    try:
        yield
    finally:
        lock.release()


def _sqlite(url: URL) -> AsyncEngine:
    from bot.storage.sqlite_driver import open_connection  # noqa: PLC0415  # not for PostgreSQL

    pool = _SQLITE_POOL if url.database not in (None, "", ":memory:") else {}
    ours = {"connect_args": {"async_creator_fn": open_connection}}
    engine = create_async_engine(url, **ours, **pool, **_SILENT)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    event.listen(engine.sync_engine, "handle_error", _tell_failure)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    try:
        _set_pragmas(connection)
    except BaseException:
        # The pool never gets to know it, and its thread would outlive the event loop.
        connection.close()
        raise


def _set_pragmas(connection: DBAPIConnection) -> None:
    # Without this the driver decides when a transaction begins; _begin_sqlite does instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
    _switch_to_wal(cursor)
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _switch_to_wal(cursor: DBAPICursor) -> None:
    """Change the journal's mode; of two processes that make a new file, one comes second.

    SQLite does not wait for its lock here, whatever the timeout: https://sqlite.org/wal.html
    """
    for _ in range(_WAL_TRIES):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(_WAL_PAUSE_S)
        else:
            return
    cursor.execute("PRAGMA journal_mode=WAL")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    wanted = (options.get(_READS, False), not options.get(_REBUILDS, False))
    # The connection may come out of the pool as somebody else used it, and within a transaction
    # foreign_keys cannot be changed any more.
    driver = cast("SQLiteConnection", connection.connection.driver_connection)
    if connection.info.get("pragmas") != wanted:
        driver.before(f"PRAGMA query_only={wanted[0]:d}", f"PRAGMA foreign_keys={wanted[1]:d}")
        connection.info["pragmas"] = wanted
    # A writer takes the lock at once: one that began by reading could find it taken half-way.
    driver.reads_only = bool(wanted[0])
    if options.get(_WRITES, False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        driver.before(driver.BEGIN)


def _postgresql(url: URL, command_s: float | None) -> AsyncEngine:
    # What libpq calls sslmode is ssl to asyncpg.
    if "sslmode" in url.query:
        ssl = {"ssl": url.query["sslmode"]}
        url = url.difference_update_query(["sslmode"]).update_query_dict(ssl)
    settings = {
        "application_name": "roundtable",
        "idle_in_transaction_session_timeout": str(_IDLE_IN_TRANSACTION_MS if command_s else 0),
        "jit": "off",  # every query is small; compiling one takes longer than running it
    }
    arguments: dict[str, Any] = {
        "timeout": _CONNECT_S,
        "command_timeout": command_s,
        "server_settings": settings,
    }
    if url.query.get(_UNPREPARED) == "0":
        # Behind a pooler that gives each transaction another connection, a statement that was
        # prepared is not there for the next, and settings of a connection would be somebody's else:
        # https://www.pgbouncer.org/config.html, pool_mode and ignore_startup_parameters.
        del arguments["server_settings"]
        arguments |= {"statement_cache_size": 0, "prepared_statement_name_func": lambda: ""}
    engine = create_async_engine(url, connect_args=arguments, **_POOL, **_SILENT)
    event.listen(engine.sync_engine, "checkin", _note_idle)
    event.listen(engine.sync_engine, "checkout", _ask_if_there)
    event.listen(engine.sync_engine, "handle_error", _tell_failure)
    return engine


def _line_failures() -> tuple[type[Exception], ...]:
    """Return what is raised when a connection that was there is not any more."""
    from asyncpg import InternalClientError  # noqa: PLC0415  # not needed for SQLite

    return (*connect_failures(), InternalClientError)


def _note_idle(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    record.info[_IDLE_SINCE] = time.monotonic()


def _ask_if_there(
    connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection
) -> None:
    """Have another connection made where the server has ended this one, or does not answer.

    All that are idle go with it: https://docs.sqlalchemy.org/en/20/core/pooling.html#pool-disconnects.
    """
    driver = cast("AdaptedConnection", connection)
    if driver.driver_connection.is_closed():
        raise InvalidatePoolError
    idle_since = record.info.get(_IDLE_SINCE)
    if idle_since is None or time.monotonic() < idle_since + _TRUSTED_S:
        return
    try:
        driver.run_async(lambda line: line.execute("SELECT 1"))
    except _line_failures() as error:
        raise InvalidatePoolError from error


def _tell_failure(context: ExceptionContext) -> None:
    """Raise what the failure is to us; what is none of the database's own stays as it is."""
    error, engine = context.original_exception, context.engine
    if isinstance(error, TimeoutError):
        context.is_disconnect = True  # nobody knows what it is still doing
    if engine is None:
        return
    database = shown(engine.url)
    connection = context.connection
    may_change = connection is None or _WRITES in connection.get_execution_options()
    if failure := failure_of(database, error, may_change=may_change):
        raise failure from error
    # Who was cancelled is to hear that, though the connection is of no use any more.
    if context.is_disconnect and isinstance(error, Exception):
        raise unreachable(database, error) from error
