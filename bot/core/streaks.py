"""How many rounds in a row a member replied in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """A round as one member's chance to reply: `open` while they still can."""

    opened_at: datetime
    open: bool
    replied: bool


@dataclass(frozen=True, slots=True)
class Streaks:
    """Numbers of rounds: up to now, and the most there ever was."""

    current: int
    longest: int


def streaks(turns: Iterable[Turn], joined_at: datetime) -> Streaks:
    """Return a member's streaks; `turns` are the newest first.

    A round that was opened before they joined, or is still open, counts when they replied and
    breaks nothing when they did not.
    """
    runs = [0]
    for turn in turns:
        if turn.replied:
            runs[-1] += 1
        elif not turn.open and turn.opened_at >= joined_at:
            runs.append(0)
    return Streaks(current=runs[0], longest=max(runs))
