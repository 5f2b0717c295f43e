"""Where a text's headings stand, and which of them are parts of answers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.importing.labels import as_title
from bot.importing.languages import every
from bot.importing.lines import LONGEST_TITLE, SourceLine

_WITHIN = every("within")
_SHALLOWEST = 3  # level of a heading that parts an answer by its words


class Headings:
    """The lines with headings, by their places: most lines are asked for none."""

    def __init__(self, lines: Sequence[SourceLine]) -> None:
        self.lines = [line for line in lines if line.heading]
        self._places = [line.index for line in self.lines]

    def within(self, begin: int, end: int) -> Sequence[SourceLine]:
        """Return those from one place up to another."""
        first = bisect_left(self._places, begin)
        if first == len(self._places) or self._places[first] >= end:
            return ()
        return self.lines[first : bisect_left(self._places, end, first)]


def names_answers_part(line: SourceLine) -> bool:
    """Whether a line's words are the title of a part of an answer: `Note`, `Example`."""
    return len(line.text) <= LONGEST_TITLE and as_title(line.text) in _WITHIN


def parts_of_answers(
    lines: Sequence[SourceLine], spans: Sequence[tuple[int, int]], headings: Headings
) -> Iterator[int]:
    """Yield the places of headings by which an answer is parted, and not the questions.

    They are deeper than every heading that leads to a question, and one has text and another of
    its level below it before anything is asked, or it says what it is: `#### Note`. `spans` are
    (first, body) of each question.
    """
    any_ = spans and headings.lines
    if not any_:
        return
    leading = max(_leading(lines, spans, headings), default=0)
    yield from _named(lines, spans, headings, max(leading, _SHALLOWEST - 1))
    if not leading:
        return
    for (_, body), (following, _) in pairwise(spans):
        deeper = [line for line in headings.within(body, following) if line.heading > leading]
        parted = any(
            one.heading == other.heading and _has_text(lines, one.index + 1, other.index)
            for one, other in pairwise(deeper)
        )
        yield from (line.index for line in deeper if parted)


def _named(
    lines: Sequence[SourceLine],
    spans: Sequence[tuple[int, int]],
    headings: Headings,
    leading: int,
) -> Iterator[int]:
    """Yield the places of deep headings with the words of an answer's part, text around them."""
    named = [one for one in headings.lines if one.heading > leading and names_answers_part(one)]
    bodies = [body for _, body in spans] if named else []
    for line in named:
        place, at = bisect_left(bodies, line.index + 1) - 1, line.index
        if not 0 <= place < len(spans) - 1:
            continue
        following = spans[place + 1][0]
        if _has_text(lines, bodies[place], at) and _has_text(lines, at + 1, following):
            yield at


def _leading(
    lines: Sequence[SourceLine], spans: Sequence[tuple[int, int]], headings: Headings
) -> Iterator[int]:
    """Yield the levels of the headings right above questions, and of the last above them all."""
    yield from (line.heading for line in headings.within(0, spans[0][0])[-1:])
    for (_, body), (first, _) in pairwise(spans):
        above = headings.within(body, first)[-1:]
        yield from (line.heading for line in above if not _has_text(lines, line.index + 1, first))


def _has_text(lines: Sequence[SourceLine], begin: int, end: int) -> bool:
    return any(not (line.blank or line.is_rule) for line in lines[begin:end])
