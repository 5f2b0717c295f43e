"""Which container a document is. Its reader is loaded when a document may need it.

Bytes are told by their signature and by what an archive holds, texts by the reader that recognises
its own marks. What a reader makes of a document as Markdown may hold cards again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import islice

from bot.core.formats import CSV_HEAD, GIFT_BEGINNING
from bot.core.notes import BEGINNING
from bot.core.uploads import Upload
from bot.importing.albums import Album
from bot.importing.containers.reading import (
    MAX_CARDS,
    Card,
    Reading,
    TextContainer,
    Unreadable,
    storable,
    storable_card,
)


@dataclass(frozen=True, slots=True)
class _Offer:
    """A container of text: `may_be` is a cheap look that spares most texts its reader."""

    name: str
    may_be: Callable[[str], bool]
    load: Callable[[], TextContainer]
    reads_markdown: bool = False


def _begins(*marks: str) -> Callable[[str], bool]:
    return lambda text: text[:200].lstrip("\ufeff \t\r\n").startswith(marks)


def _holds(*marks: str) -> Callable[[str], bool]:
    signs = {mark: "".join({each for each in mark if not each.isalnum()}) for mark in marks}
    return lambda text: any(_has(text, mark, signs[mark]) for mark in marks)


def _has(text: str, mark: str, signs: str) -> bool:
    # One sign is found, or not, many times sooner than several in a row.
    return all(sign in text for sign in signs) and mark in text


def _notes() -> TextContainer:
    from bot.importing.containers.notes import NOTES

    return NOTES


def _notebook() -> TextContainer:
    from bot.importing.containers.notebooks import NOTEBOOK

    return NOTEBOOK


def _moodle() -> TextContainer:
    from bot.importing.containers.moodle import MOODLE_XML

    return MOODLE_XML


def _html() -> TextContainer:
    from bot.importing.containers.html import HTML

    return HTML


def _xml() -> TextContainer:
    from bot.importing.containers.xml_records import XML

    return XML


def _json() -> TextContainer:
    from bot.importing.containers.records import JSON

    return JSON


def _yaml() -> TextContainer:
    from bot.importing.containers.records import YAML

    return YAML


def _program() -> TextContainer:
    from bot.importing.containers.programs import PROGRAM

    return PROGRAM


def _mdx() -> TextContainer:
    from bot.importing.containers.mdx import MDX

    return MDX


def _asciidoc() -> TextContainer:
    from bot.importing.containers.asciidoc import ASCIIDOC

    return ASCIIDOC


def _anki_text() -> TextContainer:
    from bot.importing.containers.anki_text import ANKI_TEXT

    return ANKI_TEXT


def _latex() -> TextContainer:
    from bot.importing.containers.exams import LATEX

    return LATEX


def _org() -> TextContainer:
    from bot.importing.containers.org import ORG

    return ORG


def _gift() -> TextContainer:
    from bot.importing.containers.gift import GIFT

    return GIFT


def _forum() -> TextContainer:
    from bot.importing.containers.forums import FORUM

    return FORUM


def _mails() -> TextContainer:
    from bot.importing.containers.mails import MAILS

    return MAILS


def _logseq() -> TextContainer:
    from bot.importing.containers.logseq import LOGSEQ

    return LOGSEQ


def _obsidian() -> TextContainer:
    from bot.importing.containers.obsidian import OBSIDIAN

    return OBSIDIAN


def _terms() -> TextContainer:
    from bot.importing.containers.terms import TERMS

    return TERMS


def _table() -> TextContainer:
    from bot.importing.containers.tables import TABLE

    return TABLE


ZIP = b"PK\x03\x04"
# Their lines count records, which are no lines of the text.
_OF_RECORDS = frozenset({"JSON", "YAML", "Moodle XML", "XML", "source code"})
_OBSIDIAN = ("::", "\n?", "#card", "#flashcard", "[!", "==", "START", "!!! ", "??? ", "???+ ")

# What a page has around posts, however it begins: a thread has several of these.
_OF_THREADS = (
    "sked ", "nswered", "nswers", "nswer by", "nswer (", "ccepted", "eply", "eplies", "ost by",
    "osted", "pvote", "hare", " ago", "Solution", "ike\n", "ikes\n", "otes", "Top\n", "Re: ",
    "opic: ", "hread: ",
    "estellt", "ntwort", "ormulada", "reguntada", "espuesta", "erguntada", "esposta",
    "задан", "ответ", "質問", "回答", "Profile photo",
)  # fmt: skip
_FEWEST_OF_THREADS = 2
_HEAD = 3_000  # characters in which a thread or a message begins
_SUBJECTS = ("ubject:", "etreff:", "bjet:", "sunto:", "ssunto:", "ggetto:", "nderwerp:", "ема:")
_LONGEST_THREAD = 2_000_000


def _may_be_thread(text: str) -> bool:
    if len(text) > _LONGEST_THREAD:
        return False
    head = text[:_HEAD]
    found = (mark for mark in _OF_THREADS if mark in head)
    return sum(1 for _ in islice(found, _FEWEST_OF_THREADS)) == _FEWEST_OF_THREADS


def _may_be_mails(text: str) -> bool:
    head = text[:_HEAD]
    return any(subject in head and text.count(subject) > 1 for subject in _SUBJECTS)


# The first that recognises a text reads it: what has the most particular marks comes first.
_OFFERS = (
    _Offer("Roundtable notes", _begins(BEGINNING), _notes),
    # What was exported may hold the marks of all others.
    _Offer("table", _begins(",".join(CSV_HEAD)), _table),
    _Offer("GIFT", _begins(GIFT_BEGINNING), _gift),
    _Offer("Jupyter notebook", _holds('"nbformat"'), _notebook),
    _Offer("Moodle XML", _holds("<quiz"), _moodle),
    _Offer("XML", _begins("<"), _xml),
    _Offer("MDX", _holds("</"), _mdx),
    _Offer("HTML", _holds("<"), _html),
    _Offer("JSON", _begins("{", "["), _json),
    _Offer("source code", _holds("= [", "=[", "({", "([", "{"), _program),
    _Offer("AsciiDoc", _holds("= ", "[qanda]"), _asciidoc),
    _Offer("Anki text", _begins("#"), _anki_text),
    _Offer("LaTeX", _holds("\\"), _latex),
    _Offer("org", _holds("* "), _org),
    _Offer("GIFT", _holds("{"), _gift),
    _Offer("mailing list", _may_be_mails, _mails, reads_markdown=True),
    _Offer("forum thread", _may_be_thread, _forum, reads_markdown=True),
    _Offer("Logseq", _holds("#card", "{{cloze", "[[card]]"), _logseq, reads_markdown=True),
    _Offer("Obsidian", _holds(*_OBSIDIAN), _obsidian, reads_markdown=True),
    _Offer("terms", _holds(": ", "|"), _terms, reads_markdown=True),
    _Offer("YAML", _holds(":\n", ": "), _yaml),
    _Offer("table", _holds("\t", ",", ";", "|"), _table),
)  # fmt: skip


_ReadBytes = Callable[[bytes, Album], Iterable[Card] | str]


def _word() -> _ReadBytes:
    from bot.importing.containers.word import read_word

    return read_word


def _spreadsheet() -> _ReadBytes:
    from bot.importing.containers.spreadsheets import read_spreadsheet

    return lambda data, _album: read_spreadsheet(data)


def _package() -> _ReadBytes:
    from bot.importing.containers.anki_packages import read_package

    return read_package


def _pdf() -> _ReadBytes:
    from bot.importing.containers.pdf_apart import read_pdf

    return lambda data, _album: read_pdf(data)


_BYTES: dict[str, tuple[str, Callable[[], _ReadBytes]]] = {
    "docx": ("Word", _word),
    "xlsx": ("spreadsheet", _spreadsheet),
    "apkg": ("Anki package", _package),
    "pdf": ("PDF", _pdf),
}
_UNREAD = {
    "pptx": "it is a presentation; save its notes as text, or as a PDF",
    "epub": "it is an e-book; save a chapter as a page or as text",
    "odt": "it is an OpenDocument file; save it as .docx or as text",
}

FORMATS = (
    *dict.fromkeys(offer.name for offer in _OFFERS),
    *(name for name, _ in _BYTES.values()),
)
"""The names of all containers; those of text are `bot.core.formats.CONTAINERS`."""


def open_bytes(data: bytes, album: Album) -> Reading | None:
    """Return what a document that is no text holds, None for a text. Raises Unreadable.

    An archive of documents is none: `archives.unpacked` takes it apart beforehand.
    """
    kind = _kind(data)
    if kind == "zip":
        unpacked("", data)  # an archive that cannot be taken apart says why
        raise Unreadable("it is an archive in an archive; unpack it first")
    if kind in _UNREAD:
        raise Unreadable(_UNREAD[kind])
    if kind not in _BYTES:
        return None
    name, load = _BYTES[kind]
    reading = _reading(name, f"its bytes are a .{kind}", load()(data, album))
    return reading if reading.cards else open_markdown(reading)


def _kind(data: bytes) -> str:
    if data.startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(ZIP):
        from bot.importing.containers.archives import kind_of_zip
        from bot.importing.containers.zips import Zip

        return kind_of_zip(Zip(data)) or "zip"
    return ""


def open_text(name: str, text: str, album: Album, wanted: str = "") -> Reading | None:
    """Return what a text holds as a container, None for plain notes. Raises Unreadable.

    `wanted` is a container of text: its reader reads the text whatever it looks like.
    """
    for offer in _OFFERS:
        if offer.name == wanted:
            read = _reading(offer.name, "you named it", offer.load().read_with(text, album))
            return _in_markdown(read, text)
    for offer in _OFFERS if not wanted else ():
        if not offer.may_be(text) or not (why := offer.load().recognise(text, name)):
            continue
        found = offer.load().read_with(text, album)
        reading = _in_markdown(_reading(offer.name, why, found), text)
        if reading is not None:
            return reading
    return None


def _in_markdown(reading: Reading, text: str) -> Reading | None:
    """Return the reading, its text beside its cards, or read on; None where it found nothing."""
    if reading.cards:
        return replace(reading, text="" if reading.container in _OF_RECORDS else text)
    return open_markdown(reading) if reading.text.strip() else None


def open_markdown(reading: Reading) -> Reading:
    """Return the cards in what a reader wrote as Markdown, or the same reading without any."""
    for offer in _OFFERS:
        if not offer.reads_markdown or not offer.may_be(reading.text):
            continue
        if why := offer.load().recognise(reading.text, ""):
            found = _reading(
                reading.container, f"{reading.why}, {why}", offer.load().read(reading.text)
            )
            if found.cards:
                return replace(found, text=reading.text)
    return reading


def _reading(name: str, why: str, found: Iterable[Card] | str) -> Reading:
    if isinstance(found, str):
        return Reading(name, why, text=storable(found))
    cards = tuple(islice(found, MAX_CARDS + 1))
    if len(cards) > MAX_CARDS:
        raise Unreadable(f"it holds more than {MAX_CARDS:,} cards; split it")
    kept = tuple(storable_card(card) for card in cards if not card.left_out)
    return Reading(name, why, cards=kept, left=tuple(card for card in cards if card.left_out))


def is_archive(data: bytes) -> bool:
    """Whether an upload is an archive of documents, and not a document written as one."""
    return _kind(data) == "zip"


def unpacked(name: str, data: bytes) -> list[Upload]:
    """Return the documents in an archive. Raises Unreadable."""
    from bot.importing.containers.archives import unpacked as take_out

    return take_out(name, data)


def responses_of(upload: Upload) -> list[Upload]:
    """Return the documents of those who filled in a form, none where a file is no such form."""
    if not upload.name.lower().endswith((".csv", ".tsv", ".tab", ".xlsx")):
        return []
    from bot.importing.containers.responses import taken_apart

    return taken_apart(upload)
