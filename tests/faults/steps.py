"""A process counted in steps: everything it asks of the database and of a platform."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine


class Steps:
    """Counts the steps and acts at one of them; `at` counts from 1, None for never."""

    def __init__(self, at: int | None, act: Callable[[], object]) -> None:
        self.taken = 0
        self.at = at
        self._act = act

    def take(self) -> None:
        """Take one step."""
        self.taken += 1
        if self.taken == self.at:
            self._act()

    def watch(self, engine: AsyncEngine) -> None:
        """Take a step before and after every statement, before every commit and after it."""
        for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(engine.sync_engine, name, lambda *_: self.take())
        # A transaction's connection goes back to the pool right after its commit.
        event.listen(engine.sync_engine.pool, "checkin", lambda *_: self.take())


def die(after_s: float) -> None:
    """Kill this process as the kernel does when memory runs out: no handler, no goodbye."""
    if after_s:
        # Between two steps: within a statement, a commit, or the flush of a file.
        threading.Thread(target=_die_later, args=(after_s,), daemon=True).start()
    else:
        os.kill(os.getpid(), signal.SIGKILL)


def _die_later(after_s: float) -> None:
    time.sleep(after_s)
    die(0)
