"""Each author's notes as Markdown that people read; see `bot.core.notes` for what it carries."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.core.contents import Entry, Sheet
from bot.core.notes import BEGINNING, mark, sheltered_marks
from bot.core.pictures import Picture, with_files


def written(title: str, sheet: Sheet) -> bytes:
    """Return one author's notes."""
    return "\n".join(_lines(title, sheet)).encode()


def _lines(title: str, sheet: Sheet) -> Iterator[str]:
    yield from (BEGINNING, f"# {title}", "", sheltered_marks(sheet.source.author), "")
    section = ""
    there = {each.id for each in sheet.pictures}

    def shown(text: str) -> str:
        return sheltered_marks(with_files(text, there, path_of))

    for entry in sheet.entries:
        if entry.question.section != section:
            section = entry.question.section
            name = sheltered_marks(" ".join(section.split()))
            yield from (mark("section"), f"## {name}", "")
        yield from _entry(entry, shown)


def _entry(entry: Entry, shown: Callable[[str], str]) -> Iterator[str]:
    yield from (mark("question", entry.question.id), f"### {shown(entry.question.text)}", "")
    for answer in entry.answers:
        yield from (mark("note" if entry.is_note else "answer"), shown(answer), "")


def path_of(picture: Picture) -> str:
    """Return where a picture lies beside the notes that show it."""
    return f"pictures/{picture.file_name}"
