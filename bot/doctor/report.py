"""Findings in words and as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.doctor.findings import Finding, Outcome

_MARKS = {Outcome.OK: "ok", Outcome.WARNING: "warning", Outcome.FAILURE: "FAILURE"}
_MARK_WIDTH = max(map(len, _MARKS.values()))


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
        "ok": all(finding.outcome is not Outcome.FAILURE for finding in findings.values()),
        "checks": [{"name": name, **asdict(finding)} for name, finding in findings.items()],
    }
