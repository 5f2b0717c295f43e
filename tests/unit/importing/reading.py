"""Short ways to look at what was parsed, for the tests of the layouts."""

from __future__ import annotations

from bot.core.documents import ParsedDocument
from bot.importing import parse_document


def parse(text: str) -> ParsedDocument:
    return parse_document("notes.md", text)


def pairs(text: str) -> list[tuple[str, str]]:
    """Return every question with its answer, "" for none."""
    return [
        (item.question, item.answers[0].text if item.answers else "") for item in parse(text).items
    ]


def questions(text: str) -> list[str]:
    return [item.question for item in parse(text).items]
