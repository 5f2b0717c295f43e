"""Whether a database serves us: told to the log once when it stops, and once when it does again.

Whoever else meets `DatabaseUnavailable` need not log it: every transaction comes by here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from bot.errors import DatabaseUnavailable

Use = Literal["reading", "writing"]

# A disk that is nearly full takes what is small and refuses what is large, many times a second.
_CALM_S = 30.0


class Condition:
    """What fails now. A use of the database is well again after 30 seconds without a failure."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed_at: dict[Use, float] = {}
        self._since = 0.0
        self._latest = ""

    @property
    def failure_kind(self) -> str:
        """The latest failure by the name of its class, "" while all is well."""
        return self._latest if self._failed_at else ""

    def is_failing(self, use: Use) -> bool:
        """Say whether this use failed lately."""
        return use in self._failed_at

    @contextmanager
    def watching(self, use: Use) -> Iterator[None]:
        """Note how the block went. What it refuses for other reasons says nothing of the database.

        Raises what the block raises.
        """
        try:
            yield
        except DatabaseUnavailable as error:
            self._failed(use, error)
            raise
        if self._failed_at:
            self._worked(use)

    def _failed(self, use: Use, error: DatabaseUnavailable) -> None:
        now = self._clock()
        if not self._failed_at:
            self._since = now
            about = {"kind": type(error).__name__, "database": error.database}
            _log().error("database unavailable", **about, reason=error.reason, use=use)
        self._failed_at[use] = now
        self._latest = type(error).__name__

    def _worked(self, use: Use) -> None:
        now = self._clock()
        if now - self._failed_at.get(use, now) < _CALM_S:
            return
        del self._failed_at[use]
        if not self._failed_at:
            _log().warning("database available again", seconds=round(now - self._since))


def _log() -> Any:  # noqa: ANN401  # structlog's loggers are of no class that could be named
    import structlog  # noqa: PLC0415  # whoever reads alone has nothing to tell

    return structlog.get_logger()
