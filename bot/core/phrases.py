"""Recurrences as people write them: "every day 09:00", "mon-thu at 7 pm", or cron.

    phrase := [every | on] days [at] clock | clock [every | on] days | clock
    days   := day | daily | part {(, | and | &) part}
    part   := weekdays | weekends | name [(- | to) name]
    clock  := HH:MM | H[:MM] (am | pm)

Each becomes a five-field cron expression, which `bot.core.recurrence` reads.
"""

from __future__ import annotations

import re
from datetime import datetime

from cronsim import CronSim, CronSimError

from bot.errors import BadSchedule

LONGEST = 200
_NAMES = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_BY_NAME = {
    short: number
    for number, name in enumerate(_NAMES)
    for short in (name, f"{name}s", name[:3], f"{name[:3]}s")
} | {"tues": 2, "weds": 3, "thur": 4, "thurs": 4}
_ALL = frozenset(range(7))
_WEEKEND = frozenset({0, 6})
_GROUPS = (
    dict.fromkeys(("day", "days", "daily"), _ALL)
    | dict.fromkeys(("weekday", "weekdays", "workday", "workdays"), _ALL - _WEEKEND)
    | dict.fromkeys(("weekend", "weekends"), _WEEKEND)
)
_FIELDS = {_ALL: "*", _ALL - _WEEKEND: "1-5"}
_IN_WORDS = {"*": "every day", "1-5": "weekdays", "0,6": "weekends"}
_FILLERS = frozenset({"every", "each", "on", "at", "and", "&", "the"})
_CLOCK = re.compile(r"\b(\d{1,2})(?::(\d{2}))?(?:\s*(am|pm))?(?![:\w])", re.ASCII)
_TO = re.compile(r"\s*(?:-|\u2013|\bto\b)\s*")
_CRON_FIELDS = 5
_HALF_DAY = 12
_ANY_DAY = datetime(2026, 1, 1)  # noqa: DTZ001  # a time on the wall, in no zone


def recurrence_of(phrase: str) -> str:
    """Return the cron expression that a phrase means. Raises BadSchedule("recurrence")."""
    text = " ".join(phrase.casefold().split())
    if len(text) > LONGEST:
        raise BadSchedule("recurrence", phrase[:LONGEST])
    if _is_cron(text):
        return text
    clocks = list(_CLOCK.finditer(text))
    days = _days(_CLOCK.sub(" ", text))
    clock = _clock(clocks[0]) if len(clocks) == 1 else None
    if clock is None or days is None:
        raise BadSchedule("recurrence", phrase)
    hour, minute = clock
    return f"{minute} {hour} * * {_FIELDS.get(days) or ','.join(map(str, sorted(days)))}"


def phrase_of(recurrence: str) -> str:
    """Return a phrase that means the cron expression, or the expression where none does."""
    phrase = _phrase(recurrence.split())
    return phrase if phrase and _means(phrase, recurrence) else recurrence


def _phrase(fields: list[str]) -> str | None:
    if len(fields) != _CRON_FIELDS:
        return None
    minute, hour, _, _, days = fields
    words = _IN_WORDS.get(days) or ", ".join(
        _NAMES[int(day)].capitalize() for day in days.split(",") if day in set("0123456")
    )
    return f"{words} {hour:>02}:{minute:>02}"


def _means(phrase: str, recurrence: str) -> bool:
    try:
        return recurrence_of(phrase) == recurrence
    except BadSchedule:
        return False


def _is_cron(text: str) -> bool:
    if len(text.split()) != _CRON_FIELDS:
        return False
    try:
        next(CronSim(text, _ANY_DAY))
    except (CronSimError, StopIteration):
        return False
    return True


def _clock(found: re.Match[str]) -> tuple[int, int] | None:
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if found[2] is None and half is None:
        return None  # "9" alone: morning or evening?
    if half:
        if not 1 <= hour <= _HALF_DAY:
            return None
        hour = hour % _HALF_DAY + (_HALF_DAY if half == "pm" else 0)
    return (hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004  # a clock's face


def _days(text: str) -> frozenset[int] | None:
    """Return the days as cron counts them, Sunday 0; every day when none is named."""
    parts = [part for part in re.split(r"[\s,;]+", _TO.sub("-", text)) if part not in _FILLERS]
    found = [_part(part) for part in parts if part]
    known = [days for days in found if days is not None]
    if len(known) < len(found):
        return None
    return frozenset().union(*known) if known else _ALL


def _part(part: str) -> frozenset[int] | None:
    if part in _GROUPS:
        return _GROUPS[part]
    first, dash, last = part.partition("-")
    start, end = _BY_NAME.get(first), _BY_NAME.get(last if dash else first)
    if start is None or end is None:
        return None
    return frozenset((start + days) % 7 for days in range((end - start) % 7 + 1))
