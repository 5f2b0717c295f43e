"""What stands below a question's line and is still asked: its parts, or the code it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from bot.importing.languages import every
from bot.importing.lines import SourceLine
from bot.importing.questions import Look, look

_FEWEST_PARTS = 2
_PART = re.compile(r"[ \t]*(?:[-*+][ \t]+)?[(]?(?:[a-h]|[ivx]{1,4})[.)][ \t]+(?P<asked>\S.*)")
_FIRST_PART = re.compile(r"[ \t]*(?:[-*+][ \t]+)?[(]?[ai][.)]")


def _any(field: str) -> str:
    return "|".join(map(re.escape, sorted(every(field), key=len, reverse=True)))


# `what does this code do`, `der folgende Code`, `el código siguiente`, `次のコード`.
_POINTS_AT_CODE = re.compile(
    rf"(?<!\w)(?:{_any('pointing')})(?: ?\w{{1,20}}){{0,2}}? ?(?:{_any('code')})"
    rf"|(?<!\w)(?:{_any('code')})s?(?: \w{{1,20}})?? (?:{_any('pointing')}|shown)(?!\w)"
    r"|\bwhat (?:does|do|will|would|is) (?:this|the following|it|be)\b.{0,30}"
    r"\b(?:prints?|output|logs?|logged|printed|returns?|returned|evaluate)\b"
    r"|\b(?:does|do|will|would) (?:this|these|it|the following) (?:also )?(?:compile|work|run|build"
    r"|type-?check|terminate|print|panic|throw|crash|fail|pass)\b"
    # Languages without articles say no more of it.
    r"|\b(?:выведет|напечатает|верн[её]т|виведе|поверне|wypisze|zwróci|wyświetli|vypíše|vrátí)\b"
    rf".{{0,20}}\b(?:{_any('code')})(?!\w)",
    re.IGNORECASE,
)


def asked_below(question: str, lines: Sequence[SourceLine]) -> int:
    """Return how many of the lines below a question belong to it."""
    return _asked_parts(lines) or _asked_code(question, lines)


def points_at_code(question: str) -> bool:
    """Whether a question is about code that is shown with it: `What does this program print?`"""
    return _POINTS_AT_CODE.search(question) is not None


def ask_in_parts(lines: Sequence[SourceLine]) -> bool:
    """Whether what stands above an answer is the parts of its question: `(a) Which one is it?`"""
    parts = [found["asked"] for line in lines if (found := _PART.match(line.raw))]
    return bool(parts) and all(look(part) is not Look.NONE for part in parts)


class Quoted(Protocol):
    """What stands below a question, and how many quote marks before the question."""

    @property
    def inline(self) -> str: ...
    @property
    def lines(self) -> Sequence[SourceLine]: ...
    @property
    def quote(self) -> int: ...


def are_quoted_alone(items: Sequence[Quoted]) -> bool:
    """Whether questions are quoted and their answers are not, here and there a question's rest."""
    quoted = [item for item in items if item.quote]
    going_on = sum(1 for item in quoted if quoted_below(item))
    answered = sum(1 for item in quoted if any(line.quote for line in item.lines))
    most = _MOST_GOING_ON * len(items)
    return len(quoted) >= _MOSTLY_QUOTED * len(items) and 0 < going_on <= most >= answered


_MOSTLY_QUOTED, _MOST_GOING_ON = 0.8, 0.34  # of the questions


def quoted_below(item: Quoted) -> int:
    """Return how many lines go on with a question's quote, with text below them."""
    if not item.quote or item.inline:
        return 0
    end = next(
        (at for at, line in enumerate(item.lines) if not line.raw.lstrip().startswith(">")),
        len(item.lines),
    )
    said = any(not line.blank for line in item.lines[:end])
    return end if said and any(not line.blank for line in item.lines[end:]) else 0


def _asked_parts(lines: Sequence[SourceLine]) -> int:
    """Return how many lines below a question are its parts, each asked: `(a) Why? (b) How?`.

    They begin with the first letter and stand in one run; what answers them stands below.
    """
    count = end = 0
    for at, line in enumerate(lines):
        if line.blank:
            continue
        found = _PART.match(line.raw) if not line.fenced else None
        if not found or look(found["asked"]) < Look.STUDY:
            break
        if not count and not _FIRST_PART.match(line.raw):
            break
        count, end = count + 1, at + 1
    return end if count >= _FEWEST_PARTS else 0


def _asked_code(question: str, lines: Sequence[SourceLine]) -> int:
    """Return how many lines of code below a question it is about, its answer below them."""
    first = next((at for at, line in enumerate(lines) if not line.blank), len(lines))
    if first == len(lines) or not lines[first].fenced or not points_at_code(question):
        return 0
    end = first
    while end < len(lines) and lines[end].fenced:
        end += 1
    answered = any(not (line.blank or line.fenced) for line in lines[end:])
    return end if end > first and answered else 0
