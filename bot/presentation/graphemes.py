"""Where a text may be cut in the middle of a word without breaking a character in two."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_JOINER = "\u200d"
_LONGEST = 32  # code points; a longer one is no character but a heap of accents


def chunks(text: str, length: int) -> Iterator[str]:
    """Yield pieces of at least `length` code points, the last may be shorter, none mid-character.

    Follows the main rules of Unicode Standard Annex 29: marks, selectors, skin tones and joined
    emoji stay with what they follow, flags are pairs.
    """
    start = end = 0
    for grapheme in _graphemes(text):
        end += len(grapheme)
        if end - start >= length:
            yield text[start:end]
            start = end
    if start < end:
        yield text[start:]


def _graphemes(text: str) -> Iterator[str]:
    start = 0
    for index in range(1, len(text)):
        if index - start >= _LONGEST or not _joins(text, start, index):
            yield text[start:index]
            start = index
    if text:
        yield text[start:]


def _joins(text: str, start: int, index: int) -> bool:
    char, before = text[index], text[index - 1]
    if _is_flag_letter(char):
        return index - start == 1 and _is_flag_letter(before)
    return _JOINER in (before, char) or _extends(char)


def _extends(char: str) -> bool:
    if char.isascii():
        return False
    is_tone = "\U0001f3fb" <= char <= "\U0001f3ff"
    is_tag = "\U000e0020" <= char <= "\U000e007f"
    return is_tone or is_tag or unicodedata.category(char) in ("Mn", "Mc", "Me")


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
