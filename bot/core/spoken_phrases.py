"""Phrases for a recurrence as they are said and scribbled, in words that `phrase_reading` reads.

"half past nine pm" is 9:30 pm, "M-F" are weekdays, "December 24-26" is 24 december to 26 december.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.dates import MONTH

_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905  # a list of words
_NUMBERS = {word: number for number, word in enumerate(_HOURS, start=1)}
_HOUR = rf"(\d{{1,2}}|{'|'.join(_HOURS)})"
_PARTS = {"half past": (0, 30), "quarter past": (0, 15), "quarter after": (0, 15)}
_PARTS |= {"quarter to": (-1, 45), "quarter before": (-1, 45)}
_PART = re.compile(rf"\b(?:an? )?({'|'.join(_PARTS)}) {_HOUR}\b(?:o['’]clock)?")
_AT_HOUR = re.compile(rf"\bat ({'|'.join(_HOURS)})\b")
_BEFORE_HALF = re.compile(
    rf"\b({'|'.join(_HOURS)})(?= ?(?:[ap]\.?m\b|o['’]clock|in the |at night))"
)
# By it alone one knows which half of the day is meant.
_HALF = re.compile(r"[ap]\.?m\b|\b(?:morning|afternoon|evening|night)s?\b|\btonight\b")
_DAYS = {
    "m-f": "weekdays",
    "m - f": "weekdays",
    "mwf": "mon wed fri",
    "m/w/f": "mon wed fri",
    "tth": "tue thu",
    "tuth": "tue thu",
    "t/th": "tue thu",
    "tu/th": "tue thu",
}
_LETTERS = re.compile(rf"(?<![\w/-])(?:{'|'.join(map(re.escape, _DAYS))})(?![\w/-])")
_QUOTES = "\"'“”„‘’«»"  # as keyboards write them
_TO = r" ?(?:-|\u2013|to|through) ?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
# No day of a month: "may 3 to 17:00".
_NO_TIME = r"(?![\w:.]| ?[ap]\.?m)"
_MONTH_FIRST = re.compile(rf"\b({MONTH}) ({_DAY}){_TO}({_DAY}){_NO_TIME}")
_EXCEPT = re.compile(r"\b(?:except|but|without|not on|skip|skipping|excluding|besides|off|no)\b")
_ONE_MONTH = re.compile(rf"\b({_DAY}(?:(?:, ?| and | ?& ?){_DAY})*(?:, and |, ?| and | ?& ?){_DAY})"
                        rf"(?: of)? ({MONTH})(?![a-z])")  # fmt: skip
_PLAINLY = (
    (re.compile(r" ?@ ?(?=\d|noon|mid)"), " at "),
    (re.compile(r"\b12 ?(?=noon\b|midnight\b)"), ""),
    (re.compile(r"\b(?:a )?couple(?: of)?\b"), "2"),
    (re.compile(r"\bevery single\b"), "every"),
    (re.compile(r"\b(?:school|work) ?days?\b"), "weekdays"),
)


def plainly(text: str) -> str:
    """Return a phrase in lower case in plainer words; one that is plain stays as it is."""
    text = text.strip(f"{_QUOTES} ").rstrip(".!;, ")
    for found, instead in _PLAINLY:
        text = found.sub(instead, text)
    text = _LETTERS.sub(lambda each: _DAYS[each[0]], text)
    text = _MONTH_FIRST.sub(r"\2 \1 to \3 \1", text)
    text = _AT_HOUR.sub(lambda each: f"at {_NUMBERS[each[1]]}", text)
    text = _BEFORE_HALF.sub(lambda each: str(_NUMBERS[each[1]]), text)
    if _HALF.search(text):
        text = _PART.sub(lambda each: _clock(each, 0), text)
    return " ".join(_each_with_month(text).split())


def halves(text: str) -> Iterator[str]:
    """Yield a phrase with "half past nine" as 9:30 and as 21:30; nothing where none is said."""
    if _PART.search(text):
        for later in (0, 12):
            yield _PART.sub(lambda each: _clock(each, later), text)  # noqa: B023  # used at once


def _clock(found: re.Match[str], later: int) -> str:
    shift, minute = _PARTS[found[1]]
    hour = _NUMBERS.get(found[2]) or int(found[2])
    return f"{(hour + shift) % 12 + later}:{minute:02}" if 1 <= hour <= len(_HOURS) else found[0]


def _each_with_month(text: str) -> str:
    """Give each of several days that are left out its month: "except 3 and 6 april"."""
    left_out = _EXCEPT.search(text)
    if left_out is None:
        return text
    before, after = text[: left_out.end()], text[left_out.end() :]
    return before + _ONE_MONTH.sub(
        lambda found: " and ".join(f"{day} {found[2]}" for day in re.findall(_DAY, found[1])), after
    )
