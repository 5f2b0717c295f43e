"""Study notes in, parsed items out: one module a layout, `detect` chooses among them."""

from __future__ import annotations

from bot.core.documents import ParsedDocument
from bot.core.limits import MAX_DOCUMENT_LINES
from bot.errors import EmptyDocument, NoQuestions, TooManyLines
from bot.importing.assembly import assemble
from bot.importing.boilerplate import without_boilerplate
from bot.importing.decoding import decode
from bot.importing.detect import detect
from bot.importing.lines import normalise, read_lines

__all__ = ["parse_document", "read_document"]


def parse_document(name: str, text: str) -> ParsedDocument:
    """Return the questions and answers of a text, in whichever layout it is written.

    Raises EmptyDocument for a text of white space, TooManyLines for one of more than
    `MAX_DOCUMENT_LINES`, and NoQuestions when nothing reads like one.
    """
    text = normalise(text)
    if not text.strip():
        raise EmptyDocument(name)
    if (count := text.count("\n") + 1) > MAX_DOCUMENT_LINES:
        raise TooManyLines(name, count, MAX_DOCUMENT_LINES)
    lines = without_boilerplate(read_lines(text))
    found = detect(lines)
    if found is None:
        raise NoQuestions(name)
    layout, drafts = found
    return assemble(name, layout, lines, drafts)


def read_document(name: str, data: bytes) -> ParsedDocument:
    """Return what `parse_document` finds in an upload of at most `MAX_DOCUMENT_BYTES` bytes.

    Raises a DocumentError: besides those of `parse_document`, for bytes that are too many, are
    not text, or are text in an encoding other than UTF-8 and UTF-16 with a mark.
    """
    return parse_document(name, decode(name, data))
