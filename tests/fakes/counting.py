"""Ids and secrets that are the same in every run."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count


def counted(prefix: str) -> Callable[[], str]:
    """Return a function that gives `prefix-1`, `prefix-2` and so on."""
    numbers = count(1)
    return lambda: f"{prefix}-{next(numbers)}"
