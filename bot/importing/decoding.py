"""Bytes of an upload to text, refusing what is not text."""

from __future__ import annotations

import codecs
import re
import unicodedata

from charset_normalizer import CharsetMatch, from_bytes

from bot.core.limits import MAX_DOCUMENT_BYTES
from bot.errors import BinaryDocument, DocumentTooLarge, EmptyDocument, UndecodableDocument
from bot.importing.vocabulary import INSTRUCTIONS, QUESTION_WORDS

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
_UTF32_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)  # the first begins as UTF-16's does
# What people's editors wrote before UTF-8, by how much of it is about.
_OLDER = [
    "cp1252", "cp1251", "cp1250", "shift_jis", "gb18030", "big5", "euc_kr", "euc_jp", "cp1254",
    "cp1253", "cp1255", "cp1256", "koi8_r", "mac_roman", "cp850", "cp866", "iso8859_5",
    "mac_cyrillic", "iso8859_2",
]  # fmt: skip
_WIDE = frozenset({"shift_jis", "gb18030", "big5", "euc_kr", "euc_jp"})
_ASCII, _LATIN = 128, 0.8
_SAMPLE = 200_000  # bytes by which an encoding is told
_NO_WRITING = frozenset({"Cc", "Cn", "Co", "Cs"})
_KNOWN_WORDS = QUESTION_WORDS | INSTRUCTIONS
_WORD = re.compile(r"[^\W\d_]+")
_LIKELY = 0.1  # of what looks amiss in a text, beside the encoding with the least of it


def decode(name: str, data: bytes) -> tuple[str, str]:
    """Return the text of `data` and its encoding, "" for UTF-8, and UTF-16 and UTF-32 with marks.

    Raises DocumentTooLarge, EmptyDocument, BinaryDocument or UndecodableDocument.
    """
    if len(data) > MAX_DOCUMENT_BYTES:
        raise DocumentTooLarge(name, len(data), MAX_DOCUMENT_BYTES)
    if not data.strip():
        raise EmptyDocument(name)
    _refuse_signatures(name, data)
    if data.startswith(_UTF32_MARKS):
        return _decoded(name, data, "utf-32"), ""
    if data.startswith(_UTF16_MARKS):
        return _decoded(name, data, "utf-16"), ""
    if b"\0" in data:
        if encoding := _unmarked_utf16(data):
            return _decoded(name, data, encoding), encoding
        raise BinaryDocument(name)
    if encoding := _escaped(data):
        return _decoded(name, data, encoding), encoding
    try:
        return _decoded(name, data, "utf-8-sig"), ""
    except UndecodableDocument:
        if encoding := _older_encoding(data):
            return _decoded(name, data, encoding), encoding
        raise


# What turns a text of seven bits to another script: ISO 2022, and HZ for Chinese.
_ESCAPES = (
    (re.compile(rb"\x1b\$[@B]"), "iso2022_jp"),
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
    (re.compile(rb"~\{(?:[!-w][!-~]){1,400}~\}"), "hz"),
)


def _escaped(data: bytes) -> str:
    """Return the encoding whose escapes a text of ASCII has, "" for none."""
    for escape, encoding in _ESCAPES:
        if escape.search(data) and data.isascii():
            try:
                data.decode(encoding)
            except UnicodeDecodeError:
                continue
            return encoding
    return ""


def _older_encoding(data: bytes) -> str:
    """Return the encoding in which bytes read like a language, "" where they do in none."""
    if data.startswith(codecs.BOM_UTF8) or _mostly_utf8(data):
        return ""
    best = _best_match(data[:_SAMPLE])
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


def _best_match(sample: bytes) -> CharsetMatch | None:
    """Return the likeliest decoding: of those that look like writing, that which asks in words.

    By its letters alone Russian looks like Greek, in the encoding beside its own.
    """
    matches = list(from_bytes(sample, cp_isolation=_OLDER))
    least = min((match.chaos for match in matches), default=0.0)
    likely = [match for match in matches if match.chaos <= least + _LIKELY]
    return max(likely, key=_known_words, default=None)


def _known_words(match: CharsetMatch) -> int:
    return len(_KNOWN_WORDS.intersection(_WORD.findall(str(match).casefold())))


def _unmarked_utf16(data: bytes) -> str:
    """Return the name of UTF-16 without a mark, "" for bytes that are no text in it.

    Spaces and line feeds have a byte of nought, in any script, nearly always on one side.
    """
    sample = data[: _SAMPLE // 2 * 2]
    if len(data) % 2:
        return ""
    encoding = "utf-16-be" if sample[::2].count(0) > sample[1::2].count(0) else "utf-16-le"
    text = sample.decode(encoding, "replace")
    categories = {unicodedata.category(each) for each in set(text) - set("\t\n\r\f\ufeff")}
    written = "\n" in text and categories.isdisjoint(_NO_WRITING)
    return encoding if written else ""


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
