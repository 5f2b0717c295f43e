"""Tasks with boxes to tick, the answer beneath each: `- [x] Why bake?` above a paragraph.

A box before an option is told from these by what stands around it: options are in a row below one
question, while a task is followed by its own answer and has no question above it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.importing.assembly import ItemDraft
from bot.importing.lines import SourceLine, joined
from bot.importing.questions import Look, look
from bot.importing.sections import item_ends

NAME = "tasks"
_BOX = re.compile(r"(?P<indent>[ \t]{0,8})[-*+•][ \t]{1,8}\[[ xX✓✔]?\][ \t]{1,8}(?P<text>\S.*)")
_FEWEST = 2
_MOSTLY, _HALF = 0.6, 0.5
_MOST_ELSE = 0.2  # lines at the margin that are no tasks, a task
_NESTED = 2  # spaces by which an answer stands further in


@dataclass(frozen=True, slots=True)
class _Task:
    text: str
    first: int
    body: int


def find(lines: Sequence[SourceLine]) -> list[ItemDraft]:
    """Return the tasks behind boxes as drafts in order; none where boxes are those of options."""
    tasks = _tasks(lines)
    if len(tasks) < _FEWEST or _stands_below_question(lines, tasks[0]):
        return []
    if not (_ask(tasks) or _are_answered(lines, tasks)):
        return []
    spans = [(task.first, task.body) for task in tasks]
    ends = item_ends(lines, spans)
    return [
        ItemDraft(task.text, task.first, task.body, end, is_sure=True)
        for task, end in zip(tasks, ends, strict=True)
    ]


def _tasks(lines: Sequence[SourceLine]) -> list[_Task]:
    boxes = [
        (line, found)
        for line in lines
        if line.bullet and not line.fenced and (found := _BOX.match(line.raw))
    ]
    margin = min((line.indent for line, _ in boxes), default=0)
    return [
        _task(lines, line, found["text"].strip())
        for line, found in boxes
        if line.indent < margin + _NESTED
    ]


def _task(lines: Sequence[SourceLine], line: SourceLine, text: str) -> _Task:
    """Return a task with the lines on which its sentence goes on."""
    body = line.index + 1
    while body < len(lines) and _goes_on(text, lines[body]):
        text, body = joined(text, lines[body].text), body + 1
    return _Task(text, line.index, body)


def _goes_on(text: str, below: SourceLine) -> bool:
    plain = not (below.blank or below.marked) and below.indent >= _NESTED
    return plain and text[-1:] not in ".?!:\uff1f\u3002\u061f" and below.text[:1].islower()


def _ask(tasks: Sequence[_Task]) -> bool:
    """Whether most of what stands behind boxes asks, as options seldom do."""
    asking = sum(1 for task in tasks if look(task.text) >= Look.STUDY)
    return asking >= _MOSTLY * len(tasks)


def _are_answered(lines: Sequence[SourceLine], tasks: Sequence[_Task]) -> bool:
    """Whether most tasks have a block of their own, and hardly anything else is at the margin."""
    first = tasks[0]
    answered = sum(1 for task in tasks if _has_block(lines, task))
    if answered < _HALF * len(tasks):
        return False
    starts = {task.first for task in tasks}
    inner = lines[first.first].indent + _NESTED
    beside = [
        line
        for line in lines[first.body : tasks[-1].first]
        if line.index not in starts and line.indent < inner and not (line.blank or line.fenced)
    ]
    asks = any(line.number is not None or line.look >= Look.STUDY for line in beside)
    other = sum(1 for line in beside if not (line.heading or line.is_rule))
    return not asks and other <= _MOST_ELSE * len(tasks)


def _stands_below_question(lines: Sequence[SourceLine], task: _Task) -> bool:
    at = task.first - 1
    while at >= 0 and lines[at].blank:
        at -= 1
    return at >= 0 and (lines[at].number is not None or lines[at].look >= Look.STUDY)


def _has_block(lines: Sequence[SourceLine], task: _Task) -> bool:
    """Whether a blank line and text further in stand below a task."""
    if task.body + 1 >= len(lines) or not lines[task.body].blank:
        return False
    below = lines[task.body + 1]
    # A fence's own indent is not its lines'.
    indent = len(below.raw) - len(below.raw.lstrip(" \t"))
    return not below.blank and indent >= lines[task.first].indent + _NESTED
