"""Titles that count the parts of a document with a question's word: `## Problem 2: Bread`.

A question's own heading has its answer below it. Where right below each such heading a line with a
label asks, it is that line that counts the questions, and the heading names a part of them. So it
does without a heading, where numbers begin again right below each: `Exercise 2 (8 points)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.importing.labels import QUESTION, without_points
from bot.importing.lines import SourceLine
from bot.importing.questions import Look

_FEWEST = 2  # headings
_NEAR = 6  # lines below one in which its first question stands


def without_labelled_titles(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """Return the lines, the headings above labelled questions as plain headings."""
    labelled = [line for line in lines if line.label == QUESTION]
    titles = [line for line in labelled if line.heading]
    opens = _opens_part
    if not titles:
        titles, opens = [line for line in labelled if not line.text], _opens_numbers
        if len(titles) != len(labelled):
            return list(lines)
    if len(titles) < _FEWEST or any(line.look >= Look.STUDY for line in titles):
        return list(lines)
    if not all(opens(lines, line) for line in titles) and not _open_asked_numbers(lines, titles):
        return list(lines)
    read = list(lines)
    for line in titles:
        read[line.index] = replace(
            line,
            text=without_points(line.raw.strip(" \t#*_")),
            label="",
            number=None,
            delimiter="",
        )
    return read


def _open_asked_numbers(lines: Sequence[SourceLine], titles: Sequence[SourceLine]) -> bool:
    """Whether numbers begin again right below each title, and half of the first ones ask."""
    if not all(_opens_numbers(lines, line) for line in titles):
        return False
    first = [below for line in titles if (below := _below(lines, line))]
    return 2 * sum(1 for line in first if line.look >= Look.STUDY) >= len(titles)


def _opens_part(lines: Sequence[SourceLine], title: SourceLine) -> bool:
    below = _below(lines, title)
    return below is not None and below.label == QUESTION and not below.heading


def _opens_numbers(lines: Sequence[SourceLine], title: SourceLine) -> bool:
    below = _below(lines, title)
    return below is not None and below.number == 1 and not below.label


def _below(lines: Sequence[SourceLine], title: SourceLine) -> SourceLine | None:
    below = lines[title.index + 1 : title.index + _NEAR]
    return next((line for line in below if not line.blank), None)
