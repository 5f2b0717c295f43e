"""Dates as people write them: "3 May", "May 3rd, 2027", "2026-05-03", "tomorrow", "sunday".

3/5/2026 is March to some and May to others, so such a date is taken where one of the two numbers
is no month alone; 3.5.2026 is written where the day comes first.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

MONTHS = tuple(
    "january february march april may june july august september october november december".split()  # noqa: SIM905  # as people list them
)
WEEKDAYS = tuple("monday tuesday wednesday thursday friday saturday sunday".split())  # noqa: SIM905  # as above
MONTH = rf"(?:{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in MONTHS)}|sept)\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th|\.)?"
_YEAR = r"(?:,? (\d{4})(?![:\d]))?"
# In the order in which they are tried; each pattern has a group for what `_read` wants of it.
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(rf"({_DAY})(?: of)? ?({MONTH}){_YEAR}")
_MONTH_FIRST = re.compile(rf"({MONTH}) ?({_DAY})(?![:\d]){_YEAR}")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_SHORT = "|".join(name[:3] for name in WEEKDAYS)
_NAMED = re.compile(
    rf"today|(?:the )?(?:day after )?tomorrow|(?:next |this )?({'|'.join(WEEKDAYS)}|(?:{_SHORT})\b)"
)
_DAY_NAMED = rf"({'|'.join(WEEKDAYS)}|(?:{_SHORT})\b)"
_NEXT_NAMED = re.compile(rf"\bnext {_DAY_NAMED}(?! (?:of|in) )")
_OF_NEXT_WEEK = re.compile(
    rf"{_DAY_NAMED} (?:(?:of|in) )?next week|next week(?:.?s)?(?: on)? {_DAY_NAMED}"
)
_END_OF = re.compile(rf"(?:the )?end of (?:(?:the |this )?(?:week|month|year)|({MONTH}))")
_AHEAD = re.compile(r"in (\d{1,3}|a|one|two|three|four|six) (day|week|month)s?\b")
_MANY = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "six": 6}
DATE = "|".join(
    re.sub(r"\((?!\?)", "(?:", each.pattern)
    for each in (
        _OF_NEXT_WEEK,
        _END_OF,
        _AHEAD,
        _ISO,
        _DAY_FIRST,
        _MONTH_FIRST,
        _SLASHED,
        _DOTTED,
        _NAMED,
    )
)
"""A pattern without groups that finds what `date_of` may read, in a text in lower case."""
_LAST_MONTH = 12
_A_DAY = timedelta(days=1)


def date_of(text: str, today: date | None) -> date | None:
    """Return the date that a text in lower case means, None for none.

    Without a year it is the next such date from `today` on, and none where that is not known.
    """
    try:
        return _read(text.strip(), today)
    except (ValueError, OverflowError):  # 30 February
        return None


def either_of(text: str, today: date) -> tuple[str, tuple[date, date]] | None:
    """Return the words of a text in lower case that mean one of two days, and these days.

    On a Monday “next Friday” is to some the one to come, to others that of next week. None where
    both are the same, unless that is tomorrow: on a Sunday “next Monday” may be a week later.
    """
    if (found := _NEXT_NAMED.search(text)) is None:
        return None
    day = _coming(found[1], today)
    if day == _a_week_on(found[1], today) and day != today + _A_DAY:
        return None
    return found[0], (day, day + 7 * _A_DAY)


def date_words(day: date) -> str:
    """Return a date as it is read everywhere alike: "3 May 2026"."""
    return f"{day.day} {day:%B} {day.year}"


def _read(text: str, today: date | None) -> date | None:
    if found := _ISO.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        return _in_year(found[1], _month(found[2]), found[3], today)
    if found := _MONTH_FIRST.fullmatch(text):
        return _in_year(found[2], _month(found[1]), found[3], today)
    if found := _DOTTED.fullmatch(text):
        return _in_year(found[1], int(found[2]), found[3], today)
    if found := _SLASHED.fullmatch(text):
        return _slashed(int(found[1]), int(found[2]), int(found[3]))
    return _named(text, today) if today is not None else None


def _end_of(found: re.Match[str], today: date) -> date:
    if found[0].endswith("year"):
        return date(today.year, _LAST_MONTH, 31)
    if found[0].endswith("week"):
        return today + (len(WEEKDAYS) - 1 - today.weekday()) * _A_DAY
    ahead = (_month(found[1]) - today.month) % 12 if found[1] else 0
    return in_months(today.replace(day=1), ahead + 1) - _A_DAY


def _ahead(found: re.Match[str], today: date) -> date:
    number = _MANY.get(found[1]) or int(found[1])
    if found[2] == "month":
        return in_months(today, number)
    return today + number * (7 if found[2] == "week" else 1) * _A_DAY


def in_months(day: date, count: int) -> date:
    """Return the same day so many months later, the last one of a month that has no such day."""
    years, month = divmod(day.month - 1 + count, 12)
    longest = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, longest))


def _slashed(first: int, second: int, year: int) -> date | None:
    if first == second or second > _LAST_MONTH:
        return date(year, first, second)
    return date(year, second, first) if first > _LAST_MONTH else None


def _named(text: str, today: date) -> date | None:
    if found := _END_OF.fullmatch(text):
        return _end_of(found, today)
    if found := _AHEAD.fullmatch(text):
        return _ahead(found, today)
    if found := _OF_NEXT_WEEK.fullmatch(text):
        return _a_week_on(found[1] or found[2], today)
    found = _NAMED.fullmatch(text)
    if found is None:
        return None
    if found[1] is None:
        return today + _A_DAY * (0 if text == "today" else 2 if "after" in text else 1)
    return _coming(found[1], today)


def _coming(name: str, today: date) -> date:
    """Return the first such day of the week after today."""
    return today + ((_number(name) - today.weekday()) % 7 or 7) * _A_DAY


def _a_week_on(name: str, today: date) -> date:
    """Return that day of next week, which begins on Monday."""
    return today + (7 + _number(name) - today.weekday()) * _A_DAY


def _number(name: str) -> int:
    return next(at for at, each in enumerate(WEEKDAYS) if each[:3] == name[:3])


def _month(name: str) -> int:
    return 1 + next(number for number, month in enumerate(MONTHS) if month[:3] == name[:3])


def _in_year(day: str, month: int, year: str | None, today: date | None) -> date | None:
    number = int(re.sub(r"\D", "", day))
    if year is not None:
        return date(int(year), month, number)
    if today is None:
        return None
    # 29 February is up to eight years away.
    for year_ in range(today.year, today.year + 9):
        try:
            found = date(year_, month, number)
        except ValueError:
            continue
        if found >= today:
            return found
    return None
