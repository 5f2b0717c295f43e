"""A recurrence as it is kept: a cron expression, and which of its days count.

    text := cron ["every" N ("days" | "weeks")] ["from" D] ["until" D] ["except" R {"," R}]
    R    := D | D ".." D          D := an ISO date; both ends of a range count

`bot.core.phrases` writes them, `bot.core.recurrence` reads them. Which of two days or weeks counts
is told by their number: days since 1 January of the year 1, weeks by their Mondays; counted from
the date that it starts on, where it has one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_A_DAY = timedelta(days=1)
_DAYS = {"days": 1, "weeks": 7}
_FIELDS = r"\S+(?: \S+){4}"
_DATE = r"\d{4}-\d\d-\d\d"
_RANGE = rf"{_DATE}(?:\.\.{_DATE})?"
_TEXT = re.compile(
    rf"({_FIELDS})(?: every (\d{{1,3}}) (days|weeks))?"
    rf"(?: from ({_DATE}))?(?: until ({_DATE}))?(?: except ({_RANGE}(?:, {_RANGE})*))?"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A cron expression with the days that count: every `step`th day, or every `step`th week.

    `left_out` holds first and last days, both included.
    """

    cron: str
    step: int = 1
    unit: str = "days"
    first: date | None = None
    last: date | None = None
    left_out: tuple[tuple[date, date], ...] = ()

    def __str__(self) -> str:
        """Return the text that `rule_of` reads."""
        parts = [self.cron]
        if self.step > 1:
            parts.append(f"every {self.step} {self.unit}")
        if self.first is not None:
            parts.append(f"from {self.first}")
        if self.last is not None:
            parts.append(f"until {self.last}")
        if self.left_out:
            ranges = (f"{a}" if a == b else f"{a}..{b}" for a, b in self.left_out)
            parts.append(f"except {', '.join(ranges)}")
        return " ".join(parts)

    def is_over(self, day: date) -> bool:
        """Say whether no day counts from this one on."""
        return self.last is not None and day > self.last

    def skipping_to(self, day: date) -> date | None:
        """Return the next day that may count when this one does not, None when it does."""
        if self.first is not None and day < self.first:
            return self.first
        for start, end in self.left_out:
            if start <= day <= end:
                return end + _A_DAY
        return self._step_from(day)

    def _step_from(self, day: date) -> date | None:
        days = _DAYS[self.unit]
        # The year 1 began on a Monday.
        number = (day.toordinal() - date.min.toordinal()) // days
        begun = ((self.first or date.min).toordinal() - date.min.toordinal()) // days
        past = (number - begun) % self.step
        next_one = date.min.toordinal() + (number - past + self.step) * days
        return date.fromordinal(next_one) if past else None


def rule_of(text: str) -> Rule | None:
    """Return the rule that a text is of, None for one that is none; its cron is not looked at."""
    found = _TEXT.fullmatch(text)
    if found is None:
        return None
    cron, step, unit, first, last, left_out = found.groups()
    try:
        return Rule(
            cron,
            max(1, int(step or 1)),
            unit or "days",
            date.fromisoformat(first) if first else None,
            date.fromisoformat(last) if last else None,
            tuple(_range(each) for each in left_out.split(", ")) if left_out else (),
        )
    except ValueError:  # 30 February
        return None


def _range(text: str) -> tuple[date, date]:
    start, dots, end = text.partition("..")
    first = date.fromisoformat(start)
    return first, date.fromisoformat(end) if dots else first
