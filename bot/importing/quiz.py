"""Multiple choice told by its options alone, as in Aiken: a stem, `A) ...`, `ANSWER: B`.

Whether a stem asks or is a sentence to complete does not matter: what stands above options of which
a key says which is right is a question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.importing.assembly import ItemDraft
from bot.importing.lines import SourceLine, joined
from bot.importing.option_keys import named_by, read_key
from bot.importing.options import Choice, run_of_options
from bot.importing.sections import item_end

_SECOND = re.compile(
    r"[ \t>*_\-+•\d.)]{0,12}(?:[(\[]?[Bb\u0411\u0431][.):\] \t\u3001\uff0e\uff09\uff1a]|\[)"
)
_FEWEST = 2
_FURTHEST_KEY = 6  # lines with text between the options and their key
_LONGEST_STEM = 12  # lines


@dataclass(frozen=True, slots=True)
class _Item:
    """The lines `first` to `body` ask, `body` to `end` are options and key."""

    first: int
    body: int
    end: int


def find(lines: Sequence[SourceLine]) -> list[ItemDraft]:
    """Return the questions above options with a key, as drafts in order; none in other texts."""
    # A cheap test first: there is no choice without a second option or a box.
    if not any(_SECOND.match(line.raw) for line in lines):
        return []
    items = _items(lines)
    if len(items) < _FEWEST:
        return []
    explains = any(
        not (line.blank or line.is_rule or line.heading)
        for item, following in pairwise(items)
        for line in lines[item.end : following.first]
    )
    last = items[-1].end
    ends = [item.first for item in items[1:]] + [item_end(lines, last, None) if explains else last]
    return [_draft(lines, item, max(end, item.end)) for item, end in zip(items, ends, strict=True)]


def _items(lines: Sequence[SourceLine]) -> list[_Item]:
    items: list[_Item] = []
    at = floor = 0
    while at < len(lines):
        choice = run_of_options(lines, at)
        end = _key_end(lines, choice) if choice else 0
        first = _stem(lines, at, floor) if choice and end else at
        if choice and end and first < at:
            items.append(_Item(first, _question_end(lines, first, at), end))
            at = floor = end
        else:
            at = choice.end if choice else at + 1
    return items


def _key_end(lines: Sequence[SourceLine], choice: Choice) -> int:
    """Return the index after the key below the options, or after options marked themselves."""
    seen = 0
    for at in range(choice.end, len(lines)):
        line = lines[at]
        key = read_key(line)
        if (key and choice.by_letter(key.letters)) or named_by(line, choice):
            return line.index + 1
        seen += not line.blank
        if seen > _FURTHEST_KEY or line.heading or line.number is not None:
            break
    return choice.end if choice.right() else 0


def _stem(lines: Sequence[SourceLine], options: int, floor: int) -> int:
    """Return where the paragraph above the options begins; code is passed over."""
    at = options
    while at > floor and lines[at - 1].blank:
        at -= 1
    while at > floor and lines[at - 1].fenced:
        at -= 1
        while at > floor and not lines[at - 1].fenced and lines[at - 1].blank:
            at -= 1
    lowest = max(floor, at - _LONGEST_STEM)
    while at > lowest and not (lines[at - 1].blank or lines[at - 1].is_rule):
        at -= 1
        if lines[at].heading or lines[at].number is not None or lines[at].label == "q":
            break
    return at


def _question_end(lines: Sequence[SourceLine], first: int, options: int) -> int:
    at = first
    while at < options and not (lines[at].blank or lines[at].fenced):
        at += 1
    return at


def _draft(lines: Sequence[SourceLine], item: _Item, end: int) -> ItemDraft:
    text = lines[item.first].text
    for line in lines[item.first + 1 : item.body]:
        text = joined(text, line.text)
    number = lines[item.first].number
    return ItemDraft(text, item.first, item.body, end, number=number, is_sure=True)
