"""What a check is, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.settings import Settings


class Outcome(StrEnum):
    """A room starts with a WARNING, and may regret it; with a FAILURE it does not work."""

    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Finding:
    """`sentence` says how things are; `remedy` what to do about it, empty when all is well."""

    outcome: Outcome
    sentence: str
    remedy: str = ""


class Check(Protocol):
    """Looks at one thing and changes nothing.

    A platform brings its own, for its tokens and what they may do, and is listed in `CHECKS`.
    """

    async def __call__(self, settings: Settings) -> Finding:
        """Return what was found. What it raises is shown as a failure of the check."""


def ok(sentence: str) -> Finding:
    """Return that all is well."""
    return Finding(Outcome.OK, sentence)


def warning(sentence: str, remedy: str) -> Finding:
    """Return what may become a problem."""
    return Finding(Outcome.WARNING, sentence, remedy)


def failure(sentence: str, remedy: str) -> Finding:
    """Return what keeps a room from working."""
    return Finding(Outcome.FAILURE, sentence, remedy)
