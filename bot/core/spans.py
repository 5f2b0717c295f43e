"""Spans of time as people write them: "2", "1,5", "2h", "90 min", "1h30", "two days and 1 h"."""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = {
    timedelta(minutes=1): "m min mins minute minutes",
    timedelta(hours=1): "h hr hrs hour hours",
    timedelta(days=1): "d day days",
    timedelta(weeks=1): "w wk week weeks",
}
UNITS = {word: unit for unit, words in _UNITS.items() for word in words.split()}
"""How long each unit is, by its name."""
# Of more digits there are no dates.
_NUMBERS = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve".split(),  # noqa: SIM905  # a list of words
        range(1, 13),
        strict=True,
    )
)
_AMOUNT = (
    rf"\d{{1,6}}(?:[.,]\d{{1,6}})?|half an?|an?(?![a-z])|(?:{'|'.join(_NUMBERS)})(?:\.5)?(?![a-z])"
)
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_HALVES = (
    (re.compile(r"(?<=\d) ?(?:½|1/2\b)"), ".5"),
    (re.compile(rf"\b({'|'.join(_NUMBERS)}|\d{{1,6}}) and a half\b"), r"\1.5"),
    (
        re.compile(rf"\ban? ({'|'.join(sorted(UNITS, key=len, reverse=True))}) and a half\b"),
        r"1.5 \1",
    ),
    (re.compile(r"\b(?:a )?quarter (?:of an )?hour\b"), "15 min"),
    (re.compile(r"\bthree quarters of an hour\b"), "45 min"),
    (re.compile(r"^½ ?"), "half an "),
    (re.compile(r"\b(?:a )?couple(?: of)?\b"), "2"),
)
_PART = re.compile(rf"({_AMOUNT})\s*({_UNIT})(?![a-z])\s*(?:,|and)?\s*")
_BARE = re.compile(r"\d{1,6}(?:[.,]\d{1,6})?")
_HOURS_AND_MINUTES = re.compile(r"(\d{1,3})\s*(?:h|:)\s*([0-5]\d)")
_AT_THE_END = re.compile(rf"(?:^|\s)(?:for\s+)?((?:{_AMOUNT})\s*(?:{_UNIT}))$")
# The option as one says it; what is called “Day 2” or “Week 3” is a deck.
_NAMED = re.compile(r"(?:^|(?<=\s))hours:?\s+(\d{1,6}(?:[.,]\d{1,6})?)$")


def span_of(text: str, unit: timedelta) -> timedelta | None:
    """Return the span; a number alone counts in `unit`s. None for what is none."""
    text = " ".join(text.casefold().split())
    for found_half, instead in _HALVES:
        text = found_half.sub(instead, text)
    if _BARE.fullmatch(text):
        return _amount(text) * unit
    if found := _HOURS_AND_MINUTES.fullmatch(text):
        return timedelta(hours=int(found[1]), minutes=int(found[2]))
    total, place = timedelta(0), 0
    while place < len(text):
        found = _PART.match(text, place)
        if found is None:
            return None
        total += _amount(found[1]) * UNITS[found[2]]
        place = found.end()
    return total if place else None


def without_span(text: str) -> tuple[str, str | None]:
    """Return the text without a span at its end, and that: "bread for 2 hours", "bread hours 2"."""
    if named := _NAMED.search(text.casefold()):
        return text[: named.start()].strip(), f"{named[1]} hours"
    found = _AT_THE_END.search(text.casefold())
    return (text[: found.start()].strip(), found[1]) if found else (text, None)


def _amount(text: str) -> float:
    if text.startswith("half"):
        return 0.5
    word, dot, _ = text.partition(".")
    if word in _NUMBERS:
        return _NUMBERS[word] + (0.5 if dot else 0)
    return 1.0 if text in {"a", "an"} else float(text.replace(",", "."))
