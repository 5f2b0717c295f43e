"""Numbers that count the options of a question, and no questions: `(1) salt`, a 3 in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.importing.lines import NESTED, SourceLine
from bot.importing.options import Choice, run_of_options
from bot.importing.questions import Look, has_gap, look

_NEAR = 8  # lines from a question's number to its first option


def without_counted_options(lines: Sequence[SourceLine]) -> Sequence[SourceLine]:
    """Return the lines, those without a number whose number counts an option of the question above.

    They begin at 1 right below a numbered question, are numbered in another way, and do not ask.
    """
    counted = set(_counted(lines))
    if not counted:
        return lines
    return [
        replace(line, number=None, delimiter="") if line.index in counted else line
        for line in lines
    ]


def _counted(lines: Sequence[SourceLine]) -> Iterator[int]:
    end = 0
    for line in lines:
        if line.number != 1 or line.fenced or line.index < end or not line.index:
            continue
        if not _is_below_question(lines, line):
            continue
        choice = run_of_options(lines, line.index, counted=True)
        if choice is None or _asks_mostly(choice):
            continue
        end = choice.end
        yield from range(choice.first, choice.end)


def _is_below_question(lines: Sequence[SourceLine], line: SourceLine) -> bool:
    """Whether the next number above is a question's, written in another way."""
    near = lines[max(0, line.index - _NEAR) : line.index]
    above = next((one for one in reversed(near) if one.number is not None), None)
    if above is None or above.fenced or _way(above) == _way(line):
        return False
    return above.look >= Look.STUDY or has_gap(above.text)


def _way(line: SourceLine) -> tuple[str, bool, int]:
    opens = line.raw.lstrip(" \t>*_-#")[:1]
    return line.delimiter, opens in "(\uff08", line.indent // NESTED


def _asks_mostly(choice: Choice) -> bool:
    asking = sum(1 for option in choice.options if look(option.text) is not Look.NONE)
    return 2 * asking > len(choice.options)
