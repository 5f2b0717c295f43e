"""What a check is, what it finds, and findings in words and as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Protocol

from bot.settings import Settings


class Outcome(StrEnum):
    """A room starts with a WARNING, and may regret it; with a FAILURE it does not work."""

    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


_MARKS = {Outcome.OK: "ok", Outcome.WARNING: "warning", Outcome.FAILURE: "FAILURE"}
_MARK_WIDTH = max(map(len, _MARKS.values()))


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


def any_failed(findings: Mapping[str, Finding]) -> bool:
    """Say whether a room would not work."""
    return any(finding.outcome is Outcome.FAILURE for finding in findings.values())


def words(findings: Mapping[str, Finding]) -> str:
    """Return the findings for people, a line each, with what to do below it."""
    width = max(map(len, findings))
    lines = []
    for name, finding in findings.items():
        mark = _MARKS[finding.outcome]
        lines.append(f"{mark:<{_MARK_WIDTH}}  {name:<{width}}  {finding.sentence}")
        if finding.remedy:
            lines.append(f"{'':<{_MARK_WIDTH}}  {'':<{width}}  -> {finding.remedy}")
    return "\n".join(lines)


def data(findings: Mapping[str, Finding]) -> dict[str, Any]:
    """Return the findings for programs.

    `{"ok": bool, "checks": [{"name", "outcome": "ok" | "warning" | "failure", "sentence",
    "remedy"}]}`; `ok` is false when anything failed.
    """
    return {
        "ok": not any_failed(findings),
        "checks": [{"name": name, **asdict(finding)} for name, finding in findings.items()],
    }
