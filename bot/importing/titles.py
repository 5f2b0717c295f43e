"""Headings that are all titles, in a text that calls itself questions: `#### Gini impurity`.

Nothing asks there. What the text says of itself at its beginning, and that its headings are alike,
each above a text as long as an answer, tells that a reader is to say what belongs below each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

from bot.importing.assembly import ItemDraft
from bot.importing.languages import every
from bot.importing.lines import LONGEST_TITLE, SourceLine
from bot.importing.sections import is_section, item_ends, title_text

NAME = "titles"
_FEWEST, _MOSTLY = 3, 0.8  # titles, and the share that have a text below them
_LONGEST_ANSWER = 800  # characters, of half of them
_MOST_WORDS = 14  # of a title
_OPENING = 24  # lines in which a text says what it is
_LONGEST_PROPERTY = 300
_DIGITS = re.compile(r"[\W\d_]+")
# What a program's page has, be it one for flash cards.
_OF_PROGRAMS = frozenset(
    {"installation", "install", "usage", "getting started", "features", "requirements", "setup",
     "quick start", "quickstart", "demo", "development", "configuration", "prerequisites"}
)  # fmt: skip


_ABOUT = every("turning")  # `Table of contents`


def _any_of(words: frozenset[str]) -> re.Pattern[str]:
    either = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    # Where words have no spaces between them, a letter beside one is another word's.
    return re.compile(
        rf"(?:(?<![^\W_])|(?<=[^\x00-\u2fff]))(?:{either})(?:(?![^\W_])|(?=[^\x00-\u2fff]))"
    )


_DRILL = _any_of(every("drill"))
_TITLE = _any_of(
    every("drill") | every("more") | every("question") | (every("key") & every("answer"))
)


def find(lines: Sequence[SourceLine]) -> list[ItemDraft]:
    """Return the titles of a text that calls itself questions, as drafts in order."""
    headings = [line for line in lines if line.heading and not line.fenced]
    if len(headings) < _FEWEST:
        return []
    titles = _alike(lines, headings)
    if len(titles) < _FEWEST or not _calls_itself_questions(lines, titles[0]):
        return []
    spans = [(line.index, line.index + 1) for line in titles]
    ends = item_ends(lines, spans)
    if not _are_answers(lines, [(body, end) for (_, body), end in zip(spans, ends, strict=True)]):
        return []
    return [
        ItemDraft(line.text, line.index, line.index + 1, end, number=line.number, is_sure=True)
        for line, end in zip(titles, ends, strict=True)
    ]


def _alike(lines: Sequence[SourceLine], headings: Sequence[SourceLine]) -> list[SourceLine]:
    """Return the headings of the level that has most of those with a text right below them."""
    headings = [line for line in headings if not _is_of_page(line)]
    levels = Counter(line.heading for line in headings if _has_text(lines, line))
    level = max(levels, key=lambda one: (levels[one], one), default=0)
    titles = [line for line in headings if line.heading == level]
    if levels[level] < _MOSTLY * len(titles) or _is_of_program(titles):
        return []
    names = {_DIGITS.sub(" ", line.text.casefold()).strip() for line in titles}
    short = all(len(line.text.split()) <= _MOST_WORDS and not line.label for line in titles)
    # What differs in its number only is counted, and says nothing to be asked for.
    return titles if short and len(names - {""}) >= _MOSTLY * len(titles) else []


def _is_of_page(line: SourceLine) -> bool:
    return is_section(line) or title_text(line).casefold() in _ABOUT


def _has_text(lines: Sequence[SourceLine], heading: SourceLine) -> bool:
    at = heading.index + 1
    while at < len(lines) and lines[at].blank:
        at += 1
    return at < len(lines) and not lines[at].heading and not lines[at].is_rule


def _is_of_program(titles: Sequence[SourceLine]) -> bool:
    named = sum(1 for line in titles if title_text(line).casefold() in _OF_PROGRAMS)
    return 4 * named >= len(titles) or named > 1


def _calls_itself_questions(lines: Sequence[SourceLine], first: SourceLine) -> bool:
    """Whether the title says that these are questions, or what introduces them does."""
    opening = [line for line in lines[: min(first.index, _OPENING)] if line.raw.strip()]
    if any(_DRILL.search(line.text.casefold()) for line in opening if not line.heading):
        return True
    titles = (_property(line.raw) if line.is_boilerplate else line.text for line in opening)
    return any(
        _TITLE.search(title.casefold())
        for title, line in zip(titles, opening, strict=True)
        if line.heading
        or line.is_boilerplate
        or (line is opening[0] and len(title) < LONGEST_TITLE)
    )


def _property(raw: str) -> str:
    """Return the title that a page's properties name, "" where a line names none."""
    name, _, value = raw[:_LONGEST_PROPERTY].partition(":")
    return value if name.strip().casefold() == "title" else ""


def _are_answers(lines: Sequence[SourceLine], spans: Sequence[tuple[int, int]]) -> bool:
    """Whether texts are as long as answers, and do not themselves ask."""
    lengths = [sum(len(line.raw) for line in lines[body:end]) for body, end in spans]
    asking = sum(
        1 for body, end in spans for line in lines[body:end] if not line.fenced and line.is_question
    )
    return median(lengths) <= _LONGEST_ANSWER and 2 * asking < len(spans)
