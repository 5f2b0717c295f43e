"""Which key points of a reference a text says.

A point is looked for in each passage of a text, in two that follow each other, and in the whole.
What speaks for it there is added up:

- said: the weight of its words that are there, by the square root of the weight of all, for who
  puts a long point in their own words needs hardly more of its words than for a short one;
- grams: the square root of the cosine of the character 3-grams of both, as in `likeness`;
- share: the square root of the share of the passage's words that are the point's;
- less a little for long passages, in which more is found by chance;
- and what its meaning adds, where something is there that knows of it (`meaning`).

Measured on 292 pairs of a reply and a point that were labelled by reading, without copies: ticks
right in 0.86, found 0.73 (by the same words alone 0.87 and 0.63); on the 3,458 pairs of an
argument and a key point of KPA 2021, development part: right in 0.81, found 0.40.
The weights are round numbers out of a coarse grid over both and a quarter of KPA's training part;
no question was left out for them.

Logistic regressions in place of the sum, over it and up to 49 further parts (how much each side has
of the other, order, negations, opposites, numbers, what the question says, lengths), were fitted on
these pairs, on KPA's and on SemEval's, each question judged by the others. They order the labelled
pairs no better (AUC 0.87 at most, the sum 0.89). One that takes ticks away from what graders call
contradictory brings those among Beetle's from 0.31 to 0.12 only where right answers with a tick
fall from 0.73 to 0.55 or less, and what is found of the labelled points to 0.63; so none is here.
Here 0.31 of them have a tick. Weighing words by how rare they are in
English finds no more at the same precision, nor does holding each word's vector against each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from bot.core.comparison.clauses import Clause, clauses
from bot.core.comparison.denials import denies
from bot.core.comparison.differences import Counterpart, Difference
from bot.core.comparison.meaning import WORDS_ALONE, Meaning
from bot.core.comparison.passages import Passage, passages
from bot.core.comparison.points import KeyPoint, asked_stems, word_weight
from bot.core.comparison.texts import Floats, Table, Texts, Whole, of_spans, read, spans
from bot.core.similarity import QUESTION_GRAM_WEIGHT, grams_of
from bot.core.text import plain, stem, tokens
from bot.core.vocabulary import Vocabulary, compact

GRAMS_WEIGHT = 2.0
SHARE_WEIGHT = 1.0
LENGTH_WEIGHT = 0.15
NEEDED = 1.93
# Grams take longest to count, and the best passage is among those that say most.
PROMISING = 2
# What is meant counts in full where as much as a word is said: alone it is a guess.
SURELY_MEANT = 1.5
# A text that says otherwise than half of the points has to say the others well: what it shares with
# them may be the subject alone.
DOUBTED = 0.6
# One word of three or more that tell something is a point's subject at most, where it is little of
# it: "it makes the crust shine" says nothing of "steam keeps the crust soft".
LITTLE, LONE = 0.34, 0.5
# Of a point of less than two words that tell something more is needed: any text may have one. And
# half of it has to be said, whatever else speaks for it.
SHORT, SHORT_SAID = 2.0, 0.5
FEW_NEED = 0.4


@dataclass(frozen=True, slots=True)
class Touch:
    """How a text touches one point: the share of its weighted words (0 to 1), and these words.

    `touched` tells whether that is enough to show the point as found; then `said` are the text's
    own words that say it, case-folded. `differs` tells where the text says otherwise: then it is
    not touched. It is `claimed` where its author says that they said it, which words did not show.
    """

    coverage: float
    matched: tuple[str, ...]
    touched: bool
    said: tuple[str, ...] = ()
    differs: Difference | None = None
    claimed: bool = False

    @property
    def counts(self) -> bool:
        """Whether the text says the point, by its words or its author's."""
        return self.touched or self.claimed


def touches(text: str, points: Sequence[KeyPoint], language: str = "english") -> tuple[Touch, ...]:
    """Return how the text touches each point.

    Inflection and typos in longer words are forgiven, compounds may be written apart, a related
    word counts in part; numbers must be equal. The order of the words is not looked at. What
    denies a point does not touch it: see `differences`.
    """
    reader = reader_of(tuple(points), language)
    return reader.touches(Texts([read(text)], language), [text])[0]


