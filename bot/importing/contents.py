"""Titles of sections that only a table of contents names: below it they are lines like all others.

A table of contents is a list below a title that says so, titles with dots and a page, or links
within the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.importing.lines import SourceLine
from bot.importing.questions import Look, look

_NAMES = frozenset(
    name
    for names in (
        "contents|table of contents|toc|outline|overview of sections",
        "inhalt|inhaltsverzeichnis|inhaltsübersicht|table des matières|sommaire",
        "índice|indice|contenido|tabla de contenido|tabla de contenidos|conteúdo|sumário",
        "sommario|inhoud|inhoudsopgave|innehåll|indhold|innhold|sisältö|spis treści|obsah",
        "содержание|оглавление|зміст|içindekiler|المحتويات|جدول المحتويات|תוכן העניינים|תוכן",
        "विषय सूची|विषय-सूची|目录|目次|차례|목차|mục lục|daftar isi|περιεχόμενα",
    )
    for name in names.split("|")
)
_LONGEST, _LONGEST_NAME = 80, 30
_FEWEST = 2  # titles of a table of contents that stand below it
_MOST_ENTRIES = 200
_HEAD = 400  # lines in which a table of contents begins
_LINK = re.compile(r"\[(?P<text>[^\[\]\n]{1,200})\]\(#[^()\n]{0,300}\)")
_LEADER = re.compile(
    r"[ \t]*(?:(?:\.[ ]?){3,400}|…{1,100}|[ \t]{3,100}|\t)[ \t]*(?:p\.?[ ]?)?\d{1,4}$"
)
_MARKS = re.compile(
    r"(?:[-*+•·–>|#]|\d{1,3}(?:\.\d{1,3}){0,3}[.):]?|[ivxIVX]{1,5}[.)]|[*_`])[ \t]*"
)
_ENDS = " \t*_:.#`|"


def with_named_sections(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """Return the lines, those as headings that a table of contents above them names.

    The table's own lines are the page's. A title that asks is a question's, and left to it.
    """
    entries = list(_entries(lines))
    titles = {title for _, title in entries if look(title) < Look.STUDY}
    last = max((at for at, _ in entries), default=len(lines))
    named = [line for line in lines[last + 1 :] if _is_named(line, titles)]
    if len({_plain(line.text) for line in named}) < _FEWEST:
        return list(lines)
    read = list(lines)
    for line in named:
        read[line.index] = replace(
            line, heading=line.heading or 2, number=None, bullet="", delimiter=""
        )
    for at, _ in entries:
        if not read[at].is_boilerplate:
            read[at] = replace(read[at], text="", number=None, is_boilerplate=True)
    _head(read, entries[0][0])
    return read


def _head(read: list[SourceLine], end: int) -> None:
    """Make the first line above a table of contents the document's heading, where it has none.

    Its first section is not its title.
    """
    above = [line for line in read[:end] if line.text and not line.fenced]
    if above and not any(line.heading for line in above):
        read[above[0].index] = replace(above[0], heading=1)


def _is_named(line: SourceLine, titles: set[str]) -> bool:
    if line.blank or line.fenced or line.heading or line.label or line.quote:
        return False
    return len(line.text) <= _LONGEST and _plain(line.text) in titles


def _entries(lines: Sequence[SourceLine]) -> Iterator[tuple[int, str]]:
    """Yield the place and the title of each entry of a table of contents, links and lists alike."""
    listed = _below_title(lines)
    for line in lines[:_HEAD]:
        if line.fenced or not line.raw.strip():
            continue
        link = _LINK.search(line.raw) if "](#" in line.raw else None
        led = _LEADER.search(line.raw) if line.raw[-1:].isdecimal() else None
        if link or led or line.index in listed:
            title = link["text"] if link else line.raw[: led.start()] if led else line.raw
            if plain := _plain(title):
                yield line.index, plain


def _below_title(lines: Sequence[SourceLine]) -> range:
    """Return the lines of the list below a title that says contents."""
    head = next((line for line in lines[:_HEAD] if _says_contents(line)), None)
    if head is None:
        return range(0)
    begin = at = head.index + 1
    while at < min(len(lines), begin + _MOST_ENTRIES) and _may_be_entry(lines, at, begin):
        at += 1
    return range(begin, at)


def _says_contents(line: SourceLine) -> bool:
    text = line.text
    return len(text) <= _LONGEST_NAME and text.strip(_ENDS).casefold() in _NAMES and not line.fenced


def _may_be_entry(lines: Sequence[SourceLine], at: int, begin: int) -> bool:
    line = lines[at]
    if line.raw.strip():
        return (
            len(line.raw) <= _LONGEST and not line.heading and not line.raw.rstrip().endswith("?")
        )
    if not any(lines[above].raw.strip() for above in range(begin, at)):
        return True  # between the title and the list
    below = lines[at + 1] if at + 1 < len(lines) else None
    return below is not None and bool(below.bullet) and bool(lines[at - 1].bullet)


def _plain(text: str) -> str:
    """Return a title's words: no bullet, number or marks around them."""
    rest = text.strip()
    for _ in range(4):
        found = _MARKS.match(rest)
        if found is None or not rest[found.end() :].strip():
            break
        rest = rest[found.end() :]
    return " ".join(rest.strip(_ENDS).casefold().split())
