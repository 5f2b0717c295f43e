"""Letters and Roman numbers that count questions: `a) What ...?`, `IV. Why ...?`.

Options and points of lists are counted so as well; only where lines that ask count up through the
document are they read as numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.importing.lines import NESTED, SourceLine
from bot.importing.questions import Look, look

_FEWEST = 3  # lines that count
_LEAST_ASKING = 0.6  # of them
_LETTER = re.compile(r"\(?(?P<digits>[A-Za-z])[.)][ \t]{1,8}(?=\S)")
_ROMAN = re.compile(r"\(?(?P<digits>[IVXLC]{1,8}|[ivxlc]{1,8})[.)][ \t]{1,8}(?=\S)")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def with_letters(lines: Sequence[SourceLine]) -> Sequence[SourceLine]:
    """Return the lines, those numbered that Roman numbers or letters count as questions."""
    for pattern, value in ((_ROMAN, _of_roman), (_LETTER, _of_letter)):
        found = {line.index: each for line in lines if (each := _ordinal(line, pattern))}
        numbers = [value(each["digits"]) for each in found.values()]
        asking = sum(1 for each in found.values() if look(each.string[each.end() :]) >= Look.STUDY)
        if asking >= _FEWEST and asking >= _LEAST_ASKING * len(found) and _count(numbers):
            return [
                _numbered(line, found[line.index], number)
                if (number := value(found[line.index]["digits"]) if line.index in found else 0)
                else line
                for line in lines
            ]
    return lines


def _ordinal(line: SourceLine, pattern: re.Pattern[str]) -> re.Match[str] | None:
    if line.fenced or line.number is not None or line.label or line.indent >= NESTED:
        return None
    return pattern.match(line.text) if line.text[:1].isascii() else None


def _count(numbers: Sequence[int]) -> bool:
    """Whether numbers count up from one, one by one, perhaps several times."""
    return numbers[:1] == [1] and all(
        after in (before + 1, 1) for before, after in pairwise(numbers)
    )


def _numbered(line: SourceLine, found: re.Match[str], number: int) -> SourceLine:
    return replace(line, text=line.text[found.end() :], number=number, delimiter=".")


def _of_letter(text: str) -> int:
    return ord(text.lower()) - ord("a") + 1


def _of_roman(text: str) -> int:
    values = [_VALUES[letter] for letter in text.lower()]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)
