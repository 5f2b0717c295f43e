"""The machine: its Python, the data folder and the space for it, and the packs beside it."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import stat
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bot.doctor.findings import Finding, failure, ok, warning
from bot.errors import BadPack
from bot.importing.packs import find_packs, read_pack
from bot.presentation.backups import REMEDY, standing_words
from bot.presentation.humanize import count, size_words
from bot.settings import Settings
from bot.workers.backups import FOLDER, standing_in

_OLDEST_PYTHON = (3, 11)
_MB = 1_000_000
_LEAST_FREE = 50 * _MB
_ENOUGH_FREE = 1_000 * _MB


async def python(_settings: Settings | None = None) -> Finding:
    """Check the interpreter's version."""
    return python_finding(sys.version_info[:2])


def python_finding(version: tuple[int, int]) -> Finding:
    """Judge a version."""
    if version < _OLDEST_PYTHON:
        return failure(
            f"This is Python {version[0]}.{version[1]}.",
            "Install Python 3.11 or newer and make the virtual environment with it.",
        )
    return ok(f"Python {platform.python_version()} with SQLite {sqlite3.sqlite_version}.")


async def data_folder(settings: Settings) -> Finding:
    """Check that the data folder can be written, and by nobody else."""
    folder = settings.folder
    if settings.on_postgresql and not folder.exists():
        return ok(f"The database is on a server; backups and indexes would be kept in {folder}.")
    if not folder.exists():
        return _future_folder(folder)
    remedy = "Make it a folder that this user may write, or set ROUNDTABLE_DATA to another."
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return failure(f"The data folder {folder} cannot be written ({error.strerror}).", remedy)
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        return warning(
            f"Others on this machine can look into the data folder {folder}.",
            f"It holds the room's secrets and people's answers. Run: chmod 700 {folder}",
        )
    return ok(f"The data folder {folder} can be written, by its owner alone.")


def _future_folder(folder: Path) -> Finding:
    parent = _nearest(folder)
    if parent.is_dir() and os.access(parent, os.W_OK | os.X_OK):
        return ok(f"There is no data folder {folder} yet; the first start makes it.")
    return failure(
        f"The data folder {folder} cannot be made in {parent}.",
        f"Make {parent} a folder that this user may write, or set ROUNDTABLE_DATA to another.",
    )


async def disk(settings: Settings) -> Finding:
    """Check that there is room for the database to grow, and for a second one at a restore."""
    if settings.on_postgresql:
        return ok("Nothing is kept on this disk: the database is on a server.")
    database = settings.real_database
    size = database.stat().st_size if database.is_file() else 0
    return disk_finding(shutil.disk_usage(_nearest(database.parent)).free, size)


async def backups(settings: Settings) -> Finding:
    """Check that there is a backup of late, where they are made by the clock."""
    folder = settings.folder / FOLDER
    standing, now = standing_in(folder, settings.backups), datetime.now(UTC)
    words = standing_words(standing, now)
    return warning(words, REMEDY) if standing.is_late(now) else ok(words)


def disk_finding(free: int, database: int) -> Finding:
    """Judge the free space in bytes, beside a database of so many."""
    sentence = f"{size_words(free)} are free where the database is."
    remedy = "Free some space, or set ROUNDTABLE_DATA to a folder on another disk."
    if free < _LEAST_FREE:
        return failure(sentence, remedy)
    if free < max(_ENOUGH_FREE, 2 * database):
        return warning(sentence, remedy)
    return ok(sentence)


async def packs(settings: Settings) -> Finding:
    """Check that every pack can be read. A room starts without those that cannot."""
    if not settings.content.is_dir():
        return warning(
            f"There is no content folder {settings.content}, so no deck is there from the start.",
            "Set ROUNDTABLE_CONTENT to a folder with packs, or import documents.",
        )
    found = list(find_packs(settings.content))
    problems = []
    for folder in found:
        try:
            read_pack(folder)
        except BadPack as error:
            problems.append(f"{error.name}: {error.reason}")
    if problems:
        return warning(
            f"{count(len(problems), 'pack')} cannot be loaded: {'; '.join(problems)}.",
            f"Correct them as {settings.content / 'README.md'} says, or take them out.",
        )
    return ok(f"{count(len(found), 'pack')} can be loaded from {settings.content}.")


def _nearest(folder: Path) -> Path:
    """Return the folder, or what there is of the way to it."""
    return next(each for each in (folder, *folder.absolute().parents) if each.exists())
