"""What a page has around its text: page numbers, running headers, dotted tables of contents.

A conversion leaves them wherever a page ended, between a question and its answer too. Numbers that
count up by one, each on a line of its own with nothing else new on it, are told by that alone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.importing.labels import ANSWER, read_label
from bot.importing.lines import SourceLine
from bot.importing.navigation import leads_about, signature, turns

_FEWEST_PAGES = 3
_LONGEST, _WIDEST = 60, 160
_NUMBER = re.compile(r"\d{1,4}")
# A table of contents, or the way back to it: nothing but a link within the page.
_LINK_WITHIN = re.compile(
    r"[ \t>#*_|\-+\d.)\u2b06\u2191]{0,40}\[(?:\[[^\]\n]{0,40}\])?[^\]\n]{1,300}\]"
    r"\(#[^)\n]{0,300}\)[ \t*_|\u2b06\u2191]{0,20}"
)
_PAGE_WORD = (
    r"(?:page|seite|página|pagina|blz\.?|страница|стр\.?|сторінка|sayfa|trang|頁|页|第)[ ]?#"
)
_PAGE = re.compile(rf"{_PAGE_WORD}[ ]?(?:of|von|de|di|van|из|з|/|sur|页|頁)[ ]?#?", re.IGNORECASE)
_FOOT = re.compile(rf"{_PAGE_WORD}[ ]\D*", re.IGNORECASE)  # `Page 3 made by ...`
# `Midterm, spring    Page 3 of 9`: what a page's head or foot says beside its number.
_BESIDE = re.compile(rf".*(?:[ \t]{{2,}}|[|·•–—-][ ]?){_PAGE.pattern}", re.IGNORECASE)
_FEWEST_FEET = 2
_FRONT_MATTER = re.compile(r"[\w.-]{1,40}:(?:[ \t].*)?|[ \t]+\S.*|-[ ].*|#.*|\s*")
_LONGEST_FRONT_MATTER = 60  # lines
_COMMENT = re.compile(r"<!--(?P<said>(?:(?!-->).)*)-->", re.DOTALL)
_CENTRED = 16  # columns
_LEADER = "...."  # dots between a title and its page


def without_boilerplate(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """Return the lines, those that only belong to the page marked as boilerplate."""
    pages = _page_numbers(lines) | _dashed_numbers(lines)
    aside = {
        *pages, *_running_headers(lines, pages), *_contents(lines), *_links_within(lines),
        *front_matter(lines), *_comments(lines), *signature(lines), *turns(lines),
    }  # fmt: skip
    if not aside:
        return list(lines)
    return [
        replace(line, text="", number=None, is_boilerplate=True) if line.index in aside else line
        for line in lines
    ]


def _page_numbers(lines: Sequence[SourceLine]) -> set[int]:
    """Return the indexes of lines that are alike but for a number, which counts up by one."""
    # By how many numbers they have as well: a "#" may have been written as one.
    alike: dict[tuple[str, int], list[SourceLine]] = defaultdict(list)
    for line in lines:
        if _is_short(line.raw) and not line.blank and _may_end_page(lines, line):
            alike[_NUMBER.subn("#", line.raw.strip())].append(line)
    return {
        line.index
        for (shape, numbers), places in alike.items()
        if numbers
        and (
            _PAGE.fullmatch(shape)
            or (len(places) >= _FEWEST_PAGES and _count_up(places) and not _answer(lines, places))
            or (len(places) >= _FEWEST_FEET and _is_foot(shape) and _grow(places))
        )
        for line in places
    }


_DASHED = re.compile(r"[ \t]*([-\u2013\u2014])[ ]?\d{1,4}[ ]?\1[ \t]*")


def _dashed_numbers(lines: Sequence[SourceLine]) -> set[int]:
    """Return the indexes of what can only be a page's number: `- 3 -` alone."""
    return {
        line.index
        for line in lines
        if line.raw[-1:] in _DASHES
        and not line.fenced
        and _DASHED.fullmatch(line.raw)
        and _ends_paragraph(lines, line)
        and (line.index == 0 or lines[line.index - 1].blank)
    }


_DASHES = frozenset("-\u2013\u2014")


def _is_foot(shape: str) -> bool:
    return bool(_FOOT.fullmatch(shape) or _BESIDE.fullmatch(shape))


def _is_short(raw: str) -> bool:
    """Whether a line is short, however far its parts stand apart, as in a header of a page."""
    wide = len(raw) <= _WIDEST and "   " in raw
    return len(raw) <= _LONGEST or (wide and len(" ".join(raw.split())) <= _LONGEST)


def _may_end_page(lines: Sequence[SourceLine], line: SourceLine) -> bool:
    """Whether a line is short, ends a paragraph and has no mark of its own."""
    centred = line.indent >= _CENTRED  # in the middle of a page, or at its right
    if line.heading or (line.indent and not centred):
        return False
    if "?" in line.raw or not _ends_paragraph(lines, line):
        return False
    return not (line.quote or line.bullet or line.label or line.fenced or line.is_rule)


