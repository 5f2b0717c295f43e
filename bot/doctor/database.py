"""The database: whether it opens, is whole and this version's, and who uses it."""

from __future__ import annotations

import zoneinfo
from importlib.metadata import version
from pathlib import Path
from shlex import quote

from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database import connecting
from bot.doctor.findings import Finding, failure, ok, warning
from bot.errors import (
    AlreadyRunning,
    DatabaseForeign,
    DatabaseLinkedTwice,
    DatabaseTooNew,
    DatabaseUnavailable,
    DatabaseUnreachable,
    DatabaseUnreadable,
    FolderUnusable,
    RestoreElsewhere,
)
from bot.presentation.errors import words_for
from bot.settings import Settings
from bot.storage import schema
from bot.storage.engine import is_postgresql, only_process, reading, shown
from bot.storage.file import refuse_foreign, refuse_second_name
from bot.storage.migrations import is_migrated, schema_ahead
from bot.storage.pending_upgrade import pending_in
from bot.storage.transaction import Transaction

_NONE_YET = "There is no database yet; the first start makes it."
_BROKEN = (DatabaseError, DatabaseUnreadable, DatabaseUnavailable, DatabaseForeign)


async def database(settings: Settings) -> Finding:
    """Check that the database opens, and that SQLite's file is not damaged."""
    if _none_yet(settings):
        return ok(_NONE_YET)
    try:
        if not settings.on_postgresql:
            refuse_foreign(settings.database)
            refuse_second_name(settings.database)
        async with connecting(settings.database_url) as engine:
            return await _soundness(engine, _whereabouts(settings))
    except (DatabaseUnavailable, DatabaseForeign, DatabaseLinkedTwice) as error:
        return _unusable(error)
    except (DatabaseError, DatabaseUnreadable) as error:
        return _damaged(settings, str(getattr(error, "orig", error)))


def _unusable(
    error: DatabaseUnavailable | DatabaseForeign | DatabaseLinkedTwice,
) -> Finding:
    if isinstance(error, DatabaseUnreachable):
        return failure(
            f"The database {error.database} does not answer ({error.reason}).",
            "Start its server, or correct ROUNDTABLE_DATABASE_URL.",
        )
    return failure(f"The database {error.database} cannot be used.", words_for(error))


def _whereabouts(settings: Settings) -> str:
    """Return where a link leads: another room may have the same file under another name."""
    if settings.on_postgresql or settings.database.absolute() == settings.real_database:
        return ""
    return f" Its file is {settings.real_database}, which one room at a time can use."


async def _soundness(engine: AsyncEngine, whereabouts: str) -> Finding:
    async with reading(engine) as connection:
        if is_postgresql(engine):
            server = await connection.scalar(text("SHOW server_version"))
            return ok(f"The PostgreSQL {server} server answers.")
        found = await connection.scalar(text("PRAGMA quick_check(1)"))
    name = engine.url.database
    if found != "ok":
        return _damage(str(name), found)
    return ok(f"The database {name} is sound.{whereabouts}")


def _damaged(settings: Settings, reason: str) -> Finding:
    return _damage(str(settings.database), reason)


def _damage(name: str, reason: str | None) -> Finding:
    return failure(
        f"The database {name} is damaged, or no database ({reason}).",
        "Stop the room and put the latest backup in its place: roundtable restore FILE",
    )


async def migrations(settings: Settings) -> Finding:
    """Check that the schema is this version's."""
    if _none_yet(settings):
        return ok(_NONE_YET)
    try:
        async with connecting(settings.database_url) as engine:
            return await _schema(engine)
    except DatabaseTooNew as error:
        return failure(
            f"A newer Roundtable wrote the database, or one from before 0.1.0 ({error.revision}).",
            "Install that version, or restore a backup that this one made.",
        )
    except _BROKEN:
        return _unanswered("Which migrations have run cannot be told.")


async def _schema(engine: AsyncEngine) -> Finding:
    if not await is_migrated(engine):
        return ok("The database has no tables yet; the first start makes them.")
    if await schema_ahead(engine):
        return warning(
            "A newer Roundtable has brought the database on; this one may run beside it.",
            "Finish the upgrade: start every worker with the new version.",
        )
    if await _is_current(engine):
        return ok("Every migration has run.")
    return warning(
        "The database has the schema of an older version.",
        "Back it up with “roundtable backup FILE”, then start the room: it runs what is missing.",
    )


async def room(settings: Settings) -> Finding:
    """Tell whether a room runs on the database."""
    if settings.on_postgresql:
        return ok("Any number of rooms may run on a server's database.")
    if is_room_running(settings):
        return ok(f"A room is running on {settings.database}.")
    return ok(f"No room is running on {settings.database}.")


async def upgrade(settings: Settings) -> Finding:
    """Tell of an upgrade that was begun and has not come to its end."""
    pending = pending_in(settings.folder)
    if pending is None:
        return ok("No upgrade is under way.")
    return warning(
        f"An upgrade to {pending.version} was begun and has not come to its end.",
        "Type “roundtable upgrade” to go on. To go back, take the version that you had, and type: "
        f"{way_back(settings, Path(pending.backup))}",
    )


def way_back(settings: Settings, backup: Path) -> str:
    """Return what is typed to have the database of a backup again, with the program of then."""
    if settings.on_postgresql:
        return words_for(RestoreElsewhere(backup, shown(settings.database_url)))
    folder = quote(str(settings.database.parent.absolute()))
    return f"ROUNDTABLE_DATA={folder} roundtable restore --yes {quote(str(backup))}"


def is_room_running(settings: Settings) -> bool:
    """Say whether another process has the database's folder for itself."""
    folder = settings.folder
    if settings.on_postgresql or not (folder / "roundtable.lock").exists():
        return False
    try:
        with only_process(folder):
            return False
    except AlreadyRunning:
        return True
    except FolderUnusable:  # the check of the folder tells
        return False


async def zones(settings: Settings) -> Finding:
    """Check that there is zone data, for every schedule's zone too."""
    known = zoneinfo.available_timezones()
    if not known:
        return failure(
            "There is no time zone data, so no schedule knows its time.",
            "Install it into the virtual environment: python -m pip install tzdata",
        )
    try:
        used = await _zones_of_schedules(settings)
    except _BROKEN:
        return _unanswered("The zones of the schedules cannot be told.")
    if unknown := sorted(used - known):
        return failure(
            f"Schedules are in time zones that are not known here: {', '.join(unknown)}.",
            "Install newer zone data with “python -m pip install --upgrade tzdata”, or remove "
            "these schedules and add them in a zone such as Europe/Paris.",
        )
    return ok(f"{len(known)} time zones are known (tzdata {version('tzdata')}).")


async def _zones_of_schedules(settings: Settings) -> set[str]:
    if _none_yet(settings):
        return set()
    async with connecting(settings.database_url) as engine:
        if not await is_migrated(engine):
            return set()
        async with reading(engine) as connection:
            return set(await connection.scalars(select(schema.schedules.c.zone).distinct()))


def _unanswered(sentence: str) -> Finding:
    return failure(sentence, "See to the database first; then run this again.")


async def _is_current(engine: AsyncEngine) -> bool:
    async with reading(engine) as connection:
        return await Transaction(connection).statistics.is_migrated()


def _none_yet(settings: Settings) -> bool:
    # Before anything connects: SQLite would make the file.
    return not settings.on_postgresql and not settings.database.exists()
