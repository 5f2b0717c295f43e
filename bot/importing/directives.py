"""Folds as site builders write them: `{{< details "Answer" >}}`, `:::tip Answer`, `.. dropdown::`.

Hugo, Jekyll, Docusaurus, Quarto, Discourse and Sphinx each have their own. What is folded under a
title that names an answer or a hint has that for its label; a title that asks is a question above
what it folds; of any other only what it holds is left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.importing.folds import is_answer_title
from bot.importing.labels import is_title_of
from bot.importing.lines import SourceLine, read_line
from bot.importing.questions import Look, look

_NAME = r"(?P<name>[A-Za-z][\w-]{0,30})"
_OPENINGS = (
    re.compile(rf"\{{\{{[<%][ ]?{_NAME}[ ]?(?P<title>[^<>%]{{0,300}}?)[ ]?[>%]\}}\}}"),
    re.compile(
        r"\{%-?[ ](?P<name>details|spoiler|collapse|expand)[ ]?(?P<title>.{0,300}?)[ ]-?%\}"
    ),
    re.compile(rf":{{3,9}}[ ]?\{{?\.?{_NAME}\}}?[ ]?(?P<title>.{{0,300}})"),
    re.compile(r"\[(?P<name>details|spoiler|collapse|hide)(?:=(?P<title>[^\]]{1,300}))?\]"),
)
_CLOSINGS = (
    re.compile(rf"\{{\{{[<%][ ]?/[ ]?{_NAME}[ ]?[>%]\}}\}}"),
    re.compile(r"\{%-?[ ]end(?P<name>details|spoiler|collapse|expand)[ ]-?%\}"),
    re.compile(r":{3,9}"),
    re.compile(r"\[/(?P<name>details|spoiler|collapse|hide)\]"),
)
_BY_INDENT = re.compile(
    r"\.\.[ ](?P<name>dropdown|toggle|collapse|admonition|solution|answer|hint|spoiler)::"
    r"[ ]?(?P<title>.{0,300})"
)
_OPTION = re.compile(r"[ \t]+:[a-z-]{1,20}:.{0,80}")  # `:class: dropdown`
_ATTRIBUTE = re.compile(r"(?:title|summary|text)[ ]?=[ ]?[\"“](?P<title>[^\"”]{1,300})[\"”]")
_AROUND = " \t\"'“”[]{}"
# MyST fences its directives as code is; what such a fence holds is text.
_FENCED = re.compile(
    r"(?P<indent>[ \t>]{0,40})(?P<run>`{3,9}|~{3,9})(?P<title>\{[A-Za-z][\w:-]{0,30}\}.*)"
)
_PROSE = frozenset(
    {"dropdown", "toggle", "admonition", "solution", "solution-start", "exercise", "exercise-start"}
    | {"answer", "hint", "spoiler", "question", "note", "tip", "important", "details", "card"}
)
_SET = re.compile(r"[ \t]*:[a-z-]{1,20}:.{0,80}")
_MARKS = ("{{", "{%", ":::", "[details", "[spoiler", "[collapse", "[hide", ".. ")
_FOLDS = frozenset(
    {"details", "spoiler", "collapse", "expand", "dropdown", "toggle", "accordion", "fold", "hide"}
)
_QUOTED = re.compile(r"[ ]?[\"“](?P<title>[^\"”]{1,300})[\"”]")


@dataclass(frozen=True, slots=True)
class _Opening:
    name: str
    title: str
    by: int
    """Which way of writing it is: the same one closes it."""


def unfenced(text: str) -> str:
    """Return a text, MyST's directives of prose with colons instead of their fences.

    Each has as many lines as before; the options below its first line are left blank.
    """
    if "```{" not in text and "~~~{" not in text:
        return text
    lines = text.split("\n")
    closings: list[str] = []
    code = ""
    options = False
    for at, line in enumerate(lines):
        bare = line.strip(" \t>")
        options = options and _SET.fullmatch(line) is not None
        if options:
            lines[at] = ""
        elif code:
            code = "" if bare == code else code
        elif (found := _FENCED.fullmatch(line)) and _name_of(found["title"]) in _PROSE:
            closings.append(found["run"])
            lines[at] = f"{found['indent']}:::{found['title']}"
            options = True
        elif closings and bare == closings[-1]:
            lines[at] = line.replace(closings.pop(), ":::")
        elif opening := _CODE.match(bare):
            code = opening[0]
    return text if closings else "\n".join(lines)


_CODE = re.compile(r"`{3,9}|~{3,9}")


def _name_of(title: str) -> str:
    return title[1 : title.index("}")]


def opened(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """Return the lines with folds of site builders as labels, or as folds that Markdown has."""
    read = list(lines)
    if not any(line.raw.lstrip().startswith(_MARKS) for line in lines):
        return read
    open_: list[tuple[int, bool]] = []  # how each was opened, and whether it holds a question
    count = 0
    for line in lines:
        text = line.raw.strip()
        if line.fenced or not text.startswith((*_MARKS, "[/")):
            continue
        if found := _opening(text):
            asks = look(found.title) >= Look.STUDY
            read[line.index] = _read(line, found, asks=asks)
            if not found.title:
                _label_by_heading(read, line)
            open_.append((found.by, asks))
            count += 1
        elif _BY_INDENT.fullmatch(text):
            _read_indented(read, line)
        elif open_ and _CLOSINGS[open_[-1][0]].fullmatch(text):
            _, asks = open_.pop()
            read[line.index] = read_line(line.index, "</details>") if asks else _aside(line)
    # What is never closed was none of this.
    return list(lines) if 2 * len(open_) > max(1, count) else read


def _label_by_heading(read: list[SourceLine], line: SourceLine) -> None:
    """Label a fold by the heading within it that names what it holds, as Quarto has it."""
    at = line.index + 1
    while at < len(read) and read[at].blank:
        at += 1
    if at < len(read) and read[at].heading and (label := _label("", read[at].text)):
        read[line.index] = read_line(line.index, f"**{label}:**")
        read[at] = _aside(read[at])


def _opening(text: str) -> _Opening | None:
    for by, pattern in enumerate(_OPENINGS):
        found = pattern.fullmatch(text)
        if found is None:
            continue
        title = found["title"] or ""
        named = _ATTRIBUTE.search(title) or _QUOTED.match(title)
        plain = named["title"] if named else title.strip(_AROUND)
        return _Opening(found["name"].casefold(), "" if not named and "=" in plain else plain, by)
    return None


def _read(line: SourceLine, found: _Opening, *, asks: bool) -> SourceLine:
    if asks:
        fold = f"<details><summary>{found.title}</summary>"
        return read_line(line.index, fold)
    label = _label(found.name, found.title)
    return read_line(line.index, _indented(line, f"**{label}:**")) if label else _aside(line)


def _label(name: str, title: str) -> str:
    """Return the label of what is folded, "" where it has none."""
    if is_title_of(title or name, "hint"):
        return "Hint"
    named = is_answer_title(title) if title else name in ("solution", "answer")
    return "Answer" if named or (not title and name in _FOLDS) else ""


def _read_indented(read: list[SourceLine], line: SourceLine) -> None:
    """Read a fold that holds what stands further in below it, without its options."""
    found = _BY_INDENT.fullmatch(line.raw.strip())
    name, title = (found["name"], found["title"].strip()) if found else ("", "")
    label = _label(name, title)
    if not label and look(title) >= Look.STUDY:
        read[line.index] = read_line(line.index, f"**{title}**")
    else:
        text = f"**{label}:**" if label else ""
        read[line.index] = read_line(line.index, _indented(line, text)) if text else _aside(line)
    at = line.index + 1
    while at < len(read) and _OPTION.fullmatch(read[at].raw):
        read[at] = _aside(read[at])
        at += 1


def _indented(line: SourceLine, text: str) -> str:
    return f"{line.raw[: len(line.raw) - len(line.raw.lstrip())]}{text}"


def _aside(line: SourceLine) -> SourceLine:
    return SourceLine(line.index, line.raw, is_boilerplate=True)
