"""Decks out: each author's answers as a document that others read, and that is imported again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import count

from bot.core.contents import (
    DeckContents,
    Entry,
    ExportFormat,
    Sheet,
    Terms,
    illustrated,
    sheets,
)
from bot.core.uploads import Upload
from bot.errors import NothingToExport
from bot.exporting import anki, cells, gift, manifest, moodle, notes

__all__ = ["exported", "file_name"]

_WRITERS: dict[ExportFormat, tuple[str, Callable[[str, Sheet], bytes]]] = {
    ExportFormat.PACK: ("md", notes.written),
    ExportFormat.MARKDOWN: ("md", notes.written),
    ExportFormat.CSV: ("csv", cells.written),
    ExportFormat.APKG: ("apkg", anki.written),
    ExportFormat.MOODLE: ("xml", moodle.written),
    ExportFormat.GIFT: ("gift", gift.written),
}
_WITH_FILES = frozenset({ExportFormat.PACK, ExportFormat.MARKDOWN})
# What one document may hold that is to be imported again.
_MOST_ENTRIES, _MOST_CHARACTERS, _MOST_LINES = 5_000, 2_000_000, 60_000
# How often an entry's texts are written, and in how many lines more than other formats have.
_ONCE, _OF_MOODLE = (1, 0), (2, 20)
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")
_LONGEST_NAME = 80
# Of the 255 that file systems take, with a number and an ending behind them.
_MOST_BYTES = 200
# Names that Windows keeps for itself.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def exported(
    contents: DeckContents, wanted: ExportFormat, terms: Terms | None = None
) -> tuple[Upload, ...]:
    """Return the files of a deck: a document for each author, and a manifest.

    The manifest says whose each document is and which is the reference, for whoever imports them.
    Raises NothingToExport for a deck that has no document.
    """
    ending, write = _WRITERS[wanted]
    title, found = contents.deck.title, dict[bytes, Sheet]()
    for sheet in sheets(contents):
        for part in _parts(sheet, *(_OF_MOODLE if wanted is ExportFormat.MOODLE else _ONCE)):
            shown = illustrated(part, contents.pictures)
            # An author's document that says the same again is nothing more, and imported once.
            found.setdefault(write(title, shown), shown)
    if not found:
        raise NothingToExport(title)
    names = list(_names(found.values(), ending))
    named = list(zip(names, found.values(), strict=True))
    told = manifest.written(
        contents.deck, named, terms or Terms(), votes=wanted is ExportFormat.PACK
    )
    head = Upload(manifest.MANIFEST, told)
    beside = _beside(found.values()) if wanted in _WITH_FILES else ()
    return (head, *map(Upload, names, found), *beside)


def _beside(parts: Iterable[Sheet]) -> Iterator[Upload]:
    """Yield the pictures that notes name, as files beside them."""
    shown = {each.id: each for part in parts for each in part.pictures}
    for each in shown.values():
        yield Upload(notes.path_of(each), each.data)


def _parts(sheet: Sheet, times: int, beside: int) -> Iterator[Sheet]:
    """Yield a sheet in parts that are small enough, the whole of nearly every one.

    Each text is written so many `times`, and each entry has so many more lines `beside` them.
    """
    kept, characters, lines = list[Entry](), 0, 0
    for entry in sheet.entries:
        texts = (entry.question.text, *entry.answers)
        size = times * sum(map(len, texts))
        height = beside + sum(times * text.count("\n") + 6 for text in texts)
        full = characters + size > _MOST_CHARACTERS or lines + height > _MOST_LINES
        if kept and (full or len(kept) == _MOST_ENTRIES):
            yield replace(sheet, entries=tuple(kept))
            kept, characters, lines = [], 0, 0
        kept.append(entry)
        characters, lines = characters + size, lines + height
    if kept:
        yield replace(sheet, entries=tuple(kept))


def _names(parts: Iterable[Sheet], ending: str) -> Iterator[str]:
    """Yield a file's name for each, of its author's; one that is taken gets a number."""
    taken: set[str] = set()
    for part in parts:
        stem = file_name(part.source.author)
        names = (stem if nth == 1 else f"{stem}-{nth}" for nth in count(1))
        name = next(each for each in names if each not in taken)
        taken.add(name)
        yield f"{name}.{ending}"


def file_name(title: str) -> str:
    """Return what a file or folder may be called anywhere that is about the title."""
    plain = unicodedata.normalize("NFC", title).casefold()
    name = _NOT_IN_NAMES.sub("-", plain)[:_LONGEST_NAME]
    name = name.encode()[:_MOST_BYTES].decode(errors="ignore").strip("-.")
    return f"{name}-" if _DEVICES.match(name) else name or "notes"
