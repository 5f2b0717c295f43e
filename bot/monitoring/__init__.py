"""How a running room is doing, for its operator: metrics, and whether its loops still go round."""

from __future__ import annotations

import time
from collections.abc import Callable

_MISSED_TURNS = 3


class Pulse:
    """A loop touches it each time round; it counts as alive until it has missed three turns.

    `longest_wait` is how many seconds the loop waits between two turns at the most. A loop that
    fails does not touch it, though it is started again.
    """

    def __init__(self, longest_wait: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._patience = _MISSED_TURNS * longest_wait
        self._clock = clock
        self._last = clock()

    def beat(self) -> None:
        """Say that the loop has done its work once more."""
        self._last = self._clock()

    @property
    def silent_for(self) -> float:
        """Seconds since the last beat."""
        return self._clock() - self._last

    @property
    def is_alive(self) -> bool:
        """Whether the loop was heard of lately."""
        return self.silent_for <= self._patience
