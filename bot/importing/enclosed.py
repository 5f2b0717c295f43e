"""What bold encloses over several lines: a question with its parts."""

from __future__ import annotations

from collections.abc import Sequence

from bot.importing.lines import SourceLine

_BOLD = 2  # signs that make a text bold
_MOST_LINES = 6


def enclosed(lines: Sequence[SourceLine], line: SourceLine, first: int) -> tuple[str, int] | None:
    """Return a question in bold that is closed some lines below, and the index after it.

    `**1. What is a loaf?` has its parts on the next lines, up to the stars.
    """
    mark = line.emphasis
    if len(mark) < _BOLD or not line.text or mark in line.text:
        return None
    for end in range(first + 1, min(len(lines), first + _MOST_LINES)):
        below = lines[end]
        if below.blank or below.fenced or below.heading:
            return None
        if mark in below.raw:
            whole = below.raw.rstrip().endswith(mark) and below.raw.count(mark) == 1
            texts = [line.text, *(each.raw.strip() for each in lines[first + 1 : end + 1])]
            return (" ".join(texts), end + 1) if whole else None
    return None


def is_enclosed(line: SourceLine, text: str) -> bool:
    """Whether emphasis encloses the text that begins on a line, from end to end."""
    return bool(line.emphasis) and text.endswith(line.emphasis) and text.count(line.emphasis) == 1
