"""Bring a database to the schema of this version; forward only.

The steps from one schema to the next are the scripts in `versions`, which Alembic runs.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import DatabaseTooNew, DatabaseUnreachable, DatabaseUnreadable
from bot.storage.engine import is_postgresql, make_engine, reading, rebuilding, shown
from bot.storage.file import APPLICATION_ID, refuse_foreign
from bot.storage.migrations.side_by_side import may_run

T = TypeVar("T")

# Told here too, so that whoever only asks which schema a database has need not load Alembic.
REVISIONS = ("0001_doubts_as_asked",)
"""Every schema that there was, oldest first; the last one is this version's.

What a later version may call its own, so that this one runs beside it: `side_by_side`.
"""

_SCRIPTS = Path(__file__).parent
_LOCK = 0x526F756E64  # "Round": of the numbers that PostgreSQL locks, the one we take


async def migrate(engine: AsyncEngine) -> tuple[str | None, str | None]:
    """Run the migrations that are missing, in one transaction; of several workers one does.

    Returns the schemas before and after, of which there may have been none before. One of a later
    version beside which this one may run is left as it is.

    Raises DatabaseTooNew when any other later version was here, DatabaseForeign for another
    program's file, DatabaseUnreadable when it is no database, and DatabaseUnreachable when there is
    no server; none of them changes anything.
    """
    if is_postgresql(engine):
        # Rebuilding a large table, or waiting for who does, may take longer than a query may.
        patient = make_engine(engine.url, patient=True)
        try:
            return await _run(patient)
        finally:
            await patient.dispose()
    _refuse_foreign(engine)
    if engine.url.database:
        _keep_private(Path(engine.url.database))
    return await _run(engine)


async def _run(engine: AsyncEngine) -> tuple[str | None, str | None]:
    before, after = await _on_connection(rebuilding, engine, _upgrade)
    if before != after:
        import structlog  # noqa: PLC0415  # nearly always there is nothing to tell

        structlog.get_logger().info("database migrated", before=before, after=after)
    return before, after


async def check(engine: AsyncEngine) -> None:
    """Raise as `migrate` would, and DatabaseUnreadable for a database that lacks migrations."""
    _refuse_foreign(engine)
    await _on_connection(reading, engine, _check)


async def refuse_ahead(engine: AsyncEngine) -> None:
    """Raise DatabaseTooNew also for a later schema on which this version may run.

    Who copies every row that they know of would leave out the rest.
    """
    if revision := await schema_ahead(engine):
        raise DatabaseTooNew(shown(engine.url), revision)


async def schema_ahead(engine: AsyncEngine) -> str | None:
    """Return the later schema on which this version may run, None where it is not such a one.

    Raises as `check`.
    """
    revision = await _on_connection(reading, engine, _revision)
    return revision if is_ahead(revision) else None


def is_current(revision: str | None) -> bool:
    """Say whether this version can run on a database of that schema as it is."""
    return revision is not None and may_run(REVISIONS[-1], revision)


def is_ahead(revision: str | None) -> bool:
    """Say whether a later version brought the database on to where this one may still run."""
    return is_current(revision) and revision != REVISIONS[-1]


async def revision_of(engine: AsyncEngine) -> str | None:
    """Return the name of the schema that a database has, None without one."""
    return await _on_connection(reading, engine, _revision)


async def is_migrated(engine: AsyncEngine) -> bool:
    """Say whether anything of ours was ever here. Raises as `check`."""
    _refuse_foreign(engine)
    return await revision_of(engine) is not None


def _refuse_foreign(engine: AsyncEngine) -> None:
    if not is_postgresql(engine) and engine.url.database:
        refuse_foreign(Path(engine.url.database))


def _keep_private(database: Path) -> None:
    # It holds the room's secrets and people's replies. Before anything connects, because SQLite
    # gives the write-ahead log beside it the mode that the file has then.
    try:
        database.touch(mode=0o600)
        database.chmod(0o600)
    except OSError as error:
        raise DatabaseUnreadable(str(database), error.strerror or str(error)) from error


async def _on_connection(
    transaction: Callable[[AsyncEngine], AbstractAsyncContextManager[AsyncConnection]],
    engine: AsyncEngine,
    work: Callable[[Connection], T],
) -> T:
    try:
        async with transaction(engine) as connection:
            return await connection.run_sync(work)
    except DatabaseError as error:
        raise DatabaseUnreadable(shown(engine.url), str(error.orig)) from error
    except DatabaseUnreachable as error:
        if is_postgresql(engine):
            raise
        raise DatabaseUnreadable(error.database, error.reason) from error  # no file to be opened


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    current: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if current is not None and current not in REVISIONS and not is_ahead(current):
        raise DatabaseTooNew(shown(connection.engine.url), current)
    return current


def _upgrade(connection: Connection) -> tuple[str | None, str | None]:
    _wait_for_others(connection)
    before = _revision(connection)
    if is_ahead(before):
        return before, before
    _run_scripts(connection)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    _refuse_orphans(connection)
    return before, _revision(connection)


def _run_scripts(connection: Connection) -> None:
    # Loaded here, because nearly always none is missing.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _wait_for_others(connection: Connection) -> None:
    # Until the end of the transaction. On SQLite it has begun with the lock of the one writer.
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def _refuse_orphans(connection: Connection) -> None:
    # SQLite takes a table apart with foreign keys off (https://www.sqlite.org/lang_altertable.html,
    # "Making Other Kinds Of Table Schema Changes", step 10).
    if connection.dialect.name == "sqlite":
        orphan = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if orphan is not None:
            reason = f"a row of {orphan[0]} refers to one of {orphan[2]} that is not there"
            raise DatabaseUnreadable(shown(connection.engine.url), reason)


def _check(connection: Connection) -> None:
    if not is_current(_revision(connection)):
        raise DatabaseUnreadable(shown(connection.engine.url), "migrations are missing")
