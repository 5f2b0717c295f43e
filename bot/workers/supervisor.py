"""Background work that is kept, named, and never dies unseen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from time import monotonic

import structlog

from bot.errors import DatabaseUnavailable
from bot.platforms.port import PlatformAway

_log = structlog.get_logger()
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0
_LAST_MOMENT = 0.5

Sleep = Callable[[float], Awaitable[None]]


class Supervisor:
    """Runs loops; one that fails is logged and started again, each time later."""

    def __init__(self, sleep: Sleep = asyncio.sleep, time: Callable[[], float] = monotonic) -> None:
        self._sleep = sleep
        self._time = time
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Run `work` until it returns, or until `stop`."""
        self._tasks.append(asyncio.create_task(self._keep_running(name, work), name=name))

    async def stop(self) -> None:
        """Give every loop a moment to end by itself, then cancel it, and wait for it."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_LAST_MOMENT)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def _keep_running(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        pause = _FIRST_PAUSE
        while True:
            started = self._time()
            try:
                await work()
            except Exception as error:  # noqa: BLE001  # supervising means whatever it was
                if self._time() - started >= _LONGEST_PAUSE:
                    pause = _FIRST_PAUSE  # it had been well for a while
                _note_failure(name, error, pause)
                await self._sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                return


def _note_failure(name: str, error: Exception, pause: float) -> None:
    if is_of_database(error) or isinstance(error, PlatformAway):
        # Whoever noticed told the log, once; every loop that stands on it would tell it again.
        _log.debug("background work waits", task=name, again_in=pause, error=repr(error))
    else:
        _log.error("background work failed", task=name, again_in=pause, exc_info=error)


def is_of_database(error: BaseException) -> bool:
    """Say whether it is nothing but that the database does not serve us."""
    if isinstance(error, BaseExceptionGroup):
        return all(is_of_database(each) for each in error.exceptions)
    return isinstance(error, DatabaseUnavailable)


def seconds_until(
    due: datetime | None, now: datetime, longest: float, shortest: float = 0.0
) -> float:
    """Return how long to wait for what is due, within these bounds."""
    return longest if due is None else min(max((due - now).total_seconds(), shortest), longest)
