"""Each author's notes as Markdown that people read; see `bot.core.notes` for what it carries."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.contents import Entry, Sheet
from bot.core.notes import BEGINNING, mark, sheltered_marks


def written(title: str, sheet: Sheet) -> bytes:
    """Return one author's notes."""
    return "\n".join(_lines(title, sheet)).encode()


def _lines(title: str, sheet: Sheet) -> Iterator[str]:
    yield from (BEGINNING, f"# {title}", "", sheet.source.author, "")
    section = ""
    for entry in sheet.entries:
        if entry.question.section != section:
            section = entry.question.section
            name = sheltered_marks(" ".join(section.split()))
            yield from (mark("section"), f"## {name}", "")
        yield from _entry(entry)


def _entry(entry: Entry) -> Iterator[str]:
    text = sheltered_marks(entry.question.text)
    yield from (mark("question", entry.question.id), f"### {text}", "")
    for answer in entry.answers:
        yield from (mark("note" if entry.is_note else "answer"), sheltered_marks(answer), "")
