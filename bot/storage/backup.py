"""Backups: taken beside a running room, put back in the SQLite file's place while none runs.

A backup is an SQLite database like the room's own, in one file and whole: what was committed
before it began is in it, and nothing that was half written. See https://www.sqlite.org/backup.html.
It is sealed with a checksum, so that a restore brings back what was backed up and nothing else.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import (
    BackupChanged,
    BackupExists,
    BackupTooNew,
    BackupUnsealed,
    BackupUnwritable,
    DatabaseTooNew,
    DatabaseUnreadable,
    NotABackup,
)
from bot.storage.copying import copy
from bot.storage.engine import make_engine, shown
from bot.storage.migrations import migrate
from bot.storage.seal import is_intact, seal, unseal

_PAGES_A_STEP = 1_000  # of 4 KiB; between two steps other threads and Ctrl-C have their turn
_DRIVER = "sqlite+aiosqlite:///"
_COUNTED = ("decks", "rounds", "replies")
# SQLite keeps these beside a database: what is committed but not yet moved in, and its index.
_COMPANIONS = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much of each a database holds."""

    decks: int
    rounds: int
    replies: int


def back_up(
    database: Path,
    file: Path,
    *,
    overwrite: bool = False,
    go_on: Callable[[], None] = lambda: None,
) -> Holdings:
    """Copy the database, used or not, to a file that only its owner can read.

    The file is there whole or not at all. `go_on` is called between steps, and raises what is to
    end it. Raises BackupExists, BackupUnwritable, and
    DatabaseUnreadable when the database or its copy is damaged.
    """
    if file.exists() and file.samefile(database):
        raise BackupExists(file)
    with _becoming(file, overwrite=overwrite) as partial:
        with _unreadable(database):
            _copy(database, partial, go_on)
        go_on()
        return _sealed(partial, str(database))


async def back_up_server(source: AsyncEngine, file: Path, *, overwrite: bool = False) -> Holdings:
    """Copy what a server has, as it is at one moment, to a file as `back_up` makes it.

    The source is migrated. Raises as `back_up`, CopyDiffers and DatabaseUnreachable.
    """
    with _becoming(file, overwrite=overwrite) as partial:
        target = make_engine(f"{_DRIVER}{partial}")
        try:
            await migrate(target)
            await copy(source, target, lambda _table, _done, _total: None)
        finally:
            await target.dispose()
        _make_one_file(partial)
        return _sealed(partial, shown(source.url))


async def restore(file: Path, database: Path, kept: Path, *, unchecked: bool = False) -> Holdings:
    """Put a backup in the database's place, migrated; what was there is `kept`, if anything was.

    The caller keeps every other process out of the folder. The backup is checked and migrated
    before anything is touched; `unchecked` takes one whose checksum is wrong, or that has none.
    Raises NotABackup, BackupChanged, BackupUnsealed, BackupTooNew and BackupUnwritable.
    """
    staged = database.with_name(f"{database.name}.restoring")
    _remove(staged)
    try:
        holdings = await asyncio.to_thread(_stage, file, staged, unchecked)
        await _migrate(file, staged)
        with _unwritable(database):
            await asyncio.to_thread(_put_in_place, staged, database, kept)
        return holdings
    finally:
        _remove(staged)


def refuse_changed(file: Path) -> None:
    """Raise BackupChanged for a backup that is not as it was made. What has no seal is let pass."""
    with closing(_connect(file)) as connection:
        if is_intact(connection) is False:
            raise BackupChanged(file)


def _copy(source: Path, target: Path, go_on: Callable[[], None] = lambda: None) -> None:
    with closing(_connect(source)) as reading, closing(_connect(target)) as writing:
        # One read transaction around all steps: without it every commit of a busy room would make
        # the copy start again from its first page.
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
        reading.backup(writing, pages=_PAGES_A_STEP, progress=lambda *_: go_on(), sleep=0)
    _make_one_file(target)


def _connect(path: Path) -> sqlite3.Connection:
    # As a URI, because by its plain name SQLite would make a database that is not there.
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)


