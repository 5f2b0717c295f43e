"""Points below a question that ask on, in a list of questions that nothing answers.

`- What is a process?` and, further in, `- What does it share?`: where answers stand, a point that
asks is an answer's; in a list of questions alone it is a question as all the others are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.importing.assembly import ItemDraft
from bot.importing.lines import NESTED, SourceLine
from bot.importing.questions import Look, asks

_FEWEST = 5  # questions
_MOST_ANSWERED = 0.1  # of them


def with_asked_points(lines: Sequence[SourceLine], drafts: Sequence[ItemDraft]) -> list[ItemDraft]:
    """Return the drafts, the points that ask below them apart where hardly one is answered."""
    if len(drafts) < _FEWEST or any(draft.answer is not None for draft in drafts):
        return list(drafts)
    points = [_points(lines, draft) for draft in drafts]
    if not any(points):
        return list(drafts)
    answered = sum(
        1
        for draft, found in zip(drafts, points, strict=True)
        if not found and _is_answered(lines, draft)
    )
    if answered > _MOST_ANSWERED * len(drafts):
        return list(drafts)
    return [
        one
        for draft, found in zip(drafts, points, strict=True)
        for one in (_parted(draft, found) if found else [draft])
    ]


def _written(lines: Sequence[SourceLine], draft: ItemDraft) -> Iterator[SourceLine]:
    return (line for line in lines[draft.body : draft.end] if not (line.blank or line.is_rule))


def _is_answered(lines: Sequence[SourceLine], draft: ItemDraft) -> bool:
    return bool(draft.inline or draft.keyed) or any(True for _ in _written(lines, draft))


def _points(lines: Sequence[SourceLine], draft: ItemDraft) -> list[SourceLine]:
    """Return the points below a question where each of them asks, none where one does not."""
    if draft.inline or draft.keyed:
        return []
    found: list[SourceLine] = []
    for line in _written(lines, draft):
        further = line.indent >= lines[draft.first].indent + NESTED
        is_point = further and (line.bullet or line.number is not None)
        if is_point and not line.fenced and (line.look >= Look.STUDY or asks(line.text)):
            found.append(line)
        else:
            return []
    return found


def _parted(draft: ItemDraft, points: Sequence[SourceLine]) -> Iterator[ItemDraft]:
    ends = [*(line.index for line in points), draft.end]
    yield replace(draft, end=ends[0])
    for line, end in zip(points, ends[1:], strict=True):
        yield ItemDraft(line.text, line.index, line.index + 1, end, number=None)
