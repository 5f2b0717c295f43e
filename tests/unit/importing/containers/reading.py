"""Short ways to look at what was read from a container."""

from __future__ import annotations

from bot.core.documents import ParsedDocument
from bot.importing import read_document


def read(text: str | bytes, name: str = "notes.txt") -> ParsedDocument:
    return read_document(name, text.encode() if isinstance(text, str) else text)


def pairs(text: str | bytes, name: str = "notes.txt") -> list[tuple[str, str]]:
    """Return every question with its answer, "" for none."""
    return [
        (item.question, item.answers[0].text if item.answers else "")
        for item in read(text, name).items
    ]
