"""Stems by script: what Snowball makes of a Cyrillic, Arabic, Greek or other word."""

from __future__ import annotations

from bot.core.lookup.folding import is_unspaced
from bot.core.text import stem

# Where a script begins, and the language whose stemmer suits what is mostly written in it.
_SCRIPTS = ((0x0370, 0x03FF, "greek"), (0x0400, 0x04FF, "russian"), (0x0600, 0x06FF, "arabic"))


def stem_of(word: str, language: str) -> str:
    """Return the stem of a word of `spelled`; `language` is that of words in Latin letters."""
    first = ord(word[0])
    if first < _SCRIPTS[0][0]:
        return stem(word, language)
    for low, high, name in _SCRIPTS:
        if low <= first <= high:
            return stem(word, name)
    return word if is_unspaced(word) else stem(word, language)
