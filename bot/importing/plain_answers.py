"""Answers without their questions, without numbers and fragments: told by where they are parted.

That a text is such a list cannot be seen from it, so this is for a text that is added to questions:
it may be parted by headings, rules, bullets, paragraphs or lines, and the way that gives about as
many pieces as there are questions is taken.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.importing.assembly import ItemDraft
from bot.importing.lines import NESTED, SourceLine
from bot.importing.sections import is_afterword, is_page_footer, title_text

_FEWEST = 2
_LONGEST_TITLE = 8  # words


def find_answers(lines: Sequence[SourceLine], asked: int) -> list[ItemDraft]:
    """Return the pieces of a text as answers to about `asked` questions, as drafts in order."""
    begin, end = _text(lines)
    ways = [_headed(lines, begin, end), _ruled(lines, begin, end), _listed(lines, begin, end)]
    ways += [_paragraphs(lines, begin, end), _single(lines, begin, end)]
    parted = [way for way in ways if len(way) >= _FEWEST]
    if not parted:
        return []
    best = min(parted, key=lambda way: abs(len(way) - asked))
    return [_draft(lines, first, last) for first, last in best]


Spans = list[tuple[int, int]]


def _text(lines: Sequence[SourceLine]) -> tuple[int, int]:
    """Return where the answers begin and end: below a title, above notes."""
    begin = 0
    while begin < len(lines) and (lines[begin].blank or lines[begin].is_rule):
        begin += 1
    if begin < len(lines) and _is_title(lines, begin):
        begin += 1
    ends = (line.index for line in lines[begin:] if is_afterword(line) or is_page_footer(line))
    return begin, next(ends, len(lines))


def _is_title(lines: Sequence[SourceLine], at: int) -> bool:
    line = lines[at]
    if line.heading:
        # The only one as high as it is.
        return not any(one.heading == line.heading for one in lines[at + 1 :])
    words = title_text(line).split()
    below = at + 1 >= len(lines) or lines[at + 1].blank
    return below and len(words) <= _LONGEST_TITLE and line.text[-1:].isalnum() and not line.marked


def _between(starts: Sequence[int], end: int) -> Spans:
    return list(zip(starts, [*starts[1:], end], strict=True)) if starts else []


def _headed(lines: Sequence[SourceLine], begin: int, end: int) -> Spans:
    levels = [line.heading for line in lines[begin:end] if line.heading]
    if not levels:
        return []
    starts = [line.index for line in lines[begin:end] if line.heading == min(levels)]
    return _between(starts, end)


def _ruled(lines: Sequence[SourceLine], begin: int, end: int) -> Spans:
    cuts = [line.index + 1 for line in lines[begin:end] if line.is_rule]
    spans = _between([begin, *cuts], end) if cuts else []
    return [span for span in spans if any(lines[at].text for at in range(*span))]


def _listed(lines: Sequence[SourceLine], begin: int, end: int) -> Spans:
    """Part a text at its outermost bullets or numbers, where nearly nothing stands above them."""
    points = [line for line in lines[begin:end] if _is_point(line)]
    if not points or sum(not line.blank for line in lines[begin : points[0].index]) > 1:
        return []
    return _between([line.index for line in points], end)


def _is_point(line: SourceLine) -> bool:
    return bool(line.bullet or line.number is not None) and line.indent < NESTED and not line.fenced


def _paragraphs(lines: Sequence[SourceLine], begin: int, end: int) -> Spans:
    starts = [
        line.index
        for line in lines[begin:end]
        if _opens(line) and (line.index == begin or lines[line.index - 1].blank)
        if not _goes_on(lines, line)
    ]
    return _between(starts, end)


def _opens(line: SourceLine) -> bool:
    return not (line.blank or line.is_rule or line.fenced)


def _goes_on(lines: Sequence[SourceLine], line: SourceLine) -> bool:
    """Whether a paragraph belongs to the one above: a list, code's end, what a colon announces."""
    at = line.index - 1
    while at >= 0 and lines[at].blank:
        at -= 1
    if at < 0:
        return False
    above = lines[at]
    return bool(line.indent >= NESTED or line.bullet or above.text.endswith(":") or above.fenced)


def _single(lines: Sequence[SourceLine], begin: int, end: int) -> Spans:
    starts = [line.index for line in lines[begin:end] if _opens(line) and line.indent < NESTED]
    return _between(starts, end)


def _draft(lines: Sequence[SourceLine], first: int, end: int) -> ItemDraft:
    line = lines[first]
    point = line.bullet or line.number is not None
    rest = [one.raw.rstrip() for one in lines[first + 1 : end] if not one.is_rule]
    opening = line.text if point or line.heading else line.raw.strip()
    answer = "\n".join([opening, *rest]).strip()
    return ItemDraft("", first, first, end, number=line.number, answer=answer)
