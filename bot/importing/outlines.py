"""Outlines: questions as points below points that name their subjects, as Notion exports them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.importing.lines import NESTED, SourceLine
from bot.importing.questions import Look

_FEWEST, _MOSTLY = 3, 0.6  # questions that stand further in, alike
_LONGEST_SUBJECT = 80
_SUBJECT = 2  # the level of the heading that a subject becomes


def without_categories(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """Return the lines with the questions at the margin and the points above them as headings.

    None where the questions are not mostly points of one depth.
    """
    asking = [line for line in lines if line.bullet and line.look is Look.QUESTION]
    depths = Counter(line.indent for line in asking)
    if not depths:
        return []
    depth, count = depths.most_common(1)[0]
    if depth < NESTED or count < max(_FEWEST, _MOSTLY * len(asking)):
        return []
    return [_moved(line, depth) for line in lines]


def _moved(line: SourceLine, depth: int) -> SourceLine:
    if line.fenced or line.blank:
        return line
    names = line.bullet and line.indent < depth and len(line.text) <= _LONGEST_SUBJECT
    if names and line.look is Look.NONE:
        return replace(line, heading=_SUBJECT, bullet="", indent=0)
    return replace(line, indent=max(0, line.indent - depth))
