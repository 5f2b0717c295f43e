"""Letters, Roman numbers and words that count questions: `a) What ...?`, `IV. Why`, `Bread 2. How`.

Options and points of lists are counted so as well; only where lines that ask count up through the
document are they read as numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.importing.lines import NESTED, SourceLine
from bot.importing.questions import Look, look, split_question

_FEWEST = 3  # lines that count
_LEAST_ASKING = 0.6  # of them
_LEAST_TOLD = 0.8  # ... or half of them, where nearly all the others are tasks
_LETTER = re.compile(r"\(?(?P<digits>[A-Za-z])[.)][*_]{0,3}[ \t]{1,8}(?=\S)")
_ROMAN = re.compile(r"\(?(?P<digits>[IVXLC]{1,8}|[ivxlc]{1,8})[.)][ \t]{1,8}(?=\S)")
_DIGIT = re.compile(r"\d")
_LONGEST = 70  # characters before a text that words and a number count
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def with_letters(lines: Sequence[SourceLine]) -> Sequence[SourceLine]:
    """Return the lines, those numbered that Roman numbers or letters count as questions."""
    if dotted := _with_dotted(lines):
        return dotted
    for pattern, value in ((_ROMAN, _of_roman), (_LETTER, _of_letter)):
        found = {line.index: each for line in lines if (each := _ordinal(line, pattern))}
        numbers = [value(each["digits"]) for each in found.values()]
        looks = [look(each.string[each.end() :]) for each in found.values()]
        asking = sum(1 for each in looks if each >= Look.STUDY)
        told = sum(1 for each in looks if each >= Look.TASK)
        most = asking >= _LEAST_ASKING * len(found) or (
            2 * asking >= len(found) and told >= _LEAST_TOLD * len(found)
        )
        if asking >= _FEWEST and most and _count(numbers):
            return [
                _numbered(line, found[line.index], number)
                if (number := value(found[line.index]["digits"]) if line.index in found else 0)
                else line
                for line in lines
            ]
    return _with_counted_words(lines)


_DOTTED = re.compile(r"(?P<digits>\d{1,3}(?:\.\d{1,3}){1,2})[.):]?[ \t]{1,8}(?=\S)")


def _with_dotted(lines: Sequence[SourceLine]) -> Sequence[SourceLine]:
    """Return the lines, numbered in order where a chapter's number is before theirs: `3.2 Why`."""
    found = {
        line.index: each
        for line in lines
        if line.text[:1].isdecimal()
        and not (line.fenced or line.number is not None or line.indent >= NESTED)
        and (each := _DOTTED.match(line.text))
    }
    if len(found) < _FEWEST:
        return []
    places = [tuple(map(int, each["digits"].split("."))) for each in found.values()]
    asking = sum(1 for each in found.values() if _asks_behind(each))
    if asking < _LEAST_ASKING * len(found) or any(a >= b for a, b in pairwise(places)):
        return []
    numbers = {at: number for number, at in enumerate(found, 1)}
    return [
        _numbered(line, found[line.index], numbers[line.index]) if line.index in found else line
        for line in lines
    ]


_COUNTED = re.compile(
    r"(?P<word>[^\W\d_]{1,20}\.?(?:[ ][^\W\d_]{1,20}\.?){0,2})[ ]?[#\u2116]?(?P<digits>\d{1,4})"
    r"(?:[ ]?[.:)\-\u2013\u2014]|(?=[ \t*_]))[*_]{0,3}[ \t]{1,8}(?=\S)"
)


def _with_counted_words(lines: Sequence[SourceLine]) -> Sequence[SourceLine]:
    """Return the lines, those numbered that one word counts: `Bread 1. Why ...?`, `Q.1 Define`."""
    found = {line.index: each for line in lines if (each := _counted_word(line))}
    words = Counter(each["word"] for each in found.values())
    for word, count in words.most_common(1):
        here = {at: each for at, each in found.items() if each["word"] == word}
        asking = sum(1 for each in here.values() if _asks_behind(each))
        if count < _FEWEST or asking < _LEAST_ASKING * count:
            break
        numbers = [int(each["digits"]) for each in here.values()]
        if not _count(numbers):
            # `Slide 4: ...`, `Slide 9: ...`: places that questions are about, in their order.
            if numbers != sorted(numbers):
                break
            numbers = list(range(1, count + 1))
        told = dict(zip(here, numbers, strict=True))
        return [
            _numbered(line, here[line.index], told[line.index]) if line.index in here else line
            for line in lines
        ]
    return lines


def _counted_word(line: SourceLine) -> re.Match[str] | None:
    if line.fenced or line.number is not None or line.indent >= NESTED or line.bullet:
        return None
    return _COUNTED.match(line.text) if _DIGIT.search(line.text, 0, _LONGEST) else None


def _asks_behind(found: re.Match[str]) -> bool:
    question, _ = split_question(found.string[found.end() :])
    return look(question) >= Look.STUDY


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
