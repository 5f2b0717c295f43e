"""Text as the lookup sees it: lower-case words in a row, and their 3-grams as numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bot.core.text import words

Keys = npt.NDArray[np.int64]

# Scripts written without spaces (Thai, Lao, Khmer, kana, Han): each sign counts as a word.
_UNSPACED = re.compile("([\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")
_INSIDE_WORD = str.maketrans("'_", "  ")
_SPACE, _LINE_END = ord(" "), ord("\n")
_SIGN_BITS = 13  # three folded code points and a document number fit into one int64
_SIGN_MASK = (1 << _SIGN_BITS) - 1


def spelled(text: str) -> str:
    """Return the text's words joined by single spaces; `Bayes' rule` is `bayes rule`."""
    joined = " ".join(words(text)).translate(_INSIDE_WORD)
    return " ".join(_UNSPACED.sub(r" \1 ", joined).split())


def gram_keys(spellings: Sequence[str]) -> tuple[Keys, Keys]:
    """Return every 3-gram within a word, a space at each end, with the row of its spelling.

    Code points are folded to 13 bits each: rare scripts may collide, which costs a candidate at
    most, for candidates are compared word by word afterwards.
    """
    lines = "".join(f" {spelling} \n" for spelling in spellings)
    signs = np.frombuffer(lines.encode("utf-32-le"), dtype="<u4").astype(np.int64)
    first, middle, last = signs[:-2], signs[1:-1], signs[2:]
    inside = (middle != _SPACE) & (middle != _LINE_END) & (last != _LINE_END)
    inside &= first != _LINE_END
    rows = np.cumsum(signs == _LINE_END)[:-2]
    folded = signs & _SIGN_MASK
    keys = (folded[:-2] << 2 * _SIGN_BITS) | (folded[1:-1] << _SIGN_BITS) | folded[2:]
    return keys[inside], rows[inside]
