"""People's words within a line, as Discord shows them: literals escaped, marks only where ours.

Every run is written so that it means the same wherever it stands: a `#` that begins a word is
escaped in the middle of a line too, because what stands before it may be cut away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import IntFlag
from itertools import groupby
from typing import NamedTuple

from bot.presentation import prose
from bot.presentation.prose import Span


class Style(IntFlag):
    """How a run is shown. `CODE` and `RAW`, our own syntax, go with no other."""

    PLAIN = 0
    STRONG = 1
    EMPHASIS = 2
    STRIKE = 4
    CODE = 8
    RAW = 16


class Run(NamedTuple):
    """Characters of one style; unescaped, except when they are raw."""

    text: str
    style: Style = Style.PLAIN


NEW_LINE = Run("\n", Style.RAW)
# Longer addresses are shown as text: a token cannot be cut where a message ends.
LONGEST_ADDRESS = 400
_NOTHING = "\u200b"  # keeps two marks apart; nobody sees it
_ACTING = re.compile(
    r"[\\`*_~|\[\]<@]"
    r"|:(?!\s)"  # emoji names, addresses
    r"|(?<!\S)[#>+\-]"  # headings, quotes, lists, small print
    r"|(?<=\d)\.(?!\S)"  # numbered lists
)
# Some readers of messages look for these whatever stands before the sign.
_CALL = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_MARKS = ((Style.EMPHASIS, "*"), (Style.STRONG, "**"), (Style.STRIKE, "~~"))
_BACKTICKS = re.compile("`+")
_ADDRESS = re.compile(r"https?://[\w\-.~:/?#@!$&'()*+,;=%]*[\w\-/=%&#+]", re.ASCII | re.IGNORECASE)
_UNSAFE = re.compile(r"[^\w\-.~:/?#@!$&'()*+,;=%\[\]]", re.ASCII)


def escape(text: str) -> str:
    """Return sanitized text on one line so that Discord shows it as it stands."""
    return _ACTING.sub(r"\\\g<0>", _CALL.sub(f"@{_NOTHING}", text))


def runs_of(spans: Iterable[Span], style: Style = Style.PLAIN) -> Iterator[Run]:
    """Yield the runs of a line."""
    for span in spans:
        match span:
            case prose.Text(text):
                yield from _literal(text, style)
            case prose.Code(text):
                yield Run(text, Style.CODE)
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


def _literal(text: str, style: Style) -> Iterator[Run]:
    """Yield words as they are, and the addresses among them as links without a preview."""
    start = 0
    for found in _ADDRESS.finditer(text) if "://" in text else ():
        if len(found[0]) <= LONGEST_ADDRESS:
            yield Run(text[start : found.start()], style)
            yield Run(_bracketed(found[0]), Style.RAW)
            start = found.end()
    yield Run(text[start:], style)


def _link(url: str, spans: tuple[Span, ...], style: Style) -> Iterator[Run]:
    """Yield a label with its address behind it, so that nobody is sent where it does not say."""
    label = prose.plain_line(spans).strip()
    address = prose.address_of(url)
    clickable = address == url and len(_bracketed(url)) <= LONGEST_ADDRESS
    shown = Run(_bracketed(url), Style.RAW) if clickable else Run(address, style)
    if label in ("", url, address):
        yield shown
        return
    # A label may look like an address of its own: it is shown as words.
    yield from (
        Run(" " if run == NEW_LINE else run.text, run.style) for run in _label(spans, style)
    )
    yield from (Run(" (", style), shown, Run(")", style))


def _label(spans: tuple[Span, ...], style: Style) -> Iterator[Run]:
    for run in runs_of(spans, style):
        yield Run(run.text.strip("<>"), style) if run.style is Style.RAW else run


def _bracketed(url: str) -> str:
    """Return the address in the brackets that keep Discord from previewing it."""
    quoted = _UNSAFE.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace")), url
    )
    return f"<{_CALL.sub('%40', quoted)}>"


def written(runs: Iterable[Run]) -> str:
    """Return the runs as Discord's markdown, each mark closed where its run ends."""
    parts: list[str] = []
    for style, group in groupby(runs, key=lambda run: run.style):
        part = marked("".join(run.text for run in group), style)
        if parts and part[:1] in "*~`" and parts[-1][-1:] == part[:1]:
            parts.append(_NOTHING)
        if part:
            parts.append(part)
    return "".join(parts)


def marked(text: str, style: Style) -> str:
    """Return characters of one style in Discord's markdown.

    What is returned for a text is longer than what is returned for its pieces together by at most
    one character for each `@`.
    """
    if style is Style.RAW:
        return text
    if style is Style.CODE:
        return _code(text)
    core = text.strip()
    if style is Style.PLAIN or not core:
        return escape(text)
    start = text.index(core)
    shown = escape(core)
    for each, mark in _MARKS:
        if style & each:
            # Discord would take the mark's own sign before it as a part of it.
            apart = _NOTHING if shown[-1] == mark[-1] == core[-1] else ""
            shown = f"{mark}{shown}{apart}{mark}"
    return f"{text[:start]}{shown}{text[start + len(core) :]}"


def _code(text: str) -> str:
    if "`" not in text:
        return f"`{text}`"
    # Two backticks hold single ones; three would begin a block.
    text = _BACKTICKS.sub(lambda run: _NOTHING.join(run[0]), text)
    return f"`` {text} ``"
