"""The order of the candidates: how much of the query their words say, and in which order.

Never `rapidfuzz.fuzz.WRatio`: it has a plateau at 85.5 on which hundreds of questions tie.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from bot.core.lookup.folding import is_root
from bot.core.lookup.postings import AnswerPostings, Floats, Ints, Rows
from bot.core.lookup.query import COMPOUND, OPEN_LETTERS, Query
from bot.core.lookup.vocabulary import PART_LETTERS, PART_OF_WORD, ROOT_OF_WORD, Vocabulary

SIMILAR = 65.0  # a `ratio` below says that two words have nothing to do with each other
SAME_STEM = 0.93  # less than 1: of two questions the one with the very word comes first
OPEN_WORD = 0.8  # the last word of a query may still be being typed
IN_ANSWERS = 0.35  # of a word that only the answers say: the question's own words decide first

# What a score is made of; the shares were tried on 1,050 given and 970 generated
# queries in 100,000 questions; a third less or half more of one moved no figure by more than 0.02.
QUERY_SAID, QUESTION_ASKED, SPELLING, ORDER = 1.0, 0.3, 0.2, 0.2
_TOTAL = QUERY_SAID + QUESTION_ASKED + SPELLING + ORDER

# Below this a word is not said: every string of letters is a little like some word (`asdf`, `as`).
CONVINCING = 0.6
ANSWERED = 0.49  # likeness of a word with a typo that only answers say


@dataclass(frozen=True, slots=True)
class Ranked:
    """Candidates by column, with how much each says, 0 to 1.

    `said` is the likeness of each of the query's words (rows) to one of the question's, `answered`
    that to one of its answers'; `asked` is how much of the question the query says, `ratio` how
    alike their letters are, `order` which share of the words comes in the query's order.
    """

    score: Floats
    said: Floats
    answered: Floats
    asked: Floats
    ratio: Floats
    order: Floats


def rank(
    query: Query,
    rows: Ints,
    spellings: Sequence[str],
    vocabulary: Vocabulary,
    answers: AnswerPostings,
) -> Ranked:
    """Return how well the candidates fit; every one must have a word."""
    sizes = vocabulary.word_counts(rows)
    bounds = np.cumsum(sizes) - sizes
    words, at = np.unique(vocabulary.words_in(rows), return_inverse=True)
    alike = _word_likeness(query, words, vocabulary)
    said = _with_joins(query, np.maximum.reduceat(alike[:, at], bounds, axis=1))
    answered = _with_joins(query, _answered(query, rows, answers))
    rarity = vocabulary.rarity[vocabulary.stem_of[words]][at]
    touched = alike.max(axis=0)[at] * rarity
    asked = np.add.reduceat(touched, bounds) / np.add.reduceat(rarity, bounds)
    candidates = [spellings[row] for row in rows.tolist()]
    ratio, order = _ratios(query.spelling, candidates), _in_order(query.spelling, candidates)
    total = (
        QUERY_SAID * query.share_of(np.maximum(said, IN_ANSWERS * answered))
        + QUESTION_ASKED * asked
        + SPELLING * ratio
        + ORDER * order
    )
    score = np.minimum(total / _TOTAL, 1.0)
    return Ranked(score, said, answered, asked.astype(np.float32), ratio, order)


def only_answered(query: Query, ranked: Ranked, column: int) -> tuple[str, ...]:
    """Return the words of the query that a candidate's answers say and the question does not."""
    said, answered = ranked.said[:, column], ranked.answered[:, column]
    places = np.flatnonzero((said < CONVINCING) & (answered >= ANSWERED))
    return tuple(
        query.words[place] for place in places.tolist() if not query.is_function_word[place]
    )


def _word_likeness(query: Query, words: Rows, vocabulary: Vocabulary) -> Floats:
    """Return the likeness of each query word (rows) and each word (columns), 0 to 1."""
    others = [vocabulary.words[number] for number in words.tolist()]
    ratios = process.cdist(
        query.words, others, scorer=fuzz.ratio, score_cutoff=SIMILAR, dtype=np.float32
    )
    alike: Floats = np.square(ratios / np.float32(100), dtype=np.float32)
    stems = np.array([found[0][0] if found and found[0][1] == 1 else -1 for found in query.stems])
    same = stems[:, None] == vocabulary.stem_of[words][None, :]
    np.maximum(alike, np.float32(SAME_STEM), out=alike, where=same)
    for place, word in enumerate(query.words):
        if is_root(word):
            holding = [word in other for other in others]
            _raise(alike, place, ROOT_OF_WORD, holding)
    last = query.spelling.rpartition(" ")[2]
    joined = "\n".join(["", *others, ""])  # to see at once that no word begins or ends so
    if len(last) >= OPEN_LETTERS and f"\n{last}" in joined:
        begun = [other.startswith(last) for other in others]
        _raise(alike, query.words.index(last), OPEN_WORD, begun)
    for place, word in enumerate(query.words):
        edge = f"\n{word}" in joined or f"{word}\n" in joined
        if edge and len(word) >= PART_LETTERS and (stems[place] < 0 or vocabulary.has_compounds):
            part = [other.startswith(word) or other.endswith(word) for other in others]
            _raise(alike, place, PART_OF_WORD, part)
    return alike


def _ratios(spelling: str, candidates: list[str]) -> Floats:
    ratios = process.cdist([spelling], candidates, scorer=fuzz.ratio, dtype=np.float32)
    return np.asarray(ratios[0] / np.float32(100), dtype=np.float32)


def _in_order(spelling: str, candidates: list[str]) -> Floats:
    words = spelling.split()
    lengths = [LCSseq.similarity(words, candidate.split()) for candidate in candidates]
    return np.array(lengths, dtype=np.float32) / np.float32(len(words))


def _raise(alike: Floats, row: int, least: float, where: Sequence[bool]) -> None:
    """Let the words where it holds be at least so much like the query's word."""
    np.maximum(alike[row], np.float32(least), out=alike[row], where=np.array(where))


def _with_joins(query: Query, said: Floats) -> Floats:
    """Return how much of the query's own words is said, those that are written otherwise too."""
    for whole, parts in query.joins:
        if len(parts):
            together = np.float32(COMPOUND) * said[list(parts)].min(axis=0)
            np.maximum(said[whole], together, out=said[whole])
    return said[: query.own]


def _answered(query: Query, rows: Ints, answers: AnswerPostings) -> Floats:
    """Return how much each candidate's answers say each of the words."""
    answered: Floats = np.zeros((len(query.words), len(rows)), dtype=np.float32)
    if not len(answers.postings.keys):
        return answered
    for place, stems in enumerate(query.stems):
        for stem, likeness in stems:
            said = answers.say(stem, rows)
            np.maximum(answered[place], np.float32(likeness), out=answered[place], where=said)
    return answered
