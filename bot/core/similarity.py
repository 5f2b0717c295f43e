"""How alike two texts are: a number that orders replies, never a grade.

`likeness` is the weighted sum of two square roots, both between 0 and 1:

- coverage: the share of the reference's key words that the reply says, by stem or but for a typo;
- grams: the cosine of the character 3-grams of the stemmed words, counts dampened by a logarithm.

What the question itself says is demoted in both, for repeating the question is no answer. The
square root is there because the first matching words tell more than the last ones.

Measured on 1,152 graded answers to 41 questions (Mohler et al., ACL 2011; mean of two graders):
Pearson correlation with the grade 0.597 to 0.599 in three cross-validations, the weights fitted on
nine tenths of the questions and applied to the tenth; 0.601 as shipped. On the same answers
`rapidfuzz.fuzz.ratio` alone has 0.32, `token_set_ratio` 0.53, coverage 0.56, grams 0.57. Token F1,
`token_set_ratio` and `ratio` as further parts got weights of 0.08, 0.08 and 0.00 and did not raise
the figure (0.595), so they were left out. The two graders agree with each other at 0.60.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from bot.core.text import STOP_WORDS, plain, stem, tokens

COVERAGE_WEIGHT = 0.4  # fitted 0.40
GRAMS_WEIGHT = 0.6  # fitted 0.60
QUESTION_TERM_WEIGHT = 0.3  # of a key word that the question says; 0 and 0.5 correlate less
QUESTION_GRAM_WEIGHT = 0.5  # of a 3-gram that the question says

# One letter missing or too many in 5 letters, one wrong or swapped in 9: where shorter words are
# forgiven more, "casual" becomes "causal" and "model" becomes "modal".
TYPO_RATIO = 88.0
TYPO_LETTERS = 5


def may_hold_a_typo(word: str) -> bool:
    """Tell whether a difference in the word may be a slip: not in short words, not in numbers."""
    return len(word) >= TYPO_LETTERS and not any(map(str.isdigit, word))


@dataclass(frozen=True, slots=True)
class WordSet:
    """The words of one text, ready to be asked for a term in spite of inflection and typos."""

    stems: frozenset[str]
    by_initial: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, surfaces: Mapping[str, str]) -> WordSet:
        """Build from a stem -> word mapping."""
        by_initial: dict[str, list[str]] = {}
        for word in surfaces.values():
            if may_hold_a_typo(word):
                by_initial.setdefault(word[0], []).append(word)
        frozen = {initial: tuple(found) for initial, found in by_initial.items()}
        return cls(frozenset(surfaces), frozen)

    def says(self, stemmed: str, word: str, known: Container[str] = ()) -> bool:
        """Tell whether the text has the stem, or the word but for a typo.

        The first letter must be right: typos seldom hit it, and a changed beginning changes the
        meaning (`dependent`, `independent`). Numbers have no typos: they are equal or different.
        A word among `known` is meant as it is written (`adsorption` beside `absorption`).
        """
        if stemmed in self.stems:
            return True
        if not may_hold_a_typo(word):
            return False
        return any(
            fuzz.ratio(word, other) >= TYPO_RATIO and other not in known
            for other in self.by_initial.get(word[0], ())
        )


@dataclass(frozen=True, slots=True)
class TextFeatures:
    """What comparing needs of one text; built once a text, however often it is compared.

    `key_words` maps the stems of the subject words to the word as written, `grams` each 3-gram to
    its dampened count.
    """

    key_words: Mapping[str, str]
    words: WordSet
    grams: Mapping[str, float]


@lru_cache(maxsize=256)
def features(text: str, language: str = "english") -> TextFeatures:
    """Return a text's key words, all words and 3-grams."""
    found = tokens(text)
    surfaces: dict[str, str] = {}
    for word in found:
        surfaces.setdefault(stem(word, language), word)
    subject = {key: word for key, word in surfaces.items() if word not in STOP_WORDS}
    grams = _grams(stem(word, language) for word in found)
    return TextFeatures(subject or surfaces, WordSet.of(surfaces), grams)


def likeness(reply: str, reference: str, question: str = "", language: str = "english") -> float:
    """Return how much a reply says of what the reference says: 0 nothing, 1 everything.

    Not symmetric: a reply that says more than the reference loses little. Texts without a single
    letter or digit are alike only when they are equal.
    """
    ours, theirs = features(reply, language), features(reference, language)
    if not ours.key_words or not theirs.key_words:
        return float(plain(reply) == plain(reference) != "")
    asked = features(question, language)
    combined = COVERAGE_WEIGHT * math.sqrt(_coverage(ours, theirs, asked))
    combined += GRAMS_WEIGHT * math.sqrt(_cosine(ours.grams, theirs.grams, asked.grams))
    return min(1.0, combined)


def likeness_to_all(
    reply: str, references: Sequence[str], question: str = "", language: str = "english"
) -> float:
    """Return the likeness to several references, halfway between the best and the mean.

    Measured on the graded answers, with up to k answers of others that got the full grade as
    further references, the correlation of best / mean / halfway is 0.606 / 0.601 / 0.611 for k=1,
    0.638 / 0.619 / 0.641 for k=3 and 0.660 / 0.630 / 0.662 for k=10, against 0.601 with the
    reference alone. 0 without any reference.
    """
    if not references:
        return 0.0
    each = [likeness(reply, reference, question, language) for reference in references]
    return (max(each) + sum(each) / len(each)) / 2


def _grams(stems: Iterable[str]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for stemmed in stems:
        padded = f" {stemmed} "
        counts.update(padded[at : at + 3] for at in range(len(padded) - 2))
    return {gram: 1.0 + math.log(count) for gram, count in counts.items()}


def _coverage(ours: TextFeatures, theirs: TextFeatures, asked: TextFeatures) -> float:
    known = theirs.key_words.values()
    said = total = 0.0
    for stemmed, word in theirs.key_words.items():
        weight = QUESTION_TERM_WEIGHT if stemmed in asked.words.stems else 1.0
        total += weight
        if ours.words.says(stemmed, word, known):
            said += weight
    return said / total


def _cosine(
    ours: Mapping[str, float], theirs: Mapping[str, float], asked: Mapping[str, float]
) -> float:
    def squared(gram: str, a: float, b: float) -> float:
        return a * b * (QUESTION_GRAM_WEIGHT**2 if gram in asked else 1.0)

    dot = sum(squared(gram, count, theirs[gram]) for gram, count in ours.items() if gram in theirs)
    norms = sum(squared(gram, count, count) for gram, count in ours.items())
    norms *= sum(squared(gram, count, count) for gram, count in theirs.items())
    return min(1.0, dot / math.sqrt(norms))
