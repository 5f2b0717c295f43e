"""Offsets from Greenwich as people write them: "UTC+2", "GMT +5:30", "+0530", "UTC-3½".

"UTC 2" is "UTC+2": addresses have a space for a plus. The length of what is looked at is the
caller's to limit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import timedelta

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"), "-")
_SIGNS: Mapping[str, int] = {"-": -1, "minus": -1, "behind": -1, "before": -1}
_GREENWICH = r"(?:utc|gmt|u\.t\.c\.|g\.m\.t\.|greenwich)(?:\s*/\s*(?:utc|gmt))?"
_LENGTH = (
    r"(?P<hours>\d{1,2})"
    r"(?:\s*[:h]\s*(?P<minutes>[0-5]\d)|[.,](?P<part>\d\d?)|(?P<digits>[0-5]\d)|(?P<half>\s?1/2))?"
    r"\s*(?:h|hrs?|hours?)?(?:\s*(?:and\s*)?(?P<more>[0-5]?\d)\s*(?:m|min|minutes?))?m?"
)
_WRITTEN = (
    re.compile(rf"{_GREENWICH}\s*(?P<sign>[+-]|±|plus|minus)?\s*{_LENGTH}"),
    re.compile(rf"(?P<sign>[+-]|±|plus|minus)\s*{_LENGTH}(?:\s+{_GREENWICH})?"),
    re.compile(rf"{_LENGTH}\s+(?P<sign>ahead|before|behind|after)(?:\s+of)?\s+{_GREENWICH}"),
)
_BRACKETED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
# Of an hour: "5.5" and "5.75" beside "5.30" and "5.45", which are minutes.
_PARTS: Mapping[str, int] = {"5": 30, "50": 30, "25": 15, "75": 45, "0": 0}


def offset_named(text: str) -> timedelta | None:
    """Return how far east of Greenwich somebody says, None for what says no such thing."""
    # What stands above half of a fraction is a slash of its own.
    plain = unicodedata.normalize("NFKC", text).replace("\u2044", "/").translate(_DASHES)
    plain = plain.casefold().strip()
    for form in _WRITTEN:
        if (found := form.fullmatch(plain)) is not None:
            minutes = 60 * int(found["hours"]) + _minutes(found)
            return timedelta(minutes=_SIGNS.get(found["sign"] or "+", 1) * minutes)
    return None


def beside_place(text: str) -> tuple[str, timedelta] | None:
    """Return what stands beside an offset in brackets, and that; None where there is none.

    So lists of zones have them: "(UTC+05:30) Chennai, Kolkata".
    """
    for found in _BRACKETED.finditer(text):
        if (offset := offset_named(found[1])) is not None:
            return f"{text[: found.start()]} {text[found.end() :]}".strip(), offset
    return None


def _minutes(found: re.Match[str]) -> int:
    if (part := found["part"]) is not None:
        return _PARTS.get(part, int(part))
    if found["half"]:
        return 30
    return int(found["minutes"] or found["digits"] or found["more"] or 0)
