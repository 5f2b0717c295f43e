"""Discord's markdown within a line, as HTML.

The rules are those of simple-markdown, on which Discord's clients build: at each place the first
rule that matches wins, among bold, italics and underline the one that takes most, and what no
rule knows is text. https://github.com/ariabuckles/simple-markdown
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import LiteralString

from markupsafe import Markup, escape

from docs.payloads.html import html

Found = re.Match[str]

_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
_CODE = re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)")
_TIME = re.compile(r"<t:(\d{1,11})(?::([tTdDfFR]))?>")
_MENTION = re.compile(r"<@[&!]?(\d+)>")
_LINK = re.compile(r"<(https?://[^\s<>]+)>", re.IGNORECASE)
_EMPHASIS = re.compile(
    r"\b_((?:__|\\[\s\S]|[^\\_])+?)_\b"
    r"|\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)"
)
_STRONG = re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")
_UNDERLINE = re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)")
_STRIKE = re.compile(r"~~([\s\S]+?)~~(?!_)")
_BREAK = re.compile(r" *\n")
# A rule may begin here; the space is one before the end of a line.
_SIGN = re.compile(r"[\\`<*_~\n]| +\n")
_DEEPEST = 20  # marks within marks; nobody writes so many, and each takes some of the stack
_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a client knows besides the payload: the time, and names of people and roles by id."""

    now: datetime
    names: Mapping[str, str] = field(default_factory=dict)


def inline(text: str, reading: Reading, depth: int = 0) -> Markup:
    """Return the text as HTML; every character of it that is no mark is shown, and escaped."""
    return Markup("").join(_parts(text, reading, depth))


def _parts(text: str, reading: Reading, depth: int) -> Iterator[Markup]:
    at = 0
    while at < len(text):
        at, part = _first(text, at, reading, depth)
        yield part


def _first(text: str, at: int, reading: Reading, depth: int) -> tuple[int, Markup]:
    """Return where what the rule takes that wins at a place ends, and its HTML."""
    for pattern, show in _RULES:
        if (found := pattern.match(text, at)) and (part := show(found, reading)) is not None:
            return found.end(), part
    marked = _marked(text, at) if depth < _DEEPEST else None
    if marked is not None:
        found, template = marked
        inner = next(group for group in found.groups() if group is not None)
        return found.end(), html(template, inline(inner, reading, depth + 1))
    end = _next_sign(text, at)
    return end, escape(text[at:end])


def _next_sign(text: str, at: int) -> int:
    found = _SIGN.search(text, at + 1)
    return found.start() if found else len(text)


def _marked(text: str, at: int) -> tuple[Found, LiteralString] | None:
    """Return what stands between marks at a place, and the HTML around it."""
    marks = [(found, tag) for pattern, tag in _MARKS if (found := pattern.match(text, at))]
    if marks:
        return max(marks, key=lambda mark: mark[0].end())  # the first of those that are even
    strike = _STRIKE.match(text, at)
    return (strike, "<s>{}</s>") if strike else None


def _time(found: Found, reading: Reading) -> Markup:
    at = datetime.fromtimestamp(int(found[1]), UTC)
    words = _ago(at - reading.now) if found[2] == "R" else _date(at)
    return html('<time datetime="{}">{}</time>', at.isoformat(), words)


def _date(at: datetime) -> str:
    return f"{at:%A}, {at.day} {at:%B} {at.year}, {at:%H:%M} UTC"


def _ago(left: timedelta) -> str:
    seconds = abs(left.total_seconds())
    for name, length in _UNITS:
        if seconds >= length:
            count = round(seconds / length)
            words = f"{count} {name}{'s' * (count > 1)}"
            return f"in {words}" if left > timedelta() else f"{words} ago"
    return "now"


def _mention(found: Found, reading: Reading) -> Markup | None:
    name = reading.names.get(found[1])
    return None if name is None else html('<span class="role">@{}</span>', name)


def _link(found: Found, _: Reading) -> Markup:
    return html('<a href="{0}" rel="noreferrer">{0}</a>', found[1])


_RULES: tuple[tuple[re.Pattern[str], Callable[[Found, Reading], Markup | None]], ...] = (
    (_ESCAPE, lambda found, _: escape(found[1])),
    (_CODE, lambda found, _: html("<code>{}</code>", found[2])),
    (_TIME, _time),
    (_MENTION, _mention),
    (_LINK, _link),
    (_BREAK, lambda _, __: Markup("<br>")),
)
_MARKS: tuple[tuple[re.Pattern[str], LiteralString], ...] = (
    (_EMPHASIS, "<em>{}</em>"),
    (_STRONG, "<strong>{}</strong>"),
    (_UNDERLINE, "<u>{}</u>"),
)
