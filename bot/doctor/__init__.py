"""`roundtable doctor`: looks at everything that a room stands on, and says what to do."""

from __future__ import annotations

from bot.doctor.examination import CHECKS, any_failed, examine
from bot.doctor.findings import Check, Finding, Outcome
from bot.doctor.report import data, words

__all__ = ["CHECKS", "Check", "Finding", "Outcome", "any_failed", "data", "examine", "words"]
