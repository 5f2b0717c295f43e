"""Discord's markdown read as its clients read it, written apart from the renderer.

The rules are those of the clients' open parsers: an escape takes any sign, code hides everything,
and each kind of markup is told by what it was, so that a test can say which of them are ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import discord

_BLOCK = re.compile(r"```(?:([a-z0-9_+\-.#]+?)\n)?\n*([^\n][\s\S]*?)\n*```", re.IGNORECASE)
_INLINE = re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)")
_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
_QUOTE = re.compile(r"(?: *>(?!>>) [^\n]*\n?)+| *>>> ?[\s\S]*")
_QUOTE_MARK = re.compile(r"^ *>(?:>>)? ", re.MULTILINE)
_LINE_STARTS = (
    ("heading", re.compile(r" *(#{1,3})[^\S\n]+")),
    ("small", re.compile(r" *-#[^\S\n]+")),
    ("list", re.compile(r" *(?:[*+-]|\d+\.)[^\S\n]+")),
)
_MARKUP = (
    ("mention", re.compile(r"<(?:@[!&]?|#)\d+>|@(?:everyone|here)", re.IGNORECASE)),
    ("command", re.compile(r"</[^>:]+:\d+>|<id:\w+>")),
    ("emoji", re.compile(r"<a?:\w+:\d+>|:[^\s:]+:")),
    ("time", re.compile(r"<t:-?\d+(?::[tTdDfFR])?>")),
    ("link", re.compile(r"<(https?://[^\s>]+)>", re.IGNORECASE)),
    ("contact", re.compile(r"<(?:[\w.+-]+@[\w.-]+|\+\d+)>")),
    ("preview", re.compile(r"(?:https?|steam)://[^\s<]+[^<.,:;\"')\]\s]", re.IGNORECASE)),
    ("masked", re.compile(r"\[[^\]\n]+\]\([^)\n]+\)")),
    ("spoiler", re.compile(r"\|\|")),
    ("underline", re.compile(r"_")),
    ("mark", re.compile(r"\*{1,3}|~~")),
)


@dataclass
class Seen:
    """What a member sees: the words, and each markup with what it was written as."""

    text: str = ""
    markup: list[tuple[str, str]] = field(default_factory=list)
    code: list[str] = field(default_factory=list)

    def kinds(self) -> set[str]:
        """Return which kinds of markup there are."""
        return {kind for kind, _ in self.markup}


def read(markdown: str) -> Seen:
    """Return what Discord makes of it."""
    seen, at = Seen(), 0
    while at < len(markdown):
        at = _step(markdown, at, seen)
    return seen


def _step(markdown: str, at: int, seen: Seen) -> int:
    if at == 0 or markdown[at - 1] == "\n" or seen.markup[-1:] == [("start", str(at))]:
        if quote := _QUOTE.match(markdown, at):
            inner = read(_QUOTE_MARK.sub("", quote[0]))
            seen.text += inner.text
            seen.code += inner.code
            seen.markup += [("quote", quote[0]), *inner.markup]
            return quote.end()
        for kind, pattern in _LINE_STARTS:
            if found := pattern.match(markdown, at):
                # Lists hold titles.
                seen.markup += [(kind, found[0]), ("start", str(found.end()))]
                return found.end()
    if found := _ESCAPE.match(markdown, at):
        seen.text += found[1]
        return found.end()
    for pattern in (_BLOCK, _INLINE):
        if found := pattern.match(markdown, at):
            # The space that keeps a backtick of its own apart is not shown.
            padded = pattern is _INLINE and found[2][:1] == found[2][-1:] == " " != found[2]
            code = found[2][1:-1] if padded else found[2]
            seen.code.append(code)
            seen.text += code
            seen.markup.append(("code", found[1] or ""))
            return found.end()
    for kind, pattern in _MARKUP:
        if found := pattern.match(markdown, at):
            seen.markup.append((kind, found[0]))
            seen.text += found[1] if kind == "link" else ""
            return found.end()
    seen.text += markdown[at]
    return at + 1


def squeezed(text: str) -> str:
    """Return the text without space and without what nobody sees."""
    return re.sub("[\\s\u200b-\u200f\u061c\u2060\u2066-\u2069\ufe00-\ufe0f]+", "", text)


def walked(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield every component, from the outside in."""
    for component in components:
        yield component
        yield from walked(component.get("components", []))


def check(view: discord.ui.LayoutView) -> None:
    """Fail for what Discord would refuse."""
    parts = list(walked(view.to_components()))
    assert len(parts) == view.total_children_count <= 40
    assert view.content_length() <= 4000
    texts = [each["content"] for each in parts if "content" in each]
    assert sum(len(text.encode("utf-16-le")) // 2 for text in texts) <= 4000
    ids = [each["custom_id"] for each in parts if "custom_id" in each]
    assert len(set(ids)) == len(ids)
    assert all(1 <= len(each) <= 100 for each in ids)
    assert all(1 <= len(each["label"]) <= 80 for each in parts if "label" in each)
