# ruff: noqa: RUF001  # signs and words of other scripts are what it is about
"""Which lines are fenced code, where fences are left over too.

A fence that is never closed, or that only closes, is a slip of the author's; read as it stands it
would turn the rest of the document into code, or code and text into each other. So the reading of
all fences that explains the lines best is taken, as a shortest path over "in code" and "in text".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

_FENCE = re.compile(r"[ \t>]{0,40}(?P<run>`{3,}|~{3,})(?P<info>[^`]*)$")
# Code may begin behind a bullet, a number or an answer's label.
_MARKED_FENCE = re.compile(
    r"[ \t>]{0,40}(?:[-*+]|\d{1,4}[.)]|[*_]{0,2}\w{1,20}[ \t]?\d{0,4}[*_]{0,2}[:：][*_]{0,2})"
    r"[ \t]{1,8}"
    r"(?P<run>`{3,}|~{3,})(?P<info>[^`]*)$"
)
# What is hardly ever written in code, and what would be lost there: headings, questions.
_HEADING = re.compile(r"[ \t]{0,3}#{2,6}[ \t]+\S|[ \t]{0,3}(?:\*\*)?\d{1,4}[.)][ \t]+\S.*[?？؟]")
_QUESTION = re.compile(r"[^\n]{8,}[?？؟][*_ \t]{0,4}$")
_TEXT_IN_CODE, _ASKED_IN_CODE = 1.5, 0.5
_NAMED = 0.3  # as much where the fence names a language, in which a heading may be a comment
_STRAY = 2.0  # a fence that opens and closes nothing
_NESTED = 3.0  # a fence that is itself code
_UNCLOSED = 2.5  # code to the end of the document
_MOST_OPEN = 4  # fences of other kinds and lengths that are weighed at once


@dataclass(frozen=True, slots=True)
class _Fence:
    index: int
    run: str
    info: str
    is_marked: bool  # behind a bullet, where it can only open

    @property
    def opens_only(self) -> bool:
        return self.is_marked or bool(self.info)


def fenced_lines(raws: Sequence[str]) -> frozenset[int]:
    """Return the indexes of the lines that are code, their fences included."""
    fences = [fence for index, raw in enumerate(raws) if (fence := _fence(index, raw))]
    if not fences:
        return frozenset()
    blocks = _paired(fences)
    if blocks is None or any(_holds_text(raws, *block) for block in blocks):
        blocks = _likeliest(raws, fences)
    marked = {fence.index for fence in fences if fence.is_marked}
    return frozenset(
        index for begin, end in blocks for index in range(begin, end + 1) if index not in marked
    )


def _fence(index: int, raw: str) -> _Fence | None:
    if "```" not in raw and "~~~" not in raw:
        return None
    plain = _FENCE.match(raw)
    found = plain or _MARKED_FENCE.match(raw)
    return _Fence(index, found["run"], found["info"].strip(), not plain) if found else None


def _paired(fences: Sequence[_Fence]) -> list[tuple[int, int]] | None:
    """Return the blocks of fences that pair as Markdown has it, None where one is left over."""
    blocks: list[tuple[int, int]] = []
    opened: _Fence | None = None
    for fence in fences:
        if opened is None:
            opened = fence
        elif fence.run.startswith(opened.run) and not fence.opens_only:
            blocks.append((opened.index, fence.index))
            opened = None
        elif fence.run[0] == opened.run[0] and len(fence.run) >= len(opened.run):
            return None
    return blocks if opened is None else None


def _holds_text(raws: Sequence[str], begin: int, end: int) -> bool:
    return any(_HEADING.match(raw) for raw in raws[begin + 1 : end])


@dataclass(frozen=True, slots=True)
class _Reading:
    """A reading of the fences up to one: its cost, and the blocks as a chain from the last."""

    cost: float
    block: tuple[int, int] | None
    before: _Reading | None


@dataclass(frozen=True, slots=True)
class _Open:
    """A reading in which a block is open: its cost, its fence, and what was before it."""

    cost: float
    fence: _Fence
    before: _Reading


def _likeliest(raws: Sequence[str], fences: Sequence[_Fence]) -> list[tuple[int, int]]:
    """Return the blocks of the reading in which the fewest lines are out of place."""
    outside = _Reading(0.0, None, None)
    inside: dict[str, _Open] = {}  # the best one for each fence that could close it
    last = fences[0].index
    for fence in fences:
        inside = _after_text(inside, raws[last + 1 : fence.index])
        outside, inside = _step(outside, inside, fence)
        last = fence.index
    return _blocks(outside, _after_text(inside, raws[last + 1 :]), len(raws) - 1)


def _after_text(inside: Mapping[str, _Open], raws: Sequence[str]) -> dict[str, _Open]:
    text = _text_cost(raws) if inside else 0.0
    return {
        run: replace(one, cost=one.cost + text * (_NAMED if one.fence.info else 1.0))
        for run, one in inside.items()
    }


def _step(
    outside: _Reading, inside: Mapping[str, _Open], fence: _Fence
) -> tuple[_Reading, dict[str, _Open]]:
    """Read one more fence, in the text or in each of the open blocks."""
    after = _Reading(outside.cost + _STRAY, None, outside)
    still: dict[str, _Open] = {}
    for run, one in inside.items():
        if fence.run.startswith(run) and not fence.opens_only and one.cost < after.cost:
            after = _Reading(one.cost, (one.fence.index, fence.index), one.before)
        # What could not close the block is code like all else in it.
        is_code = fence.run[0] != run[0] or len(fence.run) < len(run)
        still[run] = replace(one, cost=one.cost + (0.0 if is_code else _NESTED))
    known = still.get(fence.run)
    if known is None or outside.cost < known.cost:
        still[fence.run] = _Open(outside.cost, fence, outside)
    kept = sorted(still.items(), key=lambda each: each[1].cost)[:_MOST_OPEN]
    return after, dict(kept)


def _text_cost(raws: Sequence[str]) -> float:
    return sum(
        _TEXT_IN_CODE
        if _HEADING.match(raw)
        else _ASKED_IN_CODE
        if raw[-6:].rstrip(" *_\t").endswith(("?", "？", "؟")) and _QUESTION.match(raw)
        else 0.0
        for raw in raws
        if raw
    )


def _blocks(outside: _Reading, inside: Mapping[str, _Open], end: int) -> list[tuple[int, int]]:
    step: _Reading | None = outside
    blocks: list[tuple[int, int]] = []
    best = min(inside.values(), key=lambda one: one.cost, default=None)
    if best and best.cost + _UNCLOSED < outside.cost:
        blocks.append((best.fence.index, end))
        step = best.before
    while step:
        if step.block:
            blocks.append(step.block)
        step = step.before
    return blocks[::-1]
