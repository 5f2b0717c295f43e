"""People's words within a line, as Discord shows them: literals escaped, marks only where ours.

Every run is written so that it means the same wherever it stands: a `#` that begins a word is
escaped in the middle of a line too, because what stands before it may be cut away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from bot.platforms.chat_text.runs import Run, Style

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


def escape(text: str) -> str:
    """Return sanitized text on one line so that Discord shows it as it stands."""
    return _ACTING.sub(r"\\\g<0>", _CALL.sub(f"@{_NOTHING}", text))


def link_to(url: str) -> str:
    """Return the address of a web page, in which nobody is called; "" of a mail address."""
    return "" if url.lower().startswith("mailto:") else _CALL.sub("%40", url)


def written(runs: Iterable[Run]) -> str:
    """Return the runs as Discord's markdown, each mark closed where its run ends."""
    parts: list[str] = []
    for (style, is_whole), group in groupby(runs, key=_kind):
        texts = (whole(run) if is_whole else run.text for run in group)
        part = "".join(texts) if is_whole else marked("".join(texts), style)
        if parts and part[:1] in "*~`" and parts[-1][-1:] == part[:1]:
            parts.append(_NOTHING)
        if part:
            parts.append(part)
    return "".join(parts)


def whole(run: Run) -> str:
    """Return a link in the brackets that keep Discord from previewing it, a channel, or a time."""
    if run.channel:
        return f"<#{run.channel}>"
    return f"<{run.url}>" if run.at is None else f"<t:{run.at}:F> (<t:{run.at}:R>)"


def marked(text: str, style: Style) -> str:
    """Return characters of one style in Discord's markdown; code goes with no other.

    What is returned for a text is longer than what is returned for its pieces together by at most
    one character for each `@`.
    """
    if style & Style.CODE:
        return _code(text)
    core = text.strip()
    if style is Style.PLAIN or not core:
        return "\n".join(map(escape, text.split("\n")))
    start = text.index(core)
    shown = escape(core)
    for each, mark in _MARKS:
        if style & each:
            # Discord would take the mark's own sign before it as a part of it.
            apart = _NOTHING if shown[-1] == mark[-1] == core[-1] else ""
            shown = f"{mark}{shown}{apart}{mark}"
    return f"{text[:start]}{shown}{text[start + len(core) :]}"


def _kind(run: Run) -> tuple[Style, bool]:
    return Style.CODE if run.style & Style.CODE else run.style, run.is_whole


def _code(text: str) -> str:
    if "`" not in text:
        return f"`{text}`"
    # Two backticks hold single ones; three would begin a block.
    text = _BACKTICKS.sub(lambda run: _NOTHING.join(run[0]), text)
    return f"`` {text} ``"