def _make_one_file(path: Path) -> None:
    """Move what is committed into the file itself, so that it needs nothing beside it."""
    with closing(_connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def _stage(file: Path, staged: Path, unchecked: bool) -> Holdings:
    if not file.is_file():
        raise NotABackup(file, "there is no such file")
    with _unwritable(staged):
        staged.touch(mode=0o600)
    try:
        _copy(file, staged)
        holdings = _checked(staged, str(file))
        _open(staged, None if unchecked else file)
    except (sqlite3.DatabaseError, DatabaseUnreadable) as error:
        reason = error.reason if isinstance(error, DatabaseUnreadable) else str(error)
        raise NotABackup(file, reason) from error
    return holdings


def _open(staged: Path, checked: Path | None) -> None:
    """Take the seal off the copy of a backup, after a look at it where that is `checked`."""
    with closing(_connect(staged)) as connection:
        if checked is not None:
            intact = is_intact(connection)
            if intact is None:
                raise BackupUnsealed(checked)
            if not intact:
                raise BackupChanged(checked)
        unseal(connection)


def _sealed(copied: Path, original: str) -> Holdings:
    """Return what the copy holds, sealed. Raises DatabaseUnreadable as `_checked`."""
    holdings = _checked(copied, original)
    with closing(_connect(copied)) as connection:
        seal(connection)
    return holdings


def _checked(copied: Path, original: str) -> Holdings:
    """Return what the copy holds. Raises DatabaseUnreadable about the original it came from."""
    with _unreadable(original), closing(_connect(copied)) as connection:
        for pragma in ("integrity_check(1)", "foreign_key_check"):
            found = connection.execute(f"PRAGMA {pragma}").fetchone()
            if found not in (None, ("ok",)):
                raise DatabaseUnreadable(original, f"{pragma}: {found[0]}")
        if connection.execute("SELECT count(*) FROM alembic_version").fetchone() == (0,):
            raise DatabaseUnreadable(original, "it is no Roundtable database")
        counts = {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in _COUNTED  # our own names, above
        }
    return Holdings(**counts)


async def _migrate(file: Path, staged: Path) -> None:
    engine = make_engine(f"{_DRIVER}{staged}")
    try:
        await migrate(engine)
    except DatabaseTooNew as error:
        raise BackupTooNew(file, error.revision) from error
    except DatabaseUnreadable as error:
        raise NotABackup(file, error.reason) from error
    finally:
        await engine.dispose()


def _put_in_place(staged: Path, database: Path, kept: Path) -> None:
    _make_one_file(staged)
    if database.exists():
        _keep(database, kept)
    _replace(staged, database)


def _keep(database: Path, kept: Path) -> None:
    """Give the database a second name, so that at no moment there is none under its own."""
    # Not while somebody still reads it, nor if it is damaged: then its log is kept beside it.
    with suppress(sqlite3.DatabaseError):
        _make_one_file(database)
    try:
        kept.hardlink_to(database)
    except FileExistsError:  # an earlier one, which is somebody's last resort
        raise
    except OSError:  # some file systems have one name a file
        shutil.copy2(database, kept)
    # Never left behind: SQLite would take them for parts of the database that comes next.
    for ending in _COMPANIONS:
        companion = Path(f"{database}{ending}")
        if companion.exists():
            companion.replace(f"{kept}{ending}")


def _replace(new: Path, old: Path) -> None:
    """Put a file in another's place, on disk when this returns."""
    _sync(new)
    new.replace(old)
    _sync(old.parent)


def _sync(path: Path) -> None:
    if sys.platform == "win32" and path.is_dir():
        return  # a folder cannot be opened there, nor need it be
    # Windows writes out only what was opened to be written.
    handle = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _becoming(file: Path, *, overwrite: bool) -> Iterator[Path]:
    """Give a file to write, which takes the place of `file` after the block, or is removed."""
    if file.exists() and not overwrite:
        raise BackupExists(file)
    with _unwritable(file):
        partial = _new_private_file(beside=file)
        try:
            yield partial
            _replace(partial, file)
        finally:
            _remove(partial)


def _new_private_file(beside: Path) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{beside.name}.", dir=beside.absolute().parent)
    os.close(handle)
    return Path(name)


def _remove(database: Path) -> None:
    for ending in ("", *_COMPANIONS):
        Path(f"{database}{ending}").unlink(missing_ok=True)


@contextmanager
def _unreadable(database: Path | str) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise DatabaseUnreadable(str(database), str(error)) from error


@contextmanager
def _unwritable(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackupUnwritable(file, error.strerror or str(error)) from error