@lru_cache(maxsize=64)
def reader_of(points: tuple[KeyPoint, ...], language: str) -> PointReader:
    """Return what reads texts for these points; it remembers the words that it has met."""
    return PointReader(points, language)


class PointReader:
    """Looks for the points of one reference in many texts."""

    def __init__(
        self, points: tuple[KeyPoint, ...], language: str, meaning: Meaning = WORDS_ALONE
    ) -> None:
        self.points, self.meaning = points, meaning
        self._language = language
        question = points[0].question if points else ""
        self._asked = asked_stems(question, language)
        self.asked_grams = frozenset(grams_of(self._stems(question)))
        self.grams = [self._lessened(point.text) for point in points]
        self.plain = [f" {_spelled(passages(point.text, language))} " for point in points]
        self._lay_out_terms()
        theirs = [
            clause
            for at, point in enumerate(points)
            for clause in clauses(passages(point.text, language), at, language)
        ]
        self.denied: list[frozenset[str]] = [
            frozenset().union(*(_denied(clause) for clause in theirs if clause.point == at))
            for at in range(len(points))
        ]
        self._counterpart = Counterpart(theirs, frozenset(tokens(question)), language)

    def _lay_out_terms(self) -> None:
        """Number the terms of all points: a word that two points have is a term of each."""
        terms = [(at, term) for at, point in enumerate(self.points) for term in point.terms]
        self.terms = [[number for number, (at, _) in enumerate(terms) if at == point]
                      for point in range(len(self.points))]  # fmt: skip
        self.words = [term.word for _, term in terms]
        self.weights = np.zeros((len(terms), len(self.points)))
        self._having: dict[str, list[tuple[int, int]]] = {}
        for column, (at, term) in enumerate(terms):
            self.weights[column, at] = term.weight
            self._having.setdefault(term.stem, []).append((column, at))
        self.totals = np.maximum(self.weights.sum(axis=0), 1e-9)
        self.least = np.where(self.totals < SHORT, SHORT_SAID * np.sqrt(self.totals), 0.0)
        self.needed = [
            NEEDED + FEW_NEED * max(0.0, SHORT - total) for total in self.totals.tolist()
        ]
        words = {term.stem: term.word for _, term in terms}
        self._vocabulary = Vocabulary(words, self._language, self._neighbours())

    def touches(self, texts: Texts, written: Sequence[str]) -> list[tuple[Touch, ...]]:
        """Return how each text touches each point; `written` are the texts as they came."""
        if not self.points:
            return [()] * len(written)
        found = _Found(self, texts)
        otherwise = self._counterpart.differences(texts)
        return [
            tuple(
                found.touch(number, at, differing) if point.terms else _touch_of_signs(text, point)
                for at, point in enumerate(self.points)
            )
            for number, (text, differing) in enumerate(zip(written, otherwise, strict=True))
        ]

    def said_terms(self, word: str) -> Iterator[tuple[int, float]]:
        """Yield the terms that a word says, and how well."""
        for stemmed, well in self._vocabulary.said_by(word).items():
            for column, _ in self._having.get(stemmed, ()):
                yield column, well

    def said_points(self, word: str) -> Mapping[int, float]:
        """Return the points that a word says something of, and how much of the word is theirs."""
        found: dict[int, float] = {}
        for stemmed, well in self._vocabulary.said_by(word).items():
            for _, at in self._having.get(stemmed, ()):
                found.setdefault(at, well * self.weight(word))
        return found

    def weight(self, word: str) -> float:
        """Return what a word of a text counts."""
        return word_weight(stem(word, self._language), self._asked, self._language)

    def said_together(self, texts: Texts) -> Iterator[tuple[int, str, int, int]]:
        """Yield what neighbours say written as one: passage, words, and the term with its point."""
        may_begin = np.array([self._vocabulary.may_begin(word) for word in texts.words], dtype=bool)
        told = set[tuple[int, str]]()
        for passage, first, second in texts.neighbours(may_begin):
            joined = self._vocabulary.joined(first, second)
            words = f"{first} {second}"
            if joined and (passage, words) not in told:
                told.add((passage, words))
                for column, at in self._having.get(joined, ()):
                    yield passage, words, column, at

    def _neighbours(self) -> dict[str, tuple[str, str]]:
        """Return how neighbours in the reference are spelled as one word: night time, nighttime."""
        return {
            compact(first.word + second.word): (first.stem, second.stem)
            for point in self.points
            for passage in passages(point.text, self._language)
            for first, second in pairwise(passage.words)
            if first.said and second.said
        }

    def _stems(self, text: str) -> tuple[str, ...]:
        return tuple(
            word.stem for passage in passages(text, self._language) for word in passage.words
        )

    def _lessened(self, text: str) -> dict[str, float]:
        return {
            gram: count * QUESTION_GRAM_WEIGHT if gram in self.asked_grams else count
            for gram, count in grams_of(self._stems(text)).items()
        }


