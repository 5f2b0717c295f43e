"""Each author's answers as an Anki package: notes whose ids stay, so that an update updates.

Source: https://github.com/kerrickstaley/genanki, and https://docs.ankiweb.net/importing/packaged-decks.html
on which notes a package replaces: those with the same id, where the note type is the same.
"""

from __future__ import annotations

import hashlib
import html
import io
import re

import genanki
from markdown_it import MarkdownIt

from bot.core.contents import Entry, Sheet
from bot.core.formats import ANKI_FIELDS, anki_check

_NOTE_TYPE = 1_718_304_215  # for ever: Anki knows the type by it
_SAFE_LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_FIELDS_END = "\x1f"
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
    shown = _parser()
    for entry in sheet.entries:
        guid = genanki.guid_for(entry.question.id, sheet.source.name)
        deck.add_note(genanki.Note(model=model, fields=_fields(shown, entry), guid=guid))
    out = io.BytesIO()
    genanki.Package(deck).write_to_file(out)
    return out.getvalue()


def _fields(shown: MarkdownIt, entry: Entry) -> list[str]:
    question, answer = entry.question.text, "\n\n".join(entry.answers)
    front, back = shown.render(question).strip(), shown.render(answer).strip()
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


def _parser() -> MarkdownIt:
    """Return what makes HTML of Markdown that loads nothing and leads to web pages alone."""
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.disable("image")
    parser.validateLink = lambda url: _SAFE_LINK.match(url) is not None  # type: ignore[method-assign]  # the documented way to replace it
    return parser


def _part(name: str) -> str:
    """Return a name for one level of Anki's decks, which colons divide."""
    return name.replace("::", ": :")


def _number(text: str) -> int:
    """Return the same id for the same text, as Anki's are: 31 bits and not few."""
    return (1 << 30) | int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) >> 2
