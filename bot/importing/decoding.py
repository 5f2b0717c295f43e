"""Bytes of an upload to text, refusing what is not text."""

from __future__ import annotations

import codecs

from bot.core.limits import MAX_DOCUMENT_BYTES
from bot.errors import BinaryDocument, DocumentTooLarge, EmptyDocument, UndecodableDocument

# First bytes of what people drop into an upload by mistake (file(1)'s magic database).
_SIGNATURES = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),  # docx, epub, xlsx and apkg are zip archives too
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0", "ole"),  # the old doc and xls
    (b"SQLite format 3\x00", "sqlite"),
    (b"\x7fELF", "elf"),
    (b"{\\rtf", "rtf"),
)
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(name: str, data: bytes) -> str:
    """Return the text of `data`: UTF-8 with or without a mark, or UTF-16 with one.

    Raises DocumentTooLarge, EmptyDocument, BinaryDocument or UndecodableDocument.
    """
    if len(data) > MAX_DOCUMENT_BYTES:
        raise DocumentTooLarge(name, len(data), MAX_DOCUMENT_BYTES)
    if not data.strip():
        raise EmptyDocument(name)
    _refuse_signatures(name, data)
    if data.startswith(_UTF16_MARKS):
        return _decoded(name, data, "utf-16")
    if b"\0" in data:
        raise BinaryDocument(name)
    return _decoded(name, data, "utf-8-sig")


def _refuse_signatures(name: str, data: bytes) -> None:
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise BinaryDocument(name, kind)


def _decoded(name: str, data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        offset = error.start + (len(data) - len(error.object))
        raise UndecodableDocument(name, offset) from error
    if "\0" in text:
        raise BinaryDocument(name)
    return text
