"""Study notes in, parsed items out: containers are opened, `detect` chooses a layout for text."""

from __future__ import annotations

from dataclasses import replace

from bot.core.documents import ParsedDocument
from bot.core.formats import LAYOUTS
from bot.core.limits import MAX_DOCUMENT_BYTES, MAX_DOCUMENT_LINES, SHORTEST_MEAN_LINE
from bot.core.uploads import Upload
from bot.errors import BrokenDocument, DocumentTooLarge, EmptyDocument, NoQuestions, TooManyLines
from bot.importing.albums import Album, Beside, Find
from bot.importing.anchors import without_anchors
from bot.importing.assembly import assemble
from bot.importing.boilerplate import without_boilerplate
from bot.importing.chats import without_stamps
from bot.importing.collecting import uncollected
from bot.importing.containers import (
    ZIP,
    Reading,
    Unreadable,
    card_document,
    is_archive,
    open_bytes,
    open_text,
    responses_of,
    unpacked,
)
from bot.importing.contents import with_named_sections
from bot.importing.decoding import decode
from bot.importing.detect import Tried, detect, evidence, guess, laid_out
from bot.importing.directives import opened, unfenced
from bot.importing.labelled_titles import without_labelled_titles
from bot.importing.lines import normalise, read_lines
from bot.importing.outlines import without_categories
from bot.importing.plain_answers import find_answers
from bot.importing.told_language import language_of

__all__ = ["Beside", "language_of", "parse_document", "read_answers", "read_document", "take_apart"]


def parse_document(
    name: str, text: str, wanted: str = "", album: Album | None = None
) -> ParsedDocument:
    """Return the questions and answers of a text, in whichever format it is written.

    `wanted` names a format of `bot.core.formats` that is read whatever the text looks like; the
    `album` has what is known of its pictures.
    Raises EmptyDocument for a text of white space, TooManyLines for one of more than
    `MAX_DOCUMENT_LINES` short lines, BrokenDocument for one that is not what it says, and
    NoQuestions when nothing reads like one.
    """
    text = without_stamps(normalise(text))
    if not text.strip():
        raise EmptyDocument(name)
    _refuse_many_lines(name, text)
    album = album or Album()
    text = album.without_data(text)
    if wanted in LAYOUTS:
        return album.kept(_document(name, Reading("", "", text=text), wanted))
    try:
        reading = open_text(name, text, album, wanted)
    except Unreadable as error:
        raise BrokenDocument(name, str(error)) from error
    return album.kept(_document(name, reading or Reading("", "", text=text)))


def _refuse_many_lines(name: str, text: str) -> None:
    most = max(MAX_DOCUMENT_LINES, len(text) // SHORTEST_MEAN_LINE)
    if (count := text.count("\n") + 1) > most:
        raise TooManyLines(name, count, most)


def take_apart(upload: Upload) -> list[Upload]:
    """Return the documents in an archive and the pictures beside them, or the upload itself.

    It is that for a broken archive too. A form that people filled in is a document for each.
    """
    if len(upload.data) > MAX_DOCUMENT_BYTES:
        return [upload]
    return [each for inner in _unpacked(upload) for each in responses_of(inner) or [inner]]


def _unpacked(upload: Upload) -> list[Upload]:
    try:
        if upload.data.startswith(ZIP) and is_archive(upload.data):
            return unpacked(upload.name, upload.data)
    except Unreadable:
        pass  # reading it says what is wrong
    return [upload]


def read_document(
    name: str, data: bytes, wanted: str = "", find: Find | None = None
) -> ParsedDocument:
    """Return what `parse_document` finds in an upload of at most `MAX_DOCUMENT_BYTES` bytes.

    `find` returns the pictures that lie beside it.

    Raises a DocumentError: besides those of `parse_document`, for bytes that are too many, or are
    neither text nor a document that is read.
    """
    if len(data) > MAX_DOCUMENT_BYTES:
        raise DocumentTooLarge(name, len(data), MAX_DOCUMENT_BYTES)
    try:
        album = Album(find) if find else Album()
        reading = open_bytes(data, album)
    except Unreadable as error:
        raise BrokenDocument(name, str(error)) from error
    if reading is not None:
        return album.kept(_document(name, reading))
    text, encoding = decode(name, data)
    return replace(parse_document(name, text, wanted, album), encoding=encoding)


def _document(name: str, reading: Reading, wanted: str = "") -> ParsedDocument:
    """Return a container's cards as a document, or what a layout finds in its text."""
    if reading.cards:
        return replace(card_document(name, reading), why=reading.why)
    text = normalise(reading.text)
    if not text.strip():
        raise NoQuestions(name)
    _refuse_many_lines(name, text)  # a page of one line may have as many paragraphs
    with uncollected():
        document = _laid_out(name, text, wanted)
    if not reading.container:
        return document
    return replace(
        document,
        format=f"{reading.container}, {document.format}",
        why=f"{reading.why}, {document.why}",
        title=reading.title or document.title,
    )


def _laid_out(name: str, text: str, wanted: str) -> ParsedDocument:
    """Return what a layout finds in a text. Raises NoQuestions."""
    lines = with_named_sections(
        without_boilerplate(opened(read_lines(unfenced(without_anchors(text)))))
    )
    lines = without_labelled_titles(lines)
    tried = Tried(lines)
    found = laid_out(lines, wanted) if wanted else detect(tried)
    if found is None and not wanted and (outer := without_categories(lines)):
        lines, tried = outer, Tried(outer)
        found = detect(tried)
    guessed = None if found or wanted else guess(tried)
    if found is None and guessed is None:
        raise NoQuestions(name)
    layout, drafts = found or guessed or ("", [])
    sure, why = evidence(lines, layout, drafts, guessed=guessed is not None)
    return replace(assemble(name, layout, lines, drafts), confidence=sure, why=why)


def read_answers(name: str, data: bytes, asked: int, find: Find | None = None) -> ParsedDocument:
    """Return a text in which nothing asks as answers in order, to about `asked` questions.

    For an upload that `read_document` refused with NoQuestions, and which is added to questions.
    Raises NoQuestions where it is one piece.
    """
    album = Album(find) if find else Album()
    reading = open_bytes(data, album)
    text = reading.text if reading else album.without_data(decode(name, data)[0])
    lines = without_boilerplate(read_lines(normalise(text)))
    drafts = find_answers(lines, asked)
    if not drafts:
        raise NoQuestions(name)
    return album.kept(assemble(name, "answers-only", lines, drafts))
