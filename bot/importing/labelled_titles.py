"""Headings that count the parts of a document with a question's word: `## Problem 2: Bread`.

A question's own heading has its answer below it. Where right below each such heading a line with a
label asks, it is that line that counts the questions, and the heading names a part of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.importing.labels import QUESTION
from bot.importing.lines import SourceLine
from bot.importing.questions import Look

_FEWEST = 2  # headings
_NEAR = 6  # lines below one in which its first question stands


def without_labelled_titles(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """Return the lines, the headings above labelled questions as plain headings."""
    labelled = [line for line in lines if line.label == QUESTION and line.heading]
    if len(labelled) < _FEWEST or any(line.look >= Look.STUDY for line in labelled):
        return list(lines)
    if not all(_opens_part(lines, line) for line in labelled):
        return list(lines)
    read = list(lines)
    for line in labelled:
        read[line.index] = replace(
            line, text=line.raw.strip(" \t#*_"), label="", number=None, delimiter=""
        )
    return read


def _opens_part(lines: Sequence[SourceLine], heading: SourceLine) -> bool:
    below = next(
        (line for line in lines[heading.index + 1 : heading.index + _NEAR] if not line.blank), None
    )
    return below is not None and below.label == QUESTION and not below.heading
