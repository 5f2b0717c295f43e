"""Two labelled things of a reference whose descriptions a text exchanges.

"Shadow deployment: the new model receives a copy. Canary release: a small share gets its answers."
Single words tell the two descriptions hardly apart; two words in a row do. A text exchanges the
things where its passages about each say pairs of words of the other's description, and none of its
own.

Measured: on the 70 replies of our own pack the one exchange is found, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from bot.core.comparison.clauses import Clause
from bot.core.comparison.passages import Passage, Word
from bot.core.text import TOKEN

_LABEL = re.compile(r"\A[^:,;()]{1,40}:(?=\s)")
LABEL_WORDS = 3
BEGINNING = 5  # words of a passage among which the thing is named that it is about
LEAST_PAIRS = 2  # of the other's description: one may be chance

_WordPairs = frozenset[tuple[str, str]]


class Labelled(NamedTuple):
    """A thing of the reference: where it is described, its name's stems, and pairs of stems."""

    passage: Passage
    point: int
    names: frozenset[str]
    pairs: _WordPairs


class Labels:
    """The labelled things of a reference, two by two."""

    def __init__(self, theirs: Sequence[Clause]) -> None:
        points: dict[int, list[Passage]] = {}
        for clause in theirs:
            described = points.setdefault(clause.point, [])
            if clause.passage not in described:
                described.append(clause.passage)
        found = (_labelled(described, point) for point, described in points.items())
        things = [each for each in found if each]
        self._pairs = [_apart(*each) for each in combinations(things, 2)]
        self.names = frozenset(name for pair in self._pairs for each in pair for name in each.names)

    def exchanged(self, ours: Sequence[Passage]) -> Iterator[tuple[Passage, Labelled]]:
        """Yield the first passage about each exchanged thing, with that thing."""
        for one, other in self._pairs:
            mine, yours = _about(ours, one, other), _about(ours, other, one)
            if mine and yours and _says(mine, other, one) and _says(yours, one, other):
                yield mine[0], one
                yield yours[0], other


def _labelled(described: Sequence[Passage], point: int) -> Labelled | None:
    label = _LABEL.match(described[0].text)
    length = len(TOKEN.findall(label[0])) if label else 0
    if not 0 < length <= LABEL_WORDS:
        return None
    names = frozenset(word.stem for word in described[0].words[:length] if word.said)
    pairs = _word_pairs(described[0].words[length:]).union(
        *(_word_pairs(each.words) for each in described[1:])
    )
    return Labelled(described[0], point, names, pairs)


def _apart(one: Labelled, other: Labelled) -> tuple[Labelled, Labelled]:
    """Return two things, each with the names and pairs that the other has not."""
    return (
        one._replace(names=one.names - other.names, pairs=one.pairs - other.pairs),
        other._replace(names=other.names - one.names, pairs=other.pairs - one.pairs),
    )


def _about(ours: Sequence[Passage], thing: Labelled, beside: Labelled) -> list[Passage]:
    """Return the passages that begin with a thing and do not name the other."""
    return [
        passage
        for passage in ours
        if any(word.stem in thing.names for word in passage.words[:BEGINNING])
        and not any(word.stem in beside.names for word in passage.words)
    ]


def _says(ours: Sequence[Passage], told: Labelled, untold: Labelled) -> bool:
    said: _WordPairs = frozenset().union(*(_word_pairs(each.words) for each in ours))
    return len(said & told.pairs) >= LEAST_PAIRS and not said & untold.pairs


def _word_pairs(words: Sequence[Word]) -> _WordPairs:
    return frozenset(pairwise(word.stem for word in words))
