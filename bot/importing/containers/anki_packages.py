"""Anki's packages, `.apkg` and `.colpkg`: a SQLite database in a zip archive, perhaps compressed.

Source: https://github.com/ankidroid/Anki-Android/wiki/Database-Structure and Anki's own
`rslib/src/storage/schema*.sql`; from schema 15 on note types are rows with protocol buffers.
"""

from __future__ import annotations

import html
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import zstandard

from bot.core.documents import Lines
from bot.core.formats import ANKI_FIELDS, anki_check
from bot.core.ids import question_id
from bot.core.limits import MAX_DOCUMENT_BYTES
from bot.importing.albums import Album
from bot.importing.containers.anki_fields import field_html
from bot.importing.containers.anki_media import media_of
from bot.importing.containers.cloze import cloze_cards, has_cloze
from bot.importing.containers.html import markdown_of
from bot.importing.containers.protobuf import fields_of
from bot.importing.containers.reading import MAX_CARDS, Card, Unreadable, left_out
from bot.importing.containers.zips import MAX_UNPACKED, Zip

DATABASES = ("collection.anki21b", "collection.anki21", "collection.anki2")
_FIELD = re.compile(r"\{\{(?!FrontSide)(?:[#^/]|(?:[\w-]{1,30}:){0,4})?([^{}:#^/]{1,200})\}\}")
_ID = re.compile(r"-?[0-9]{1,19}")  # of 64 bits
_STEPS = 50_000_000  # of SQLite's machine: a real package needs far fewer
# What is stored takes no more than the database; what a view or a column computes may.
_LONGEST_VALUE = 8 * 1024 * 1024
_MOST_TEXT = 2 * MAX_DOCUMENT_BYTES  # of all notes: as long as two documents take to read


@dataclass(frozen=True, slots=True)
class _NoteType:
    """A note type: its fields' names, and what its first card shows on each side."""

    fields: tuple[str, ...] = ()
    front: tuple[str, ...] = ()
    back: tuple[str, ...] = ()


def read_package(data: bytes, album: Album) -> Iterator[Card]:
    """Yield a package's notes as cards, in the order in which they were made. Raises Unreadable.

    The album finds its pictures by their names.
    """
    archive = Zip(data)
    album.look_in(media_of(archive))
    try:
        connection = _opened(_database(archive))
        try:
            _refuse_computed(connection)
            yield from _notes(connection)
        finally:
            connection.close()
    except sqlite3.DataError as error:
        most = _LONGEST_VALUE // 2**20
        raise Unreadable(f"one of its notes is longer than {most} MB; shorten it") from error
    except sqlite3.Error as error:
        raise Unreadable(f"its database is broken ({error}); export the deck again") from error


def _database(archive: Zip) -> bytes:
    name = next((each for each in DATABASES if each in archive.names), "")
    data = archive.read(name)
    if not name.endswith("b"):
        return data
    try:
        with zstandard.ZstdDecompressor().stream_reader(data) as stream:
            unpacked = stream.read(MAX_UNPACKED + 1)
    except zstandard.ZstdError as error:
        raise Unreadable("its database is broken; export the deck again") from error
    if len(unpacked) > MAX_UNPACKED:
        raise Unreadable(
            f"unpacked it is larger than {MAX_UNPACKED // 2**20} MB; export its decks one by one"
        )
    return unpacked


