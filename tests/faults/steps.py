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
    """Counts the steps and acts at one of them; `at` counts from 1, None for never.

    `kinds` says of each step since the beginning what it was. `also` has more to do at others.
    """

    def __init__(self, at: int | None, act: Callable[[], object]) -> None:
        self.taken = 0
        self.kinds: list[str] = []
        self.at = at
        self.also: dict[int, Callable[[], object]] = {}
        self._act = act

    def take(self, kind: str) -> None:
        """Take one step."""
        self.taken += 1
        self.kinds.append(kind)
        if self.taken in self.also:
            self.also[self.taken]()
        if self.taken == self.at:
            self._act()

    def watch(self, engine: AsyncEngine) -> None:
        """Take a step before and after every statement, before every commit and after it."""
        database = engine.sync_engine
        for when in ("before", "after"):
            name = f"{when}_cursor_execute"
            event.listen(database, name, lambda *told, when=when: self.take(_kind(when, told[2])))
        event.listen(database, "commit", lambda *_: self.take("before a commit"))
        # A transaction's connection goes back to the pool right after its commit.
        event.listen(database.pool, "checkin", lambda *_: self.take("after a transaction"))


def _kind(when: str, statement: str) -> str:
    return f"{when} {statement.split(maxsplit=1)[0]}"


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
