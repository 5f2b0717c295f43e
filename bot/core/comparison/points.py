"""The key points of a reference, each with the words that carry it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.core.comparison.splitting import Block, BlockKind, blocks, sentences
from bot.core.similarity import QUESTION_TERM_WEIGHT, features
from bot.core.text import plain

MAX_POINTS = 12  # more would not be read
MIN_TERMS = 2  # a sentence with fewer key words is no point of its own
MIN_INTRODUCTION = 3  # new key words that make an introduction more than a label


@dataclass(frozen=True, slots=True)
class Term:
    """A key word of a point: its stem, the word as written, and what it counts."""

    stem: str
    word: str
    weight: float


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """One point of a reference: its Markdown without the list's marks, and its key words.

    A point of signs alone (an emoji, a formula without letters) has no terms.
    """

    text: str
    terms: tuple[Term, ...]


def key_points(
    reference: str, question: str = "", language: str = "english"
) -> tuple[KeyPoint, ...]:
    """Split a reference into at most `MAX_POINTS` points, in order; none when it is blank.

    List items (of an inline `1) .. 2) ..` too), table rows and sentences are points, fenced code
    is one. A sentence with a single key word is joined to its neighbour, and neighbours are joined
    when there are too many points. Words of the question count little, words that several points
    share count less than those of one.
    """
    asked = features(question, language).words.stems
    pieces = _pieces(blocks(reference), asked, language) or _signs(reference)
    texts = _at_most(MAX_POINTS, pieces)
    found = [features(text, language).key_words for text in texts]
    spread = Counter(stem for key_words in found for stem in key_words)

    def term(stem: str, word: str) -> Term:
        rarity = 1.0 + math.log(len(texts) / spread[stem])
        return Term(stem, word, rarity * (QUESTION_TERM_WEIGHT if stem in asked else 1.0))

    return tuple(
        KeyPoint(text, tuple(term(*each) for each in key_words.items()))
        for text, key_words in zip(texts, found, strict=True)
    )


def _signs(reference: str) -> list[str]:
    """Return the one piece of a reference without words, none when it is blank."""
    signs = plain(reference)
    return [signs] if signs else []


def _pieces(found: Sequence[Block], asked: frozenset[str], language: str) -> list[str]:
    pieces: list[str] = []
    for block in found:
        if block.kind is BlockKind.CODE:
            pieces.append(block.text)
        elif len(found) == 1 or not _is_label(block, asked, language):
            pieces.extend(_joined(sentences(block.text), language))
    return pieces


def _is_label(block: Block, asked: frozenset[str], language: str) -> bool:
    """Tell whether a block only announces what follows (`There are three reasons:`)."""
    if block.kind is not BlockKind.INTRODUCTION:
        return False
    return len(features(block.text, language).key_words.keys() - asked) < MIN_INTRODUCTION


def _joined(fragments: Sequence[str], language: str) -> list[str]:
    """Join each fragment that is too short to the one before, first ones to the next."""
    joined: list[list[str]] = []
    key_words: set[str] = set()
    for fragment in fragments:
        own = features(fragment, language).key_words.keys()
        if joined and (len(key_words) < MIN_TERMS or len(own) < MIN_TERMS):
            joined[-1].append(fragment)
            key_words |= own
        else:
            joined.append([fragment])
            key_words = set(own)
    return [" ".join(parts) for parts in joined]


def _at_most(count: int, pieces: Sequence[str]) -> list[str]:
    if len(pieces) <= count:
        return list(pieces)
    bounds = [len(pieces) * part // count for part in range(count + 1)]
    return ["\n".join(pieces[a:b]) for a, b in pairwise(bounds)]
