# ruff: noqa: RUF001  # signs of other scripts are what it is about
from __future__ import annotations

import codecs

import pytest

from bot.core.limits import MAX_DOCUMENT_BYTES, MAX_DOCUMENT_LINES
from bot.errors import (
    BinaryDocument,
    BrokenDocument,
    DocumentError,
    DocumentTooLarge,
    EmptyDocument,
    NoQuestions,
    TooManyLines,
    UndecodableDocument,
)
from bot.importing import parse_document, read_document

TEXT = "1. Was ist Brot?\n\nGebäck.\n\n2. Why bake?\n\nTaste.\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
)
def test_utf8_and_marked_utf16_give_the_same_document(data: bytes) -> None:
    assert read_document("brot.md", data) == parse_document("brot.md", TEXT)


def test_an_older_encoding_is_read_and_told() -> None:
    document = read_document("brot.md", TEXT.encode("cp1252"))
    assert document.encoding.startswith("cp125")
    assert document.items == parse_document("brot.md", TEXT).items


RUSSIAN = "1. Что такое рожь?\n\nЭто злак, из него пекут.\n\n2. Почему пекут хлеб?\n\nВкусно.\n"
CHINESE = "1. 什么是黑麦？\n\n一种谷物。\n\n2. 为什么要烤？\n\n因为好吃。\n"
TAIWANESE = "1. 什麼是黑麥？\n\n一種穀物。\n\n2. 為什麼要烤？\n\n因為好吃。\n"
KOREAN = "1. 호밀이란 무엇입니까?\n\n곡물입니다.\n\n2. 왜 굽습니까?\n\n맛있으니까요.\n"
JAPANESE = "1. ライ麦とは何ですか？\n\n穀物です。\n\n2. なぜ焼くのですか？\n\nおいしいからです。\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (TEXT, "utf-16-le"), (TEXT, "utf-16-be"), (RUSSIAN, "utf-16-le"), (CHINESE, "utf-16-le"),
        (CHINESE, "utf-16-be"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8_r"), (RUSSIAN, "cp866"),
        (CHINESE, "gb18030"), (JAPANESE, "shift_jis"), (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"), (KOREAN, "euc_kr"), (KOREAN, "iso2022_kr"), (TAIWANESE, "big5"),
        (CHINESE.replace("？", "?").replace("，", ", "), "hz"), (RUSSIAN, "iso8859_5"),
        (RUSSIAN, "mac_cyrillic"),
    ],
)  # fmt: skip
def test_an_encoding_that_no_mark_tells_is_told_by_what_is_asked(text: str, encoding: str) -> None:
    document = read_document("brot.md", text.encode(encoding))
    assert document.encoding == encoding
    assert document.items == parse_document("brot.md", text).items


def test_marked_utf32_is_no_utf16_with_noughts() -> None:
    data = codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le")
    assert read_document("brot.md", data) == parse_document("brot.md", TEXT)


def test_a_byte_broken_on_the_way_is_refused_and_told_where() -> None:
    with pytest.raises(UndecodableDocument) as refused:
        read_document("brot.md", TEXT.encode() + b"\xff")
    assert (refused.value.name, refused.value.offset) == ("brot.md", len(TEXT.encode()))


def test_the_byte_is_counted_with_the_mark_before_it() -> None:
    with pytest.raises(UndecodableDocument) as refused:
        read_document("brot.md", codecs.BOM_UTF8 + b"ab\xff")
    assert refused.value.offset == 5


@pytest.mark.parametrize("data", [b"What?\x00\n", b"\x00\x01\x02", "a\0?".encode("utf-16")])
def test_a_nul_byte_is_binary(data: bytes) -> None:
    with pytest.raises(BinaryDocument):
        read_document("brot.bin", data)


def test_a_known_signature_is_named() -> None:
    with pytest.raises(BinaryDocument) as refused:
        read_document("brot.pdf", b"\x89PNG\r\n\x1a\nwhat is it?")
    assert refused.value.kind == "png"


@pytest.mark.parametrize("data", [b"%PDF-1.7 what is it?", b"PK\x03\x04 what is it?"])
def test_what_only_begins_like_a_document_is_told_to_be_broken(data: bytes) -> None:
    with pytest.raises(BrokenDocument) as refused:
        read_document("brot.md", data)
    assert refused.value.reason.startswith("it is a broken")


@pytest.mark.parametrize("data", [b"", b" \n\t ", codecs.BOM_UTF8, codecs.BOM_UTF8 + b"\n"])
def test_nothing_but_white_space_is_empty(data: bytes) -> None:
    with pytest.raises(EmptyDocument):
        read_document("brot.md", data)


def test_a_document_over_the_limit_tells_its_size() -> None:
    with pytest.raises(DocumentTooLarge) as refused:
        read_document("brot.md", b"a" * (MAX_DOCUMENT_BYTES + 1))
    assert (refused.value.size, refused.value.limit) == (MAX_DOCUMENT_BYTES + 1, MAX_DOCUMENT_BYTES)


def test_a_document_of_too_many_lines_tells_how_many_before_they_are_read() -> None:
    with pytest.raises(TooManyLines) as refused:
        read_document("brot.md", TEXT.encode() + b"\n" * (MAX_DOCUMENT_BYTES // 2))
    assert refused.value.lines > refused.value.limit >= MAX_DOCUMENT_LINES


def test_every_refusal_is_a_document_error_with_the_name() -> None:
    with pytest.raises(DocumentError) as refused:
        read_document("brot.md", b"Only prose.")
    assert isinstance(refused.value, NoQuestions)
    assert refused.value.name == "brot.md"
