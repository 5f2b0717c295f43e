"""Protocol buffers without their schema: https://protobuf.dev/programming-guides/encoding/."""

from __future__ import annotations

from collections.abc import Iterator

_VARINT, _LENGTH, _FOUR = 0, 2, 5
_SKIPPED = 8


def fields_of(message: bytes) -> Iterator[tuple[int, bytes | int]]:
    """Yield the fields of a message's top level, each by its number: bytes, or a whole number."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        kind, field = tag & 7, tag >> 3
        if kind == _LENGTH:
            length, at = _varint(message, at)
            yield field, message[at : at + length]
            at += length
        elif kind == _VARINT:
            value, at = _varint(message, at)
            yield field, value
        else:
            at += 4 if kind == _FOUR else _SKIPPED


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(message):
        byte = message[at]
        value |= (byte & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if byte < 0x80 or shift > 63:  # noqa: PLR2004  # the top bit says that another one follows
            break
    return value, at