def _ends_paragraph(lines: Sequence[SourceLine], line: SourceLine) -> bool:
    below = line.index + 1
    return below >= len(lines) or lines[below].blank


def _count_up(places: Sequence[SourceLine]) -> bool:
    """Whether one of the numbers on these lines is one more on each ("Page 4 of 90")."""
    columns = zip(*(map(int, _NUMBER.findall(line.raw)) for line in places), strict=True)
    return any(all(after == before + 1 for before, after in pairwise(column)) for column in columns)


def _answer(lines: Sequence[SourceLine], places: Sequence[SourceLine]) -> bool:
    """Whether most of these lines are all that stands between a question and the next one."""
    answering = sum(
        1
        for line in places
        if _asks_beside(lines, line.index, -1) and _asks_beside(lines, line.index, 1)
    )
    return 2 * answering > len(places)


def _asks_beside(lines: Sequence[SourceLine], at: int, step: int) -> bool:
    """Whether the next text in a direction is a question; below the last one there is none."""
    at += step
    while 0 <= at < len(lines) and lines[at].blank:
        at += step
    return lines[at].is_question if 0 <= at < len(lines) else step > 0


def _grow(places: Sequence[SourceLine]) -> bool:
    """Whether the first number on each of these lines is more than on the one before."""
    numbers = [int(_NUMBER.findall(line.raw)[0]) for line in places]
    return all(before < after for before, after in pairwise(numbers))


def _running_headers(lines: Sequence[SourceLine], pages: set[int]) -> Iterator[int]:
    """Yield the lines next to page numbers that say the same on most pages."""
    beside: dict[str, list[int]] = defaultdict(list)
    for page in pages:
        for step in (-1, 1):
            at = page + step
            while 0 <= at < len(lines) and lines[at].blank:
                at += step
            if 0 <= at < len(lines) and _is_short(lines[at].raw) and not lines[at].label:
                beside[lines[at].raw.strip()].append(at)
    said = Counter(line.raw.strip() for line in lines if len(line.raw) <= _WIDEST)
    for text, places in beside.items():
        # The first page has none above its head, and the last one no number at times.
        often = len(places) >= _FEWEST_PAGES - 1 and said[text] >= _FEWEST_PAGES
        if often and 2 * len(places) > len(pages):
            first = next((line for line in lines if not line.blank), lines[0])
            yield from (*places, *([first.index] if first.raw.strip() == text else ()))


def _contents(lines: Sequence[SourceLine]) -> list[int]:
    """Return the lines of a table of contents: a title, dots and a page."""
    found = [
        line.index
        for line in lines
        if line.raw[-1:].isdecimal() and not line.fenced and _leads_to_page(line.raw)
    ]
    return found if len(found) >= _FEWEST_PAGES else []


def _leads_to_page(raw: str) -> bool:
    before = raw[-_LONGEST:].rstrip("0123456789")
    return before.replace(" ", "").endswith(_LEADER)


def _links_within(lines: Sequence[SourceLine]) -> list[int]:
    found = [
        line.index
        for line in lines
        if "](#" in line.raw and not line.fenced and _LINK_WITHIN.fullmatch(line.raw.strip())
    ]
    found = found if len(found) >= _FEWEST_PAGES else []
    leading = [line.index for line in lines if leads_about(line)]
    return found + leading + [at for each in leading for at in _frame(lines, each)]


_OPENED = re.compile(r"[ \t]*<(?:div|p|center)\b[^<>]{0,200}>[ \t]*")
_CLOSED = re.compile(r"[ \t]*</(?:div|p|center)>[ \t]*")


def _frame(lines: Sequence[SourceLine], at: int) -> Iterator[int]:
    """Yield the lines around one that only hold it: `<div align="right">` and `</div>`."""
    opened = 0 < at < len(lines) - 1 and _OPENED.fullmatch(lines[at - 1].raw)
    if opened and _CLOSED.fullmatch(lines[at + 1].raw):
        yield from (at - 1, at + 1)


def front_matter(lines: Sequence[SourceLine]) -> range:
    """Return the indexes of the keys and values between dashes above a page, none if none."""
    if not lines or lines[0].raw.rstrip() != "---":
        return range(0)
    for line in lines[1:_LONGEST_FRONT_MATTER]:
        if line.raw.rstrip() in ("---", "..."):
            return range(line.index + 1) if line.index > 1 else range(0)
        if not _FRONT_MATTER.fullmatch(line.raw):
            break
    return range(0)


def _comments(lines: Sequence[SourceLine]) -> Iterator[int]:
    """Yield the lines that are comments in HTML, but for those that hide a labelled answer."""
    begin = None
    for line in lines:
        if line.fenced or (begin is None and "<!--" not in line.raw):
            continue
        begin = line.index if begin is None else begin
        if "-->" not in line.raw:
            continue
        text = "\n".join(each.raw for each in lines[begin : line.index + 1]).strip()
        found = _COMMENT.fullmatch(text)
        if found and not _hides_answer(found["said"]):
            yield from range(begin, line.index + 1)
        begin = None


def _hides_answer(said: str) -> bool:
    label = read_label(said.strip()) if said.strip() else None
    return label is not None and label.kind == ANSWER
