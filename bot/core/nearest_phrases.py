"""Phrases for a recurrence that are near one which was not understood, or is none that there is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.dates import MONTHS
from bot.core.phrase_reading import (
    DAY_NAMES,
    GROUPS,
    HALF_DAY,
    Reading,
    clock_words,
    is_once,
)

_WORDS = (
    *DAY_NAMES,
    *(f"{name}s" for name in DAY_NAMES),
    *GROUPS,
    *("every", "other", "noon", "midnight", "until", "except", "from", "first", "second", "third"),
    *("last", "week", "weeks", "month", "morning", "evening", "and", "to"),
    *(name for name in MONTHS if len(name) > 3),  # noqa: PLR2004  # of "may" anything is near
)
_NEAR = 78.0
_TWICE = re.compile(r"twice|two|2|semi")


def corrected(text: str, reading: Reading, clock: str) -> Iterator[str]:
    """Yield phrases near one that was not understood: typing mistakes put right, words left out.

    The last is what was understood, on Mondays or every day at the `clock` where it is not said.
    What is made anew keeps the dates that were read, or is yielded once more without them.
    """
    if not reading.often:
        yield from _mended(text, reading, clock)
    limits = reading.limits()
    for each in _made(reading, clock):
        if limits:
            yield f"{each} {limits}"
        yield each


def _made(reading: Reading, clock: str) -> Iterator[str]:
    said = ", ".join(map(clock_words, reading.clocks))
    if reading.often and reading.hours:
        said = ", ".join(f"{hour:02}:00" for hour in next(_halves(reading.hours)))
    if reading.often:
        yield from _instead(reading, said, clock)
    days = reading.known[0] if reading.in_month else ", ".join(reading.named)
    if reading.unit == "weeks":
        days = f"every {reading.step} weeks on {days or 'monday'}"
    yield f"{days or 'every day'} {said or clock}"


def _mended(text: str, reading: Reading, clock: str) -> Iterator[str]:
    from rapidfuzz import fuzz, process  # noqa: PLC0415  # a list of decks needs none

    mended = left = text
    for word in reading.unknown:
        near = process.extractOne(word, _WORDS, scorer=fuzz.ratio, score_cutoff=_NEAR)
        if near is None and word in reading.clause.split():
            # "except good friday" is not "except friday".
            word = reading.clause  # noqa: PLW2901  # all of it goes
        mended = _without(mended, word, near[0] if near else "")
        left = _without(left, word, "")
    for nearer in dict.fromkeys((mended, left)):
        if reading.unit == "weeks":
            yield f"{nearer} on monday"
            yield f"{nearer} on monday {clock}"
        if reading.clock is None:
            if reading.hours:
                for hours in _halves(reading.hours):
                    yield _with_hours(nearer, reading.hours, hours)
            yield f"{nearer} {clock}"
        yield nearer


def _instead(reading: Reading, said: str, clock: str) -> Iterator[str]:
    """Yield what comes nearest to how often it was to be."""
    days = ", ".join(reading.named) or "every day"
    is_twice = _TWICE.search(reading.often_words) is not None
    if reading.often == "weekly":
        several = "monday, thursday" if is_twice else "monday, wednesday, friday"
        yield f"{'monday' if is_once(reading) else several} {said or clock}"
    elif reading.often == "monthly":
        is_half = is_twice and "month" in reading.often_words and "every" not in reading.often_words
        which = "the 1st and 15th" if is_half else "the 1st"
        yield f"{which} of the month {said or clock}"
        yield f"first monday {said or clock}"
    elif reading.often_words == "nightly":
        yield f"{days} {said or '21:00'}"
    elif not is_once(reading):
        often = "09:00, 17:00" if is_twice and reading.often == "daily" else "09:00, 13:00, 17:00"
        yield f"{days} {often}"
    yield f"{days} {said or clock}"


def _halves(hours: list[int]) -> Iterator[list[int]]:
    """Yield which hours of the day may be meant: one after the other, or all of the second half."""
    after, rising = -1, list[int]()
    for hour in hours:
        after = hour if hour > after else hour + HALF_DAY
        rising.append(after)
    yield rising
    yield [hour % HALF_DAY + HALF_DAY for hour in hours]


def _with_hours(text: str, hours: list[int], full: list[int]) -> str:
    for hour, meant in zip(hours, full, strict=True):
        text = re.sub(rf"(?<![\d:.])0?{hour}\b(?![:.])", f"{meant:02}:00", text, count=1)
    return text


def _without(text: str, word: str, instead: str) -> str:
    return " ".join(re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", instead, text, count=1).split())
