"""People's words within a line, as the elements of Slack's `rich_text`.

An element's text is shown as it stands: there is nothing to escape. A link is an element of its
own that shows its address and no label, so that nobody is sent where it does not say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from enum import IntFlag
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from bot.presentation import prose
from bot.presentation.graphemes import chunks
from bot.presentation.prose import Span


class Style(IntFlag):
    """How a run is shown."""

    PLAIN = 0
    STRONG = 1
    EMPHASIS = 2
    STRIKE = 4
    CODE = 8


class Run(NamedTuple):
    """Characters of one style, lines ended by newlines; with a `url` a link that shows `text`.

    With an `at` (Unix time in seconds) it is a time that each reader sees in their own zone, and
    `text` what is shown where that fails.
    """

    text: str
    style: Style = Style.PLAIN
    url: str = ""
    at: int | None = None

    @property
    def is_whole(self) -> bool:
        """Say whether the run cannot be cut."""
        return bool(self.url) or self.at is not None


NEW_LINE = Run("\n")
# Longer addresses are shown as text: a link cannot be cut where a message ends.
LONGEST_ADDRESS = 400
# Slack tells no limit for an element's text; this is the one of all its other texts.
_LONGEST_TEXT = 2_900
_STYLES = ((Style.STRONG, "bold"), (Style.EMPHASIS, "italic"), (Style.STRIKE, "strike"))
_ADDRESS = re.compile(r"https?://[\w\-.~:/?#@!$&'()*+,;=%]*[\w\-/=%&#+]", re.ASCII | re.IGNORECASE)
_UNSAFE = re.compile(r"[^\w\-.~:/?#@!$&'()*+,;=%\[\]]", re.ASCII)
_MAIL = re.compile(r"mailto:[^@\s]+@[^@\s]+", re.IGNORECASE)
_HOST = re.compile(r"[\w.\-]+|[0-9a-f:.]+", re.ASCII)
_DATE = "{date_long_pretty} at {time}"


def runs_of(spans: Iterable[Span], style: Style = Style.PLAIN) -> Iterator[Run]:
    """Yield the runs of a line."""
    for span in spans:
        match span:
            case prose.Text(text):
                yield from _literal(text, style)
            case prose.Code(text):
                yield Run(text, style | Style.CODE)
            case prose.LineBreak():
                yield NEW_LINE
            case prose.Strong(inner):
                yield from runs_of(inner, style | Style.STRONG)
            case prose.Emphasis(inner):
                yield from runs_of(inner, style | Style.EMPHASIS)
            case prose.Strike(inner):
                yield from runs_of(inner, style | Style.STRIKE)
            case prose.Link(url, inner):
                yield from _link(url, inner, style)


def time_run(at: datetime) -> Run:
    """Return a time that each reader sees in their own zone; to the second."""
    fallback = f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return Run(fallback, at=int(at.timestamp()))


def unbroken(runs: Iterable[Run]) -> Iterator[Run]:
    """Yield the runs as one line."""
    return (run._replace(text=run.text.replace("\n", " ")) for run in runs)


def part_of(run: Run, start: int, end: int | None) -> Run:
    """Return some of a run's characters."""
    return run._replace(text=run.text[start:end])


def without_space(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return the runs without the space that they begin with."""
    runs = tuple(runs)
    for index, run in enumerate(runs):
        text = run.text.lstrip()
        if text:
            return (run._replace(text=text), *runs[index + 1 :])
    return ()


def elements(runs: Iterable[Run]) -> list[dict[str, Any]]:
    """Return the runs as elements, neighbours of one style as one; empty ones are left out."""
    made: list[dict[str, Any]] = []
    for (style, url, at), group in groupby(runs, key=lambda run: run[1:]):
        text = "".join(run.text for run in group)
        if url or at is not None:
            made.append(_element(text, style, url, at))
        else:
            made += (_element(part, style, "", None) for part in chunks(text, _LONGEST_TEXT))
    return made


def weight(run: Run, text: str) -> int:
    """Return at most how many bytes of JSON so much of a run's text adds to a run begun."""
    whole = _weight_of_element(run._replace(text="")) if run.is_whole else 0
    return _weight_of_text(text) + whole


@lru_cache(maxsize=1024)
def weight_begun(style: Style) -> int:
    """Return how many bytes of JSON an element without a text is, with the comma after it."""
    return _weight_of_element(Run("", style))


def _weight_of_element(run: Run) -> int:
    return len(json.dumps(_element("", run.style, run.url, run.at))) + 1


def _weight_of_text(text: str) -> int:
    if text.isalnum() and text.isascii():
        return len(text)
    return len(json.dumps(text, ensure_ascii=False).encode("utf-8", "surrogatepass")) - 2


def _element(text: str, style: Style, url: str, at: int | None) -> dict[str, Any]:
    if at is not None:
        return {"type": "date", "timestamp": at, "format": _DATE, "fallback": text}
    element: dict[str, Any] = {"type": "text", "text": text}
    if url:
        element = {"type": "link", "url": url, "text": text}
    names = [name for each, name in (*_STYLES, (Style.CODE, "code")) if style & each]
    return {**element, "style": dict.fromkeys(names, True)} if names else element


def _literal(text: str, style: Style) -> Iterator[Run]:
    """Yield words as they are, and the addresses among them as links."""
    start = 0
    for found in _ADDRESS.finditer(text) if "://" in text else ():
        if _is_clickable(found[0]):
            yield Run(text[start : found.start()], style)
            yield Run(found[0], style, found[0])
            start = found.end()
    yield Run(text[start:], style)


def _link(url: str, spans: tuple[Span, ...], style: Style) -> Iterator[Run]:
    """Yield a label as words, and its address behind it as a link."""
    label, address = prose.plain_line(spans).strip(), prose.address_of(url)
    target = _quoted(url)
    clickable = _is_clickable(target)
    shown = Run(address, style, target) if clickable else Run(address, style)
    if label in ("", url, address):
        yield shown
        return
    # A label may look like an address of its own: it is shown as words.
    yield from (run._replace(url="") for run in unbroken(runs_of(spans, style)))
    yield from (Run(" (", style), shown, Run(")", style))


def _is_clickable(url: str) -> bool:
    if len(url) > LONGEST_ADDRESS:
        return False
    if _MAIL.fullmatch(url):
        return True
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:  # an address of IPv6 or a port that is none
        return False
    return parts.scheme.lower() in ("http", "https") and bool(host and _HOST.fullmatch(host))


def _quoted(url: str) -> str:
    return _UNSAFE.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace")), url
    )
