"""Posts that list questions with their answers, as a wiki post of a course does."""

from __future__ import annotations

import re
from itertools import pairwise

from bot.importing.languages import every
from bot.importing.questions import Look, look

_FEWEST, _MOSTLY = 3, 0.6  # questions with a mark of their own, and the share with text below
_FEWEST_UNTITLED = 5  # where the title says nothing of it
_MARKED = re.compile(r"[ \t]*(?:>[ \t]*)?(?:#{1,6}|\d{1,3}[.)]|[-*+]|\*\*)[ \t]*(?P<text>\S.*)")
_WORDS = re.compile(r"[^\W_]+")
_LISTING = every("more") | every("key") | every("drill")


def lists_marked_questions(text: str) -> bool:
    """Whether several lines of a post with a mark of their own ask, with text below most of them.

    A post that only asks is answered by those below it.
    """
    return _are_answered([_asks_marked(line) for line in text.split("\n") if line.strip()], _FEWEST)


def lists_questions(title: str, text: str) -> bool:
    """Whether a post lists questions, marked or not; fewer do where its title says so."""
    named = not _LISTING.isdisjoint(_WORDS.findall(title.casefold()))
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    asks = [_asks_marked(line) or look(line) >= Look.STUDY for line in lines]
    return _are_answered(asks, _FEWEST if named else _FEWEST_UNTITLED)


def _are_answered(asks: list[bool], fewest: int) -> bool:
    asked = sum(asks)
    answered = sum(1 for here, below in pairwise([*asks, True]) if here and not below)
    return asked >= fewest and answered >= _MOSTLY * asked


def _asks_marked(line: str) -> bool:
    found = _MARKED.match(line)
    return found is not None and look(found["text"].strip("* ")) >= Look.STUDY