class _Found:
    """What texts say of a reader's points, looked for in each span of their passages."""

    def __init__(self, reader: PointReader, texts: Texts) -> None:
        self._reader, self._texts = reader, texts
        self._first, self._last, self._of = spans(texts.bounds)
        self._well, said, share = self._spans_say()
        whole = len(self._of) - int((np.diff(texts.bounds) > 0).sum())
        self._whole = {int(self._of[at]): at - whole for at in range(whole, len(self._of))}
        self._first_whole = whole
        best, reached = self._best_spans(said, share)
        self._best, self._reached = best.tolist(), reached.tolist()
        self._covered = ((self._well[whole:] == 1.0) @ reader.weights / reader.totals).tolist()
        self._speaks = (said[whole:] > 0).tolist()

    def _passages_say(self) -> tuple[Floats, Floats, Floats]:
        """Return what each passage says: how well of each term, its share of points, its weight.

        The share is the weight of those words that are a point's.
        """
        reader, texts = self._reader, self._texts
        words, of = texts.subject_words()
        own = np.array([reader.weight(word) for word in texts.words])
        weight: Floats = np.zeros(texts.passages)
        np.add.at(weight, of, own[words])
        well = np.zeros((texts.passages, len(reader.words)))
        rows = Table(texts.words, reader.said_terms).rows(words, of)
        np.maximum.at(well, (rows.of, rows.column), rows.value)
        share = np.zeros((texts.passages, len(reader.points)))
        rows = Table(texts.words, lambda word: reader.said_points(word).items()).rows(words, of)
        self._speaking = rows
        np.add.at(share, (rows.of, rows.column), rows.value)
        self._together: dict[int, list[tuple[str, int]]] = {}
        for passage, both, column, at in reader.said_together(texts):
            well[passage, column] = 1.0
            share[passage, at] += 1.0
            self._together.setdefault(passage, []).append((both, at))
        return well, share, weight

    def _spans_say(self) -> tuple[Floats, Floats, Floats]:
        """Return for each span how well it says each term, how much of each point, and the share.

        The weight of the spans is kept.
        """
        well, share, weight = self._passages_say()
        if not len(self._of):
            return np.zeros((0, len(self._reader.words))), share, share
        ends = self._first, self._last
        well = of_spans(np.maximum, well, ends)
        total = np.maximum(of_spans(np.add, weight[:, None], ends)[:, 0], 1e-9)
        self._weight = total
        said = (well @ self._reader.weights) / np.sqrt(self._reader.totals)
        return well, said, np.minimum(1.0, of_spans(np.add, share, ends) / total[:, None])

    def _best_spans(self, said: Floats, share: Floats) -> tuple[Whole, Floats]:
        """Return for each text and point the span that says it best, -1 for none, and its score."""
        texts, points = len(self._texts.readings), len(self._reader.points)
        best = np.full((texts, points), -1)
        reached = np.zeros((texts, points))
        span, point = self._promising(said)
        if not len(span):
            return best, reached
        needed, at = np.unique(span, return_inverse=True)
        cosines = self._texts.cosines(
            self._first[needed], self._last[needed], self._reader.asked_grams, self._reader.grams
        )
        score = (
            said[span, point]
            + GRAMS_WEIGHT * np.sqrt(cosines[at, point])
            + SHARE_WEIGHT * np.sqrt(share[span, point])
            - LENGTH_WEIGHT * np.log(np.maximum(1.0, self._weight[span]))
            + self._meant(needed)[at, point] * np.minimum(1.0, said[span, point] / SURELY_MEANT)
        )
        of = self._of[span]
        worst_first = np.lexsort((-np.arange(len(score)), score))
        best[of[worst_first], point[worst_first]] = span[worst_first]
        reached[of[worst_first], point[worst_first]] = score[worst_first]
        return best, reached

    def _meant(self, spans: Whole) -> Floats:
        """Return what the meaning of some spans adds for each point."""
        reader, pieces = self._reader, self._texts.pieces
        texts = [" ".join(pieces[self._first[at] : self._last[at]]) for at in spans.tolist()]
        points = [point.text for point in reader.points]
        return reader.meaning.evidence(texts, points, self._texts.language)

    def _promising(self, said: Floats) -> tuple[Whole, Whole]:
        """Return the spans that are worth counting grams in, each with a point: of which most say.

        Of one text and point a few.
        """
        span, point = np.nonzero((said >= self._reader.least) & (said > 0))
        order = np.lexsort((span, -said[span, point], point, self._of[span]))
        span, point = span[order], point[order]
        group = self._of[span] * len(self._reader.points) + point
        begins = np.flatnonzero(np.concatenate(([True], group[1:] != group[:-1]))[: len(group)])
        rank = np.arange(len(group)) - np.repeat(begins, np.diff(np.append(begins, len(group))))
        return span[rank < PROMISING], point[rank < PROMISING]

    def touch(self, text: int, at: int, differing: Mapping[int, Difference]) -> Touch:
        """Return how a text touches a point; `differing` are those that it contradicts."""
        differs = differing.get(at)
        doubted = 2 * len(differing) >= max(2, len(self._reader.points))
        whole = self._whole.get(text)
        if whole is None or not self._speaks[whole][at]:
            return Touch(0.0, (), touched=False, differs=differs)
        best = self._best[text][at]
        span = best if best >= 0 else whole + self._first_whole
        coverage = min(1.0, self._covered[whole][at])
        terms = self._reader.terms[at]
        row = self._well[span, terms].tolist()
        matched = tuple(self._reader.words[t] for t, well in zip(terms, row, strict=True) if well)
        lone = len(matched) == 1 < len(terms) - 1 and coverage < LITTLE
        needed = self._reader.needed[at] + DOUBTED * doubted + LONE * lone
        touched = self._reached[text][at] >= needed or self._verbatim(text, at, coverage)
        if differs or not touched or self._denies(text, span, at):
            return Touch(coverage, matched, touched=False, differs=differs)
        return Touch(coverage, matched, touched=True, said=self._said(span, at))

    def _denies(self, text: int, span: int, at: int) -> bool:
        """Tell whether a span says most of a point only to say that it is not so."""
        begin = int(self._texts.bounds[text])
        within = slice(int(self._first[span]) - begin, int(self._last[span]) - begin)
        row = self._well[span, self._reader.terms[at]].tolist()
        terms = zip(self._reader.points[at].terms, row, strict=True)
        said = {term.stem: term.weight * well for term, well in terms}
        reading = self._texts.readings[text]
        return denies(reading, within, said, self._reader.denied[at], self._texts.language)

    def _verbatim(self, text: int, at: int, coverage: float) -> bool:
        if coverage < 0.999:  # noqa: PLR2004  # all but rounding
            return False
        words = (word for passage in self._texts.readings[text].words for word in passage)
        return self._reader.plain[at] in f" {' '.join(words)} "

    def _said(self, span: int, at: int) -> tuple[str, ...]:
        """Return the words of a span that say a point."""
        first, last, speaking = self._first[span], self._last[span], self._speaking
        begin, end = np.searchsorted(speaking.of, (first, last))
        words = speaking.word[begin:end][speaking.column[begin:end] == at]
        found = {self._texts.words[word] for word in words.tolist()}
        for passage in range(first, last) if self._together else ():
            found.update(both for both, point in self._together.get(passage, ()) if point == at)
        return tuple(sorted(found))


def _denied(clause: Clause) -> frozenset[str]:
    """Return what a clause denies, and all that it speaks of where it makes less of something."""
    return clause.stems if clause.lessening else clause.denied


def _spelled(read: Sequence[Passage]) -> str:
    return " ".join(word.word for passage in read for word in passage.words)


def _touch_of_signs(text: str, point: KeyPoint) -> Touch:
    signs = plain(point.text)
    found = bool(signs) and signs in plain(text)
    return Touch(float(found), (), found)
