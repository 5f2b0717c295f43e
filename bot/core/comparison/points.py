"""The key points of a reference, each with the words that carry it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.core.comparison.splitting import Block, BlockKind, blocks, sentences
from bot.core.lexicon import COMMON_WORD_WEIGHT, ENGLISH, common_stems
from bot.core.similarity import features
from bot.core.text import plain, stem, tokens

MAX_POINTS = 12  # more would not be read
MIN_TERMS = 2  # a sentence with fewer key words is no point of its own

MIN_INTRODUCTION = 6  # new key words that make a line before a list more than a label

# Of a word that the question says: who repeats the question has said nothing yet.
ASKED_WEIGHT = 0.15


@dataclass(frozen=True, slots=True)
class Term:
    """A key word of a point: its stem, the word as written, and what it counts."""

    stem: str
    word: str
    weight: float


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """One point of a reference: its Markdown without the list's marks, and its key words.

    A point of signs alone (an emoji, a formula without letters) has no terms. `question` is what
    was asked: what a text repeats of it tells little.
    """

    text: str
    terms: tuple[Term, ...]
    question: str = ""


def key_points(
    reference: str, question: str = "", language: str = "english"
) -> tuple[KeyPoint, ...]:
    """Split a reference into at most `MAX_POINTS` points, in order; none when it is blank.

    List items (of an inline `1) .. 2) ..` too), table rows and sentences are points. What only
    leads to a list, headings, fenced code and what is said a second time are none, unless there is
    nothing else. A sentence with a single key word is joined to its neighbour, unless all that it
    says is "True." or the like; neighbours are joined when there are too many points. Words of the
    question count little, words that several points share count less than those of one.
    """
    asked = asked_stems(question, language)
    pieces = _pieces(blocks(reference), asked, language) or _signs(reference)
    texts = _at_most(MAX_POINTS, pieces)
    found = [features(text, language).key_words for text in texts]
    spread = Counter(stemmed for key_words in found for stemmed in key_words)
    most = 1.0 + math.log(max(1, len(texts)))

    def term(stemmed: str, word: str) -> Term:
        rarity = (1.0 + math.log(len(texts) / spread[stemmed])) / most
        return Term(stemmed, word, rarity * word_weight(stemmed, asked, language))

    return tuple(
        KeyPoint(text, tuple(term(*each) for each in key_words.items()), question)
        for text, key_words in zip(texts, found, strict=True)
    )


def word_weight(stemmed: str, asked: frozenset[str], language: str) -> float:
    """Return what a word counts: little when it was asked, less when any answer has it."""
    weight = ASKED_WEIGHT if stemmed in asked else 1.0
    common = language == ENGLISH and stemmed in common_stems()
    return weight * COMMON_WORD_WEIGHT if common else weight


_VERDICTS = frozenset({"true", "false", "right", "wrong", "correct", "incorrect"})
_ARTICLES = frozenset({"a", "an", "the"})


def asked_stems(question: str, language: str) -> frozenset[str]:
    """Return the stems that the question says, without the answers that it offers.

    `True or false?` and `A fern or a moss?` ask for one of two words: whoever says it answers.
    """
    said = tokens(question)
    told = [word for word in said if word not in _ARTICLES]
    offered = {
        word
        for before, between, after in zip(told, told[1:], told[2:], strict=False)
        if between == "or"
        for word in (before, after)
    }
    return frozenset(stem(word, language) for word in said if word not in offered)


def _signs(reference: str) -> list[str]:
    """Return the one piece of a reference without words, none when it is blank."""
    signs = plain(reference)
    return [signs] if signs else []


def _pieces(found: Sequence[Block], asked: frozenset[str], language: str) -> list[str]:
    told = [
        piece
        for block in found
        if block.kind is not BlockKind.CODE
        for piece in _joined(_told(block, asked, language), language)
    ]
    return _once(told or [block.text for block in found], language)


def _told(block: Block, asked: frozenset[str], language: str) -> list[str]:
    """Return a block's sentences without the one that only leads to what follows."""
    found = sentences(block.text)
    if block.kind is not BlockKind.INTRODUCTION:
        return found
    new = features(found[-1], language).key_words.keys() - asked
    return found if len(new) >= MIN_INTRODUCTION else found[:-1]


def _once(pieces: Sequence[str], language: str) -> list[str]:
    """Return the pieces without those that only say again what another says (a heading's words)."""
    said = [frozenset(features(piece, language).key_words) for piece in pieces]
    return [piece for at, piece in enumerate(pieces) if said[at] not in said[:at] or not said[at]]


def _joined(fragments: Sequence[str], language: str) -> list[str]:
    """Join each fragment that is too short to the one before, first ones to the next."""
    joined: list[list[str]] = []
    key_words: set[str] = set()
    for fragment in fragments:
        own = features(fragment, language).key_words.keys()
        short = len(key_words) < MIN_TERMS or len(own) < MIN_TERMS
        if joined and short and not (_is_verdict(fragment) or _is_verdict(joined[-1][0])):
            joined[-1].append(fragment)
            key_words |= own
        else:
            joined.append([fragment])
            key_words = set(own)
    return [" ".join(parts) for parts in joined]


def _is_verdict(fragment: str) -> bool:
    """Tell whether a sentence only says whether something is so: the first point of its answer."""
    said = tokens(fragment)
    return len(said) == 1 and said[0] in _VERDICTS


def _at_most(count: int, pieces: Sequence[str]) -> list[str]:
    if len(pieces) <= count:
        return list(pieces)
    bounds = [len(pieces) * part // count for part in range(count + 1)]
    return ["\n".join(pieces[a:b]) for a, b in pairwise(bounds)]
