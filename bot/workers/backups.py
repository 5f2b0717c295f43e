"""Backups by the clock: one a day into a folder, of which the latest stay."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

import structlog

from bot.core.backups import Standing, name_of, superfluous, time_of
from bot.errors import RoundtableError
from bot.folders import make_private

_log = structlog.get_logger()
_BETWEEN_LOOKS_S = 900.0
FOLDER = "backups"


class Backups:
    """Looks every quarter of an hour whether one is due. What fails is tried again at the next."""

    def __init__(
        self,
        folder: Path,
        keep: int,
        clock: Callable[[], datetime],
        take: Callable[[Path], Awaitable[object]],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Keep so many in the folder; `take` makes one, and raises RoundtableError or OSError."""
        self._folder, self._keep = folder, keep
        self._clock, self._take, self._sleep = clock, take, sleep
        self._failure = ""

    async def run(self) -> None:
        """Look until cancelled; without a number to keep there is nothing to do."""
        while self._keep:
            await self.look()
            await self._sleep(_BETWEEN_LOOKS_S)

    async def look(self) -> None:
        """Make a backup if one is due, and throw away what is older than those that stay."""
        if not (await self.standing()).is_due(self._clock()):
            return
        file = self._folder / name_of(self._clock())
        try:
            await asyncio.to_thread(make_private, self._folder.parent, self._folder)
            await self._take(file)
            await asyncio.to_thread(_prune, self._folder, self._keep)
        except (RoundtableError, OSError) as error:
            self._failure = f"{type(error).__name__}: {error}".removesuffix(": ")
            _log.error("backup failed", file=str(file), reason=self._failure)
        else:
            self._failure = ""
            _log.info("backup made", file=str(file))

    async def standing(self) -> Standing:
        """Return how backups are now."""
        return await asyncio.to_thread(standing_in, self._folder, self._keep, self._failure)


def standing_in(folder: Path, keep: int, failure: str = "") -> Standing:
    """Return how the backups in a folder are, which need not be there."""
    there = folder
    while not there.is_dir() and there != there.parent:
        there = there.parent
    try:
        free = shutil.disk_usage(there).free
        times = [time_of(each) for each in _names(folder)]
    except OSError as error:
        return Standing(keep, None, None, failure or error.strerror or str(error))
    return Standing(keep, max(filter(None, times), default=None), free, failure)


def _names(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir()] if folder.is_dir() else []


def _prune(folder: Path, keep: int) -> None:
    for name in superfluous(_names(folder), keep):
        (folder / name).unlink(missing_ok=True)
