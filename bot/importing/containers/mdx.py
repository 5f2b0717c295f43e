"""Markdown with components: `<Accordion title="question">answer</Accordion>` as folds.

Whatever a component is called, an attribute holds what it shows while it is closed. Components
without one only place what is in them, and imports say nothing.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.importing.containers.reading import TextContainer

_FEWEST = 2  # folds
_MOST_LINES = 12  # of a component's attributes
_OPENING = re.compile(
    r"<(?P<name>[A-Z][\w.]{0,40})(?P<attributes>(?:\s+[\w-]{1,40}"
    r"(?:=(?:\"[^\"]{0,2000}\"|'[^']{0,2000}'|\{[^{}]{0,2000}\}))?){0,12})\s*(?P<alone>/?)>"
)
_CLOSING = re.compile(r"</(?P<name>[A-Z][\w.]{0,40})>")
_BEGINS = re.compile(r"[ \t]*<[A-Z]")
_ATTRIBUTE = re.compile(
    r"(?P<name>[\w-]{1,40})=(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|\{(?P<code>[^{}]*)\})"
)
_ASKED = ("question", "q", "title", "summary", "header", "heading", "prompt", "text", "label")
_TOLD = ("answer", "a", "solution", "definition")
_ANSWERING = frozenset({"Answer", "Solution", "Spoiler", "Reveal"})
_FENCE = re.compile(r"[ \t]*(?P<fence>`{3,}|~{3,})")
_IMPORT = re.compile(r"(?:import|export)[ ][^\n]{0,400}?(?:from[ ]|[=(;])")


def _recognise(text: str, _name: str) -> str:
    folds = sum(1 for tag in _OPENING.finditer(text) if _shown(tag))
    if folds < _FEWEST or _converted(text).count("<details>") < _FEWEST:
        return ""
    return f"{folds} components that open"


def _shown(tag: re.Match[str]) -> str:
    """Return what a component shows while it is closed, "" where it is none that opens."""
    if tag["name"] in _ANSWERING:
        return "Answer"
    given = _attributes(tag["attributes"])
    return next((given[name] for name in _ASKED if given.get(name)), "")


def _attributes(text: str) -> dict[str, str]:
    return {
        one["name"].casefold(): one["double"] or one["single"] or (one["code"] or "").strip("\"'` ")
        for one in _ATTRIBUTE.finditer(text)
    }


@dataclass(slots=True)
class _Page:
    """A page as it is written anew; `folds` has for each open component whether it is a fold."""

    lines: list[str] = field(default_factory=list)
    folds: list[bool] = field(default_factory=list)
    depth: int | None = None
    """How far the text of the innermost component is indented; None before its first line."""

    def write(self, line: str) -> None:
        if self.depth is None and line.strip():
            self.depth = len(line) - len(line.lstrip())
        depth = min(self.depth or 0, len(line) - len(line.lstrip()))
        self.lines.append(line[depth:])

    def open(self, tag: re.Match[str]) -> None:
        shown = _shown(tag)
        if shown:
            self.lines += ["<details>", f"<summary>{html.escape(shown)}</summary>", ""]
        if not tag["alone"]:
            self.folds.append(bool(shown))
        elif shown:
            given = _attributes(tag["attributes"])
            told = next((given[name] for name in _TOLD if given.get(name)), "")
            self.lines += [told, "", "</details>", ""]
        self.depth = None

    def close(self) -> None:
        if self.folds and self.folds.pop():
            self.lines += ["", "</details>", ""]
        self.depth = None


def _converted(text: str) -> str:
    page, fence = _Page(), ""
    for line in _whole_tags(text.split("\n")):
        mark = _FENCE.match(line)
        if fence or mark:
            page.write(line)
            if mark and (not fence or mark["fence"].startswith(fence)):
                fence = "" if fence else mark["fence"]
        elif not _IMPORT.match(line):
            _convert(line, page)
    return "\n".join(page.lines)


def _whole_tags(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines, a component's attributes on one with its name."""
    at = 0
    while at < len(lines):
        end = at + 1
        if _BEGINS.match(lines[at]) and ">" not in lines[at]:
            last = min(len(lines), at + _MOST_LINES)
            end = next((n + 1 for n in range(at + 1, last) if ">" in lines[n]), end)
        yield " ".join([lines[at], *(line.strip() for line in lines[at + 1 : end])])
        at = end


def _convert(line: str, page: _Page) -> None:
    """Write a line with its components opened and closed."""
    begin = 0
    marks = sorted((*_OPENING.finditer(line), *_CLOSING.finditer(line)), key=re.Match.start)
    for mark in marks if "<" in line else ():
        if line[begin : mark.start()].strip():
            page.write(line[begin : mark.start()])
        if mark.re is _OPENING:
            page.open(mark)
        else:
            page.close()
        begin = mark.end()
    if line[begin:].strip() or not marks:
        page.write(line[begin:])


MDX = TextContainer("MDX", _recognise, _converted)
