"""Runs as the elements of Slack's `rich_text`, and how many bytes of JSON they are.

An element's text is shown as it stands: there is nothing to escape. A link is an element of its
own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from bot.platforms.chat_text.runs import Run, Style
from bot.presentation.graphemes import chunks

# Slack tells no limit for an element's text; this is the one of all its other texts.
_LONGEST_TEXT = 2_900
_STYLES = (
    (Style.STRONG, "bold"),
    (Style.EMPHASIS, "italic"),
    (Style.STRIKE, "strike"),
    (Style.CODE, "code"),
)
_MAIL = re.compile(r"mailto:[^@\s]+@[^@\s]+", re.IGNORECASE)
_HOST = re.compile(r"[\w.\-]+|[0-9a-f:.]+", re.ASCII)
_DATE = "{date_long_pretty} at {time}"


def link_to(url: str) -> str:
    """Return the address of a web page or somebody's mail; "" of one that is none."""
    if _MAIL.fullmatch(url):
        return url
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:  # an address of IPv6 or a port that is none
        return ""
    is_web = parts.scheme.lower() in ("http", "https")
    return url if is_web and host and _HOST.fullmatch(host) else ""


def elements(runs: Iterable[Run]) -> list[dict[str, Any]]:
    """Return the runs as elements, neighbours of one style as one; empty ones are left out."""
    made: list[dict[str, Any]] = []
    for alike, group in groupby(runs, key=lambda run: run._replace(text="")):
        text = "".join(run.text for run in group)
        parts = (text,) if alike.is_whole else chunks(text, _LONGEST_TEXT)
        made += (_element(alike._replace(text=part)) for part in parts)
    return made


def size(json_value: Any) -> int:  # noqa: ANN401  # what JSON can say has no type of its own
    """Return how many bytes of JSON the value is."""
    text = json.dumps(json_value, ensure_ascii=False, separators=(",", ":"))
    return len(text.encode("utf-8", "surrogatepass"))


def weight(run: Run, text: str) -> int:
    """Return at most how many bytes of JSON so much of a run's text adds to a run begun."""
    whole = _weight_of_element(run._replace(text="")) if run.is_whole else 0
    return whole + (len(text) if text.isalnum() and text.isascii() else size(text) - 2)


@lru_cache(maxsize=1024)
def weight_begun(style: Style) -> int:
    """Return how many bytes of JSON an element without a text is, with the comma after it."""
    return _weight_of_element(Run("", style))


def _weight_of_element(run: Run) -> int:
    return len(json.dumps(_element(run))) + 1


def _element(run: Run) -> dict[str, Any]:
    text, style, url, at, channel = run
    if channel:
        return {"type": "channel", "channel_id": channel}
    if at is not None:
        return {"type": "date", "timestamp": at, "format": _DATE, "fallback": text}
    element: dict[str, Any] = {"type": "text", "text": text}
    if url:
        element = {"type": "link", "url": url, "text": text}
    names = [name for each, name in _STYLES if style & each]
    return {**element, "style": dict.fromkeys(names, True)} if names else element
