"""Long lists in pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    """What is on one of so many `pages`, which is `at`, from 1."""

    items: Sequence[T]
    at: int
    pages: int


def paged(found: Sequence[T], at: int, at_once: int) -> Paged[T]:
    """Return the page `at` of what was found; the nearest where there is none."""
    pages = max(1, -(-len(found) // at_once))
    at = min(max(1, at), pages)
    return Paged(found[(at - 1) * at_once : at * at_once], at, pages)
