"""How sure it is that a question found is what was meant, and when nothing fits.

Among 100,000 questions one says nearly every word of whatever people chat, so a share of the words
that is enough among thirty is not enough there. A logistic model weighs what tells a match from
chance. It was fitted (ridge, five folds by query, each of five sizes from 30 to 100,000 counting
the same) to 1,050 measured queries and to 425 lines that ask nothing: chat, foreign sentences and
letters at random. Of those kept back in turn, it is sure of 17% of the chat lines among 100,000
questions and of fewer in smaller decks, and of all but 2% of the queries whose question is there.
`python -m tests.bench.lookup` measures it again.
"""

from __future__ import annotations

import math
from enum import Enum, auto

import numpy as np

from bot.core.lookup.folding import is_unspaced
from bot.core.lookup.postings import Floats, Mask
from bot.core.lookup.query import Query
from bot.core.lookup.ranking import ANSWERED, CONVINCING, Ranked

SAID = 0.8  # likeness of a word that is said as it is, in another form, or nearly so
_SAME = 0.88  # that of a word in another form, or written in two
_IN_ANSWER = 0.85  # answers are long, and say much by chance
_MOST_WORDS = 12
_MOST_EVIDENCE = 4.0

_BIAS = -4.61
_WEIGHTS = np.array(
    [
        1.14,  # share of the query that is said, by rarity
        1.33,  # how rare what is said is, in units of how rare one word in one question is
        -1.32,  # how rare what is not said is
        0.38,  # share of words said
        -2.59,  # share of words not even nearly said
        6.52,  # share of the question that was asked for
        6.82,  # likeness of the letters
        0.78,  # share of words in order
        -3.43,  # natural logarithm of the number of questions, by 10
        7.76,  # number of words, by 12
        -7.68,  # share of function words
    ],
    dtype=np.float32,
)
# The least that is not chance, and what is sure, which falls with the logarithm of the size.
_NEAREST = -3.0
_NEARLY = -2.0  # without a word of the subject that is said, as where all have typos
_SURE, _SURE_BY_SIZE = 1.9, -0.25
# One word alone: at most so many questions say it, in a large deck this share of all.
_FEW, _RARE = 5, 0.001


class Fit(Enum):
    """How well a question fits what was typed."""

    SURE = auto()
    UNSURE = auto()
    NONE = auto()


def fits(query: Query, ranked: Ranked, begins: Mask, size: int) -> list[Fit]:
    """Return how well each candidate of `size` questions fits; `begins` tells which go on from it.

    What begins with the very letters typed fits, and so does what says the one rare word. What
    says every word is never far.
    """
    evidence = _BIAS + _features(query, ranked, size) @ _WEIGHTS
    sure = (evidence >= _SURE + _SURE_BY_SIZE * math.log(size)) | begins
    if query.own == 1 and float(query.rarity[0]) >= _least_rarity(size):
        sure |= np.maximum(ranked.said, ranked.answered)[0] >= _SAME
    sure &= not query.by_roots
    said = ranked.said >= SAID
    subject = said[~query.is_function_word].any(axis=0) | (evidence >= _NEARLY)
    near = ((evidence >= _NEAREST) & subject) | said.all(axis=0)
    # Of two words without a space between them, the pair in the middle is nowhere else.
    near |= said[[is_unspaced(word) for word in query.words[: query.own]]].any(axis=0)
    return [
        Fit.SURE if is_sure else Fit.UNSURE if is_near else Fit.NONE
        for is_sure, is_near in zip(sure.tolist(), near.tolist(), strict=True)
    ]


def _least_rarity(size: int) -> float:
    return math.log((size + 1) / max(_FEW, _RARE * size))


def _features(query: Query, ranked: Ranked, size: int) -> Floats:
    """Return what tells a match from chance, a row for each candidate, in the weights' order."""
    answered = np.where(ranked.answered >= ANSWERED, ranked.answered, np.float32(0))
    said = np.maximum(ranked.said, np.float32(_IN_ANSWER) * answered)
    rarity, scale = query.rarity, math.log(size + 1)
    evidence = rarity @ np.where(said >= CONVINCING, said, np.float32(0))
    columns = [
        evidence / float(rarity.sum()),
        np.minimum(evidence / scale, _MOST_EVIDENCE),
        np.minimum(rarity @ (1 - said) / scale, _MOST_EVIDENCE),
        (said >= SAID).mean(axis=0),
        (said < CONVINCING).mean(axis=0),
        ranked.asked,
        ranked.ratio,
        ranked.order,
    ]
    shape = (
        math.log(size) / 10,
        min(query.own, _MOST_WORDS) / _MOST_WORDS,
        float(query.is_function_word.mean()),
    )
    columns += [np.full(said.shape[1], each) for each in shape]
    return np.stack(columns, axis=1).astype(np.float32)
