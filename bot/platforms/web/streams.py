"""How many live pages there are: each holds a connection for as long as it is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

MOST_OF_ONE = 12
"""Pages in sight of one person; those out of sight give their streams back by themselves."""
_AT_ONCE = 20
_EACH_MS, _MOST_MS = 5, 4_000


class Streams:
    """Those of this process: `most` at a time, of which one person has a few."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._of = Counter[str]()

    @property
    def spread_ms(self) -> int:
        """Over how many milliseconds pages are to spread what all of them do at one moment.

        It is none for a few, and never so long that somebody would wonder.
        """
        return min(max(self._of.total() - _AT_ONCE, 0) * _EACH_MS, _MOST_MS)

    @contextmanager
    def place(self, whose: str) -> Iterator[bool]:
        """Say whether there is a place for one more, which is taken until the end."""
        if self._of[whose] >= MOST_OF_ONE or self._of.total() >= self._most:
            yield False
            return
        self._of[whose] += 1
        try:
            yield True
        finally:
            self._of[whose] -= 1
            self._of += Counter()  # which drops those with none