def _opened(data: bytes) -> sqlite3.Connection:
    """Open the database in memory; nothing that it defines is run on its own."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(data)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    connection.create_collation(
        "unicase", lambda a, b: (a.casefold() > b.casefold()) - (a.casefold() < b.casefold())
    )
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA query_only = ON")
    budget = iter(range(_STEPS // 100_000))
    connection.set_progress_handler(lambda: next(budget, None) is None, 100_000)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return connection


def _refuse_computed(connection: sqlite3.Connection) -> None:
    """Raise Unreadable where a view or a column computes what is stored in a real package.

    Sorting what a few bytes compute to may take all of a disk.
    """
    found = connection.execute(
        "SELECT 1 FROM sqlite_master m WHERE type = 'view' OR type = 'table' AND EXISTS"
        " (SELECT 1 FROM pragma_table_xinfo(m.name) WHERE hidden > 1) LIMIT 1"
    )
    if found.fetchone() is not None:
        raise Unreadable("its database computes its notes, as none of Anki's does; export it again")


def _notes(connection: sqlite3.Connection) -> Iterator[Card]:
    types, decks = _note_types(connection), _decks(connection)
    named = len(set(decks.values())) > 1
    rows = connection.execute(
        "SELECT n.id, n.mid, n.flds, (SELECT c.did FROM cards c WHERE c.nid = n.id LIMIT 1)"
        " FROM notes n ORDER BY n.id LIMIT ?",
        (MAX_CARDS + 1,),  # one more tells that there are too many
    )
    left = _MOST_TEXT
    for number, (_, kind, fields, deck) in enumerate(rows, 1):
        left -= len(str(fields))
        if left < 0:
            raise Unreadable(
                f"its notes have more than {_MOST_TEXT // 2**20} MB of text; export a part of them"
            )
        place = Lines(number, number)
        section = decks.get(deck, "") if named else ""
        cells, type_ = str(fields).split("\x1f"), types.get(kind, _NoteType())
        if exported := _exported(cells, type_, place):
            yield exported
        else:
            yield from _cards([field_html(cell) for cell in cells], type_, place, section)


def _exported(cells: list[str], kind: _NoteType, place: Lines) -> Card | None:
    """Return a note that we wrote: as it was, or as somebody changed it in Anki since."""
    if kind.fields != ANKI_FIELDS or len(cells) != len(ANKI_FIELDS):
        return None
    shown, behind, section, question, answer, check, id_ = cells
    if check == anki_check(shown, behind):
        question, answer = html.unescape(question), html.unescape(answer)
    else:
        question, answer = markdown_of(shown), markdown_of(behind)
    return Card(question, answer, place, (), html.unescape(section), question_id(id_))


def _cards(cells: list[str], kind: _NoteType, place: Lines, section: str) -> Iterator[Card]:
    if has_cloze(cells[0]):
        yield from cloze_cards(cells[0], cells[1:], place, section)
        return
    named = dict(zip(kind.fields, cells, strict=False))
    front = [markdown_of(named[name]) for name in kind.front if name in named]
    back = [markdown_of(named[name]) for name in kind.back if name in named]
    if not any(front):  # an unknown type, or one whose front shows something else
        shown = [markdown_of(cell) for cell in cells]
        front, back = shown[:1], shown[1:]
    question = "\n\n".join(filter(None, front))
    if question.startswith("Please update to the latest Anki version"):
        yield left_out(place, "note of Anki")
    elif question:
        yield Card(question, "\n\n".join(filter(None, back)), place, (), section)
    else:
        yield left_out(place, "no question")


def _note_types(connection: sqlite3.Connection) -> dict[int, _NoteType]:
    if _has_table(connection, "notetypes"):
        return _new_types(connection)
    models = _stored(connection, "SELECT models FROM col")
    return {id_: _old_type(model) for id_, model in models.items()}


_Object = Mapping[str, object]


def _stored(connection: sqlite3.Connection, query: str) -> Mapping[int, _Object]:
    """Return the objects that a cell has in JSON by their ids, as far as it has any."""
    row = connection.execute(query).fetchone()
    try:
        found = json.loads(row[0]) if row and isinstance(row[0], str) else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {int(id_): each for id_, each in found.items()
            if _ID.fullmatch(id_) and isinstance(each, dict)}  # fmt: skip


def _objects(listed: object) -> list[_Object]:
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _old_type(model: _Object) -> _NoteType:
    fields = tuple(str(field.get("name", "")) for field in _objects(model.get("flds")))
    template = next(iter(_objects(model.get("tmpls"))), {})
    return _note_type(fields, str(template.get("qfmt", "")), str(template.get("afmt", "")))


def _new_types(connection: sqlite3.Connection) -> dict[int, _NoteType]:
    fields: dict[int, list[str]] = {}
    for kind, name in connection.execute("SELECT ntid, name FROM fields ORDER BY ntid, ord"):
        fields.setdefault(kind, []).append(name)
    templates = {}
    for kind, config in connection.execute(
        "SELECT ntid, config FROM templates ORDER BY ntid, ord DESC"
    ):
        templates[kind] = _strings(config if isinstance(config, bytes) else b"")
    return {
        kind: _note_type(
            tuple(names), templates.get(kind, {}).get(1, ""), templates.get(kind, {}).get(2, "")
        )
        for kind, names in fields.items()
    }


def _note_type(fields: tuple[str, ...], front: str, back: str) -> _NoteType:
    shown = tuple(dict.fromkeys(_FIELD.findall(front)))
    behind = tuple(name for name in dict.fromkeys(_FIELD.findall(back)) if name not in shown)
    return _NoteType(fields, shown, behind)


def _strings(message: bytes) -> dict[int, str]:
    """Return the texts of a protocol buffer's top level by their field's number."""
    return {
        field: value.decode("utf-8", "replace")
        for field, value in fields_of(message)
        if isinstance(value, bytes)
    }


def _decks(connection: sqlite3.Connection) -> dict[int, str]:
    """Return the decks' own names, without those of the decks around them."""
    if _has_table(connection, "decks"):
        rows = connection.execute("SELECT id, name FROM decks").fetchall()
        return {id_: str(name).split("\x1f")[-1] for id_, name in rows}
    stored = _stored(connection, "SELECT decks FROM col")
    return {id_: str(deck.get("name", "")).rpartition("::")[2] for id_, deck in stored.items()}


def _has_table(connection: sqlite3.Connection, name: str) -> bool:
    found = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)
    )
    return found.fetchone() is not None
