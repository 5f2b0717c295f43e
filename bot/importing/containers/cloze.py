"""Sentences with gaps: each is a question, what was in it is the answer.

`{{c1::text::hint}}` is Anki's, `{{cloze text}}` Logseq's, `==text==` Obsidian's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.core.documents import Lines
from bot.importing.containers.html import markdown_of
from bot.importing.containers.reading import Card

_GAP = re.compile(
    r"\{\{c(?P<number>\d{1,3})::(?P<text>(?:(?!\{\{|\}\}|::).){0,4000})(?:::(?P<hint>(?:(?!\{\{|\}\}).){0,400}))?\}\}",
    re.DOTALL,
)
_LOGSEQ = re.compile(r"\{\{cloze[ ]+(?P<text>(?:(?!\{\{|\}\}).){1,4000})\}\}", re.DOTALL)
_MARKED = re.compile(r"(?<!=)==(?P<text>[^=\n][^\n]{0,1000}?)==(?!=)")


def has_cloze(text: str) -> bool:
    """Whether a text has one of Anki's gaps."""
    return "{{c" in text and _GAP.search(text) is not None


def cloze_cards(text: str, extra: Sequence[str], place: Lines, section: str = "") -> Iterator[Card]:
    """Yield a card for each number of Anki's gaps in a text, `extra` below each answer."""
    more = [shown for each in extra if (shown := markdown_of(each))]
    gaps = list(_GAP.finditer(text))
    for number in dict.fromkeys(found["number"] for found in gaps):
        answers = [markdown_of(found["text"]) for found in gaps if found["number"] == number]
        answer = ", ".join(dict.fromkeys(answers))
        yield Card(_without(text, number), "\n\n".join([answer, *more]), place, (), section)


def _without(text: str, number: str) -> str:
    """Return a text with the gaps of one number open, the others filled."""

    def shown(found: re.Match[str]) -> str:
        return f"[{found['hint'] or '...'}]" if found["number"] == number else found["text"]

    return markdown_of(_GAP.sub(shown, text))


def logseq_cloze(text: str) -> tuple[str, str]:
    """Return a text with gaps and what was in them, ("", "") where it has none."""
    return _gapped(_LOGSEQ, text)


def marked_cloze(text: str) -> tuple[str, str]:
    """Return a text without what is highlighted, and that, ("", "") where nothing is."""
    return _gapped(_MARKED, text)


def _gapped(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    found = [each["text"].strip() for each in pattern.finditer(text)]
    return (pattern.sub("[...]", text), ", ".join(found)) if found else ("", "")
