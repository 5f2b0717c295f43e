"""Questions told by the label below them alone: a paragraph, and under it `Answer: ...`.

Whether the paragraph asks, states or leaves a gap does not matter here, as it does elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.importing.assembly import ItemDraft
from bot.importing.labels import ANSWER
from bot.importing.lines import SourceLine, joined
from bot.importing.options import run_of_options
from bot.importing.sections import is_title, item_ends

_FEWEST = 2
_LONGEST = 6  # lines of a question


def find(lines: Sequence[SourceLine]) -> list[ItemDraft]:
    """Return the paragraphs above lines with an answer's label as drafts, in order."""
    spans: list[tuple[int, int]] = []
    floor = 0
    for line in lines:
        if line.label != ANSWER or line.fenced or line.number is not None:
            continue
        if run_of_options(lines, line.index):  # `A: salt` above `B: yeast`
            continue
        span = _above(lines, line.index, floor)
        if span:
            spans.append(span)
        floor = line.index + 1
    if len(spans) < _FEWEST:
        return []
    ends = item_ends(lines, spans)
    return [_draft(lines, *span, end) for span, end in zip(spans, ends, strict=True)]


def _above(lines: Sequence[SourceLine], at: int, floor: int) -> tuple[int, int] | None:
    """Return the span of the paragraph above a line, at most one blank line between."""
    end = at - 1 if at - 1 > floor and lines[at - 1].blank else at
    end = _above_points(lines, end, floor)
    first = end
    while first > max(floor, end - _LONGEST):
        line = lines[first - 1]
        if line.blank or line.fenced or line.is_rule or line.label == ANSWER:
            break
        first -= 1
        if line.marked:
            break
    says = any(any(map(str.isalnum, line.text)) for line in lines[first:end])
    return (first, end) if says else None


def _above_points(lines: Sequence[SourceLine], end: int, floor: int) -> int:
    """Return where the points end that stand above an answer: what is offered is below its stem."""
    at = end
    while at > max(floor, end - _MOST_POINTS) and (lines[at - 1].bullet or lines[at - 1].blank):
        at -= 1
    stem = at > floor and not (
        lines[at - 1].is_rule or lines[at - 1].heading or lines[at - 1].label
    )
    offers = stem and sum(1 for line in lines[at:end] if line.bullet) > 1
    return at if offers else end


_MOST_POINTS = 16  # lines


def _draft(lines: Sequence[SourceLine], first: int, body: int, end: int) -> ItemDraft:
    text = lines[first].text
    for line in lines[first + 1 : body]:
        text = joined(text, line.text)
    number = lines[first].number
    return ItemDraft(text, first, body, end, number=number, is_sure=not is_title(lines[first]))
