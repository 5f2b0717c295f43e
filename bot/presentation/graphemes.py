"""Where a text may be cut in the middle of a word without breaking a character in two."""

from __future__ import annotations

from collections.abc import Iterator

import regex

_LONGEST = 32  # code points; a longer one is no character but a heap of accents
# Flags are spelled out because `\X` counts back to the first of a row of them at each one: what
# somebody pastes would take time that grows with its square.
_GRAPHEME = regex.compile(r"\p{Regional_Indicator}{1,2}[\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SM}]*|\X")


def chunks(text: str, length: int) -> Iterator[str]:
    """Yield pieces of at least `length` code points, the last may be shorter, none mid-character.

    Characters are the extended grapheme clusters of Unicode Standard Annex 29.
    """
    start = end = 0
    for part in _graphemes(text) if len(text) > length else ():
        end += len(part)
        if end - start >= length:
            yield text[start:end]
            start = end
    if start < len(text):
        yield text[start:]


def _graphemes(text: str) -> Iterator[str]:
    for found in _GRAPHEME.finditer(text):
        for at in range(0, len(found[0]), _LONGEST):
            yield found[0][at : at + _LONGEST]
