"""Lines that a form has in each of its items, such as `Section: (none)` in dumps of exams.

What nearly every item says in the same words answers none of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from bot.importing.labels import ANSWER, is_title_of
from bot.importing.languages import every
from bot.importing.lines import SourceLine

_FEWEST, _MOSTLY = 4, 0.8  # items, and the share that has the line
_LONGEST = 60  # characters
_ANSWERS = every("answer") | every("own") | every("hint")
_WORDS = re.compile(r"[^\W\d_]+")
_MARKS = " \t*_#>"


class Item(Protocol):
    """What stands below a question."""

    @property
    def lines(self) -> tuple[SourceLine, ...]: ...


def lines_of_form(items: Sequence[Item]) -> frozenset[str]:
    """Return the texts that are in nearly all items, each beside others; none where few are."""
    if len(items) < _FEWEST:
        return frozenset()
    counts: Counter[str] = Counter()
    for item in items:
        said = {_said(line) for line in item.lines if _may_be(line)}
        others = sum(1 for line in item.lines if not line.blank)
        counts.update(said if others > len(said) else ())
    found = frozenset(text for text, count in counts.items() if count >= _MOSTLY * len(items))
    # An item that would be left with nothing answers in these words.
    emptied = sum(1 for item in items if item.lines and _is_emptied(item, found))
    return found if found and not emptied else frozenset()


def is_of_form(line: SourceLine, form: frozenset[str]) -> bool:
    return _may_be(line) and _said(line) in form


def _is_emptied(item: Item, form: frozenset[str]) -> bool:
    said = [line for line in item.lines if not line.blank and line.label != ANSWER]
    return bool(said) and all(is_of_form(line, form) for line in said)


def _may_be(line: SourceLine) -> bool:
    """Whether a line is a short one without the mark of a point, a number or an answer."""
    if line.blank or line.fenced or line.is_rule or line.bullet or line.number is not None:
        return False
    if len(line.raw) > _LONGEST or line.label == ANSWER:
        return False
    if ":" not in line.text and not is_title_of(line.text, "explanation"):
        return False
    return _ANSWERS.isdisjoint(_WORDS.findall(line.text.casefold()))


def _said(line: SourceLine) -> str:
    return line.raw.strip(_MARKS)


_PICTOGRAMS = "\u2190"  # bullets from here on are pictures


# `##It is brown.`: the hashes touch the text, and make no heading of it.
_GLUED = re.compile(r"#{2,6}(?=[^\s#])")


def sign_of(items: Sequence[Item]) -> str:
    """Return the pictogram or the hashes with which nearly all answers begin, "" for none."""
    begins = [line for item in items if (line := _first(item))]
    signs = Counter(line.bullet for line in begins if _is_picture(line.bullet))
    signs += Counter(found[0] for line in begins if (found := _GLUED.match(line.raw)))
    sign, count = signs.most_common(1)[0] if signs else ("", 0)
    return sign if count >= max(_FEWEST_SIGNED, _MOSTLY * len(begins)) else ""


def _is_picture(bullet: str) -> bool:
    """Whether a bullet is a picture or an arrow, and no number in a circle, as of options."""
    if bullet.endswith(">"):
        return True
    return bullet >= _PICTOGRAMS and not unicodedata.numeric(bullet[0], 0)


def without_sign(item: Item, sign: str) -> tuple[SourceLine, ...]:
    """Return an item's lines, the first one without the sign that stands for `answer` here.

    Hashes stand before each of its lines.
    """
    if sign[0] == "#":
        return tuple(_without_hashes(line, sign) for line in item.lines)
    first = _first(item)
    if first is None or first.bullet != sign:
        return item.lines
    bare = first.raw[first.raw.index(sign) + len(sign) :].lstrip("\ufe0f \t")
    said = replace(first, raw=bare, text=bare, bullet="", indent=0)
    return tuple(said if line is first else line for line in item.lines)


def _without_hashes(line: SourceLine, hashes: str) -> SourceLine:
    if line.fenced or not line.raw.startswith(hashes):
        return line
    bare = line.raw.removeprefix(hashes)
    return replace(line, raw=bare, text=bare.strip())


_FEWEST_SIGNED = 3


def _first(item: Item) -> SourceLine | None:
    return next((line for line in item.lines if not line.blank), None)
