"""Bytes of an upload to text, refusing what is not text."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from bot.core.limits import MAX_DOCUMENT_BYTES
from bot.errors import BinaryDocument, DocumentTooLarge, EmptyDocument, UndecodableDocument

# First bytes of what people drop into an upload by mistake (file(1)'s magic database).
_SIGNATURES = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
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
# What people's editors wrote before UTF-8, by how much of it is about.
_OLDER = [
    "cp1252", "cp1251", "cp1250", "shift_jis", "gb18030", "big5", "euc_kr", "euc_jp", "cp1254",
    "cp1253", "cp1255", "cp1256", "koi8_r", "mac_roman",
]  # fmt: skip
_WIDE = frozenset({"shift_jis", "gb18030", "big5", "euc_kr", "euc_jp"})
_ASCII, _LATIN = 128, 0.8
_SAMPLE = 200_000  # bytes by which an encoding is told


def decode(name: str, data: bytes) -> tuple[str, str]:
    """Return the text of `data` and its encoding, "" for UTF-8 and marked UTF-16.

    Raises DocumentTooLarge, EmptyDocument, BinaryDocument or UndecodableDocument.
    """
    if len(data) > MAX_DOCUMENT_BYTES:
        raise DocumentTooLarge(name, len(data), MAX_DOCUMENT_BYTES)
    if not data.strip():
        raise EmptyDocument(name)
    _refuse_signatures(name, data)
    if data.startswith(_UTF16_MARKS):
        return _decoded(name, data, "utf-16"), ""
    if b"\0" in data:
        raise BinaryDocument(name)
    try:
        return _decoded(name, data, "utf-8-sig"), ""
    except UndecodableDocument:
        if encoding := _older_encoding(data):
            return _decoded(name, data, encoding), encoding
        raise


def _older_encoding(data: bytes) -> str:
    """Return the encoding in which bytes read like a language, "" where they do in none."""
    if data.startswith(codecs.BOM_UTF8) or _mostly_utf8(data):
        return ""
    best = from_bytes(data[:_SAMPLE], cp_isolation=_OLDER).best()
    if best is None:
        return ""
    # Japanese, say, has hardly a letter of ASCII: a stray byte in Latin text is none of it.
    latin = sum(byte < _ASCII for byte in data[:_SAMPLE]) > _LATIN * len(data[:_SAMPLE])
    encoding = "cp1252" if latin and best.encoding in _WIDE else best.encoding
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return ""
    return encoding


def _mostly_utf8(data: bytes) -> bool:
    """Whether a text is UTF-8 but for a few bytes that were broken on the way."""
    text = data[:_SAMPLE].decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(map(str.isalpha, filter(lambda each: each > "\x7f", text))) >= broken


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
