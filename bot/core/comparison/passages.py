"""A text's sentences, and the words of each, as a comparison looks at them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from bot.core.lexicon import NEGATIONS
from bot.core.text import STOP_WORDS, TOKEN, plain, stem

# A sign of nobody's writing (private use), which outlives the joining of a text's lines.
_LINE_END = "\ue000"
_SENTENCE_END = re.compile(rf"{_LINE_END}+|(?<=[.!?;])\s+|(?<=[\u3002\uff01\uff1f\uff1b])")

_CLAUSE_MARK = re.compile(r"[,:;()\u2013\u2014=]| - ")


class Word(NamedTuple):
    """A word in its place: as written (case-folded) and its stem; `said` when it has a subject.

    `opens` and `closes`: a comma, colon, bracket or dash stands before or after it.
    """

    word: str
    stem: str
    said: bool
    opens: bool
    closes: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, list item or line of a text: its readable text and its words in order."""

    text: str
    words: tuple[Word, ...]


def passages(text: str, language: str = "english") -> tuple[Passage, ...]:
    """Return the passages of a Markdown text that hold a word, in order."""
    readable = plain(text.replace("\n", f"{_LINE_END}\n"))
    pieces = (piece.strip() for piece in _SENTENCE_END.split(readable))
    found = (Passage(piece, _words(piece, language)) for piece in pieces)
    return tuple(passage for passage in found if passage.words)


def _words(piece: str, language: str) -> tuple[Word, ...]:
    folded = piece.casefold()
    found = list(TOKEN.finditer(folded))
    ends = [0, *(word.end() for word in found)]
    starts = [*(word.start() for word in found), len(folded)]
    gaps = zip(ends, starts, strict=True)
    cut = [_CLAUSE_MARK.search(folded, end, start) is not None for end, start in gaps]
    return tuple(
        _word(word[0], language, opens, closes)
        for word, (opens, closes) in zip(found, pairwise(cut), strict=True)
    )


@lru_cache(maxsize=65_536)
def _word(word: str, language: str, opens: bool, closes: bool) -> Word:
    said = word not in STOP_WORDS and word not in NEGATIONS
    return Word(word, stem(word, language), said, opens, closes)


def content(words: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words that carry the subject; all words where none does."""
    return tuple(word for word in words if word.said) or tuple(words)
