"""Bring a database to the schema of this version; forward only."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import DatabaseTooNew, DatabaseUnreadable

_MIGRATIONS = Path(__file__).parent / "migrations"


async def migrate(engine: AsyncEngine) -> None:
    """Run the migrations that are missing, in one transaction.

    Raises DatabaseTooNew when a later version was here, and DatabaseUnreadable when the file is
    no database; neither changes anything.
    """
    if engine.dialect.name == "sqlite" and engine.url.database:
        _keep_private(Path(engine.url.database))
    await _on_connection(engine, _upgrade)


async def check(engine: AsyncEngine) -> None:
    """Raise as `migrate` would, and DatabaseUnreadable for a database that lacks migrations."""
    await _on_connection(engine, _check)


def _keep_private(database: Path) -> None:
    # It holds the room's secrets and people's replies. Before anything connects, because SQLite
    # gives the write-ahead log beside it the mode that the file has then.
    try:
        database.touch(mode=0o600)
        database.chmod(0o600)
    except OSError as error:
        raise DatabaseUnreadable(str(database), error.strerror or str(error)) from error


async def _on_connection(engine: AsyncEngine, work: object) -> None:
    try:
        async with engine.begin() as connection:
            await connection.run_sync(work)  # type: ignore[arg-type]  # generic over its result
    except DatabaseError as error:
        raise DatabaseUnreadable(str(engine.url.database), str(error.orig)) from error


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _revision(connection: Connection, config: Config) -> str | None:
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise DatabaseTooNew(str(connection.engine.url.database), current)
    return current


def _upgrade(connection: Connection) -> None:
    config = _config(connection)
    _revision(connection, config)
    command.upgrade(config, "head")


def _check(connection: Connection) -> None:
    config = _config(connection)
    if _revision(connection, config) != ScriptDirectory.from_config(config).get_current_head():
        raise DatabaseUnreadable(str(connection.engine.url.database), "migrations are missing")
