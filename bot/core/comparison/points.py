"""The key points of a reference, each with the words that carry it, and which a text touches."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.core.comparison.splitting import Block, BlockKind, blocks, sentences
from bot.core.similarity import QUESTION_TERM_WEIGHT, WordSet, features
from bot.core.text import plain

MAX_POINTS = 12  # more would not be read
MIN_TERMS = 2  # a sentence with fewer key words is no point of its own
MIN_INTRODUCTION = 3  # new key words that make an introduction more than a label

# Who puts a point in their own words needs few of its words, and hardly more for a long point: what
# has to be said grows with the square root of the point's weight. Of graded answers (Mohler et
# al.) with grade 5, 4, 3 and 2 this calls 71%, 40%, 21% and 12% of the points touched; on the
# shipped pack 36% for answers to the point's question, and 5% for those to other questions.
_NEEDED = 0.7


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


@dataclass(frozen=True, slots=True)
class Touch:
    """How a text touches one point: the share of its weighted words (0 to 1), and these words.

    `touched` tells whether that is enough to show the point as touched.
    """

    coverage: float
    matched: tuple[str, ...]
    touched: bool


def touches(text: str, points: Sequence[KeyPoint], language: str = "english") -> tuple[Touch, ...]:
    """Return how the text touches each point.

    Inflection and typos in longer words are forgiven, numbers must be equal. Neither negation nor
    the order of the words is looked at: a text may touch a point and contradict it.
    """
    words = features(text, language).words
    known = {term.word for point in points for term in point.terms}
    return tuple(_touch(text, words, point, known) for point in points)


def _touch(text: str, words: WordSet, point: KeyPoint, known: Container[str]) -> Touch:
    if not point.terms:
        signs = plain(point.text)
        found = bool(signs) and signs in plain(text)
        return Touch(float(found), (), found)
    matched = [term for term in point.terms if words.says(term.stem, term.word, known)]
    total = sum(term.weight for term in point.terms)
    said = sum(term.weight for term in matched)
    found_words = tuple(term.word for term in matched)
    return Touch(said / total, found_words, said >= min(_NEEDED * math.sqrt(total), total))
