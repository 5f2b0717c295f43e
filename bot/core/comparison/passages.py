"""A text's sentences, and the words of each, as a comparison looks at them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bot.core.comparison.splitting import inline_items
from bot.core.lexicon import NEGATIONS
from bot.core.text import STOP_WORDS, TOKEN, plain, stem

# A sign of nobody's writing (private use), which outlives the joining of a text's lines.
_LINE_END = "\ue000"
_SENTENCE_END = re.compile(rf"{_LINE_END}+|(?<=[.!?;])\s+|(?<=[\u3002\uff01\uff1f\uff1b])")

_AFTER_COMMA = re.compile(r"(?<=,)\s+(?:(?:and|or)\s+)?")
NAMING_WORDS = 2
LISTED_WORDS = 5  # in six or seven a comma more often stands within what is one thought

_CLAUSE_MARK = re.compile(r"[,:;()\u2013\u2014]| - ")
_NEXT_EQUATION = re.compile(r"(?<==)\s*[^\s=]+(\s)(?=[^=,:;()]*[^\s=,:;()]\s*=(?!=))")
_CALL = re.compile(r"(?<=\w)\(([^()\s]{1,3})\)")  # p(y | x): its brackets begin nothing


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


def pieces(text: str) -> list[str]:
    """Return the sentences, list items (inline ones too) and lines of a Markdown text, readable."""
    lines = "\n".join(inline_items(text))
    readable = plain(lines.replace("\n", f"{_LINE_END}\n"))
    sentences = (piece.strip() for piece in _SENTENCE_END.split(readable))
    return [part for piece in sentences for part in _listed(piece)]


def _listed(piece: str) -> list[str]:
    """Return the parts of a few words that only name things: "Goethe, 1808" """
    if "," not in piece or len(piece.split()) > LISTED_WORDS:
        return [piece]
    parts = _AFTER_COMMA.split(piece)
    return parts if all(len(part.split()) <= NAMING_WORDS for part in parts) else [piece]


def spoken(piece: str) -> str:
    """Return a piece of text as its words are looked for in it."""
    return piece.casefold()


def passages(text: str, language: str = "english") -> tuple[Passage, ...]:
    """Return the passages of a Markdown text that hold a word, in order."""
    found = (passage_of(piece, language) for piece in pieces(text))
    return tuple(passage for passage in found if passage.words)


def passage_of(piece: str, language: str) -> Passage:
    """Return one of a text's pieces with its words."""
    return Passage(piece, _words(piece, language))


def _words(piece: str, language: str) -> tuple[Word, ...]:
    folded = spoken(piece)
    found = [(match[0], *match.span()) for match in TOKEN.finditer(folded)]
    ends = [0, *(end for _, _, end in found)]
    starts = [*(start for _, start, _ in found), len(folded)]
    marked = _CALL.sub(r" \1 ", folded) if "(" in folded else folded  # of the same length
    if marked.count("=") > 1:  # "x = 3 y = 4" is two clauses
        marked = _NEXT_EQUATION.sub(lambda each: f"{each[0][:-1]},", marked)
    cut = [
        marked[end:start] != " " and _CLAUSE_MARK.search(marked, end, start) is not None
        for end, start in zip(ends, starts, strict=True)
    ]
    return tuple(
        _word(word, language, cut[at], cut[at + 1]) for at, (word, _, _) in enumerate(found)
    )


@lru_cache(maxsize=65_536)
def _word(word: str, language: str, opens: bool, closes: bool) -> Word:
    said = word not in STOP_WORDS and word not in NEGATIONS
    return Word(word, stem(word, language), said, opens, closes)
