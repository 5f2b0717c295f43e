"""Each author's answers as an Anki package: notes whose ids stay, so that an update updates.

Source: https://github.com/kerrickstaley/genanki, and https://docs.ankiweb.net/importing/packaged-decks.html
on which notes a package replaces: those with the same id, where the note type is the same.
"""

from __future__ import annotations

import hashlib
import html
import io
import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import genanki
from markdown_it import MarkdownIt

from bot.core.contents import Entry, Sheet
from bot.core.formats import ANKI_FIELDS, anki_check
from bot.core.ids import PictureId
from bot.core.pictures import PictureFile, with_files

_NOTE_TYPE = 1_718_304_215  # for ever: Anki knows the type by it
_SAFE_LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_FIELDS_END = "\x1f"
_FILE = re.compile(r"!\[(?P<said>[^\[\]\n]{0,400})\]\((?P<name>[0-9a-f]{16}\.(?:png|jpg))\)")
_BEFORE, _AFTER = "\ufdd0", "\ufdd1"  # characters of nobody's, while Markdown is read
_SIGNS = re.compile(f"[{_BEFORE}{_AFTER}]")
_DIVIDING = re.compile(":(?=:)")
_PLACED = re.compile(f"{_BEFORE}([0-9]+){_AFTER}")
_FRONT = "{{Question}}"
_BACK = "{{FrontSide}}<hr id=answer>{{Answer}}"
_STYLE = """.card { font: 18px/1.5 sans-serif; max-width: 40em; margin: 1em auto; }
pre, code { font-family: monospace; } pre { overflow-x: auto; }"""


def written(title: str, sheet: Sheet) -> bytes:
    """Return one author's answers, in a deck of their own below one of the title."""
    name = f"{_part(title)}::{_part(sheet.source.author)}"
    deck = genanki.Deck(_number(f"{sheet.source.deck}\n{sheet.source.name}"), name)
    model = genanki.Model(
        _NOTE_TYPE,
        "Roundtable",
        fields=[{"name": name} for name in ANKI_FIELDS],
        templates=[{"name": "Question and answer", "qfmt": _FRONT, "afmt": _BACK}],
        css=_STYLE,
    )
    shown, there = _parser(), {each.id for each in sheet.pictures}
    for entry in sheet.entries:
        guid = genanki.guid_for(entry.question.id, sheet.source.name)
        fields = _fields(shown, _with_files(entry, there))
        deck.add_note(genanki.Note(model=model, fields=fields, guid=guid))
    with TemporaryDirectory() as folder:
        # The library takes a package's media from files.
        package = genanki.Package(deck, media_files=_written_to(Path(folder), sheet.pictures))
        out = io.BytesIO()
        package.write_to_file(out)
    return out.getvalue()


def _written_to(folder: Path, pictures: Sequence[PictureFile]) -> list[str]:
    for each in pictures:
        (folder / each.file_name).write_bytes(each.data)
    return [str(folder / each.file_name) for each in pictures]


def _with_files(entry: Entry, there: Collection[PictureId]) -> Entry:
    """Return an entry whose texts name its pictures as Anki does, by their files' names."""

    def named(text: str) -> str:
        return with_files(text, there, lambda picture: picture.file_name)

    question = replace(entry.question, text=named(entry.question.text))
    return replace(entry, question=question, answers=tuple(map(named, entry.answers)))


def _fields(shown: MarkdownIt, entry: Entry) -> list[str]:
    question, answer = entry.question.text, "\n\n".join(entry.answers)
    front, back = _html(shown, question), _html(shown, answer)
    fields = (
        front,
        back,
        html.escape(entry.question.section, quote=False),
        html.escape(question, quote=False),
        html.escape(answer, quote=False),
        anki_check(front, back),
        entry.question.id,
    )
    return [field.replace(_FIELDS_END, " ") for field in fields]


def _html(parser: MarkdownIt, markdown: str) -> str:
    """Return a text's HTML; of its pictures those are shown that lie in the package."""
    named: list[str] = []

    def place(found: re.Match[str]) -> str:
        said, name = html.escape(found["said"]), found["name"]
        named.append(f'<img src="{name}" alt="{said}">')
        return f"{_BEFORE}{len(named) - 1}{_AFTER}"

    bare = _SIGNS.sub("", markdown)
    written = parser.render(_FILE.sub(place, bare)).strip()
    return _PLACED.sub(lambda found: named[int(found[1])], written)


def _parser() -> MarkdownIt:
    """Return what makes HTML of Markdown that loads nothing and leads to web pages alone."""
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.disable("image")
    parser.validateLink = lambda url: _SAFE_LINK.match(url) is not None  # type: ignore[method-assign]  # the documented way to replace it
    return parser


def _part(name: str) -> str:
    """Return a name for one level of Anki's decks, which colons divide."""
    return _DIVIDING.sub(": ", name)


def _number(text: str) -> int:
    """Return the same id for the same text, as Anki's are: 31 bits and not few."""
    return (1 << 30) | int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) >> 2
