"""The order of the candidates: how much of the query their words say, and in which order.

Never `rapidfuzz.fuzz.WRatio`: it has a plateau at 85.5 on which hundreds of questions tie.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from bot.core.lookup.postings import AnswerPostings, Floats, Ints, Rows
from bot.core.lookup.vocabulary import Vocabulary
from bot.core.text import STOP_WORDS

SIMILAR = 65.0  # a `ratio` below says that two words have nothing to do with each other
SAME_STEM = 0.93  # less than 1: of two questions the one with the very word comes first
FUNCTION_WORD = 0.5  # of the weight that its rarity would give it
OPEN_WORD = 0.8  # the last word of a query may still be being typed
OPEN_LETTERS = 2
IN_ANSWERS = 0.35  # of a word that only the answers say: the question's own words decide first

# What a score is made of; the shares were tried on 1,050 given and 970 generated
# queries in 100,000 questions; a third less or half more of one moved no figure by more than 0.02.
QUERY_SAID, QUESTION_ASKED, SPELLING, ORDER = 1.0, 0.3, 0.2, 0.2
_TOTAL = QUERY_SAID + QUESTION_ASKED + SPELLING + ORDER

# Below this share of the query's words, found as they are or nearly so, a candidate is garbage:
# every string of letters is a little like some word (`asdf` like `as`). Of 150 paraphrases a
# floor of 0.32 still loses none, one of 0.36 the first.
CONVINCING = 0.6
FLOOR = 0.25


@dataclass(frozen=True, slots=True)
class Query:
    """A spelled query: its distinct words, their stems' numbers (-1: unknown) and rarity."""

    spelling: str
    words: list[str]
    stems: Ints
    rarity: Floats

    @classmethod
    def of(cls, spelling: str, vocabulary: Vocabulary, answers: AnswerPostings) -> Query:
        """Look the words of a spelling up."""
        found = list(dict.fromkeys(spelling.split()))
        stems = np.array([vocabulary.stem_number(word) for word in found], dtype=np.int64)
        pairs = zip(found, stems.tolist(), strict=True)
        rarity = [_rarity(word, number, vocabulary, answers) for word, number in pairs]
        return cls(spelling, found, stems, np.array(rarity, dtype=np.float32))

    def share_of(self, said: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return, for each column, how much of the query is said, its rare words counting more."""
        return np.asarray(self.rarity @ said / self.rarity.sum())


def _rarity(word: str, stem_number: int, vocabulary: Vocabulary, answers: AnswerPostings) -> float:
    """Return the word's weight; in a deck of 20 questions even `how` looks rare, so it is told.

    What no question says is as rare as it is among the answers.
    """
    if 0 <= stem_number < len(vocabulary.rarity):
        weight = float(vocabulary.rarity[stem_number])
    else:
        weight = vocabulary.greatest_rarity - math.log(max(answers.count(stem_number), 1))
    return weight * FUNCTION_WORD if word in STOP_WORDS else weight


def score(
    query: Query,
    rows: Ints,
    spellings: Sequence[str],
    vocabulary: Vocabulary,
    answers: AnswerPostings,
) -> npt.NDArray[np.float64]:
    """Return a score from 0 to 1 for each candidate row; 0 below the floor.

    Every candidate must have a word.
    """
    sizes = vocabulary.word_counts(rows)
    bounds = np.cumsum(sizes) - sizes
    words, at = np.unique(vocabulary.words_in(rows), return_inverse=True)
    alike = _word_likeness(query, words, vocabulary)
    said = np.maximum.reduceat(alike[:, at], bounds, axis=1)
    answered = IN_ANSWERS * np.stack([answers.say(number, rows) for number in query.stems.tolist()])
    convincing = query.share_of(np.maximum(np.where(said >= CONVINCING, said, 0.0), answered))
    rarity = vocabulary.rarity[vocabulary.stem_of[words]][at]
    asked = np.add.reduceat(alike.max(axis=0)[at] * rarity, bounds)
    candidates = [spellings[row] for row in rows.tolist()]
    total = (
        QUERY_SAID * query.share_of(np.maximum(said, answered))
        + QUESTION_ASKED * asked / np.add.reduceat(rarity, bounds)
        + SPELLING * _ratios(query.spelling, candidates)
        + ORDER * _in_order(query.spelling, candidates)
    )
    return np.where(convincing >= FLOOR, np.minimum(total / _TOTAL, 1.0), 0.0)


def _word_likeness(query: Query, words: Rows, vocabulary: Vocabulary) -> Floats:
    """Return the likeness of each query word (rows) and each word (columns), 0 to 1."""
    others = [vocabulary.words[number] for number in words.tolist()]
    ratios = process.cdist(
        query.words, others, scorer=fuzz.ratio, score_cutoff=SIMILAR, dtype=np.float32
    )
    alike: Floats = np.square(ratios / np.float32(100), dtype=np.float32)
    same = query.stems[:, None] == vocabulary.stem_of[words][None, :]
    np.maximum(alike, np.float32(SAME_STEM), out=alike, where=same)
    last = query.spelling.rpartition(" ")[2]
    if len(last) >= OPEN_LETTERS:
        begins = np.array([word.startswith(last) for word in others])
        row = alike[query.words.index(last)]
        np.maximum(row, np.float32(OPEN_WORD), out=row, where=begins)
    return alike


def _ratios(spelling: str, candidates: list[str]) -> npt.NDArray[np.float32]:
    ratios = process.cdist([spelling], candidates, scorer=fuzz.ratio, dtype=np.float32)
    return np.asarray(ratios[0] / np.float32(100), dtype=np.float32)


def _in_order(spelling: str, candidates: list[str]) -> npt.NDArray[np.float64]:
    words = spelling.split()
    lengths = [LCSseq.similarity(words, candidate.split()) for candidate in candidates]
    return np.array(lengths) / len(words)
