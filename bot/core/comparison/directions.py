"""The two ends of a way that a text exchanges: "from the lungs to the tissues", "sugar into heat".

Both texts say the same words, but what one has before "into", or between "from" and "to", the other
has behind, and the reverse. Where a text has something of an end at its place, it is no exchange.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.core.comparison.clauses import Clause
from bot.core.comparison.passages import Passage, Word

LEADING = frozenset({"into", "from"})
_TO = "to"


class Way(NamedTuple):
    """A passage with what it leads from and to, and the point that it is of."""

    passage: Passage
    first: frozenset[str]
    last: frozenset[str]
    point: int = 0


class Ways:
    """The ways that a reference tells."""

    def __init__(self, theirs: Sequence[Clause]) -> None:
        passages = dict.fromkeys((clause.passage, clause.point) for clause in theirs)
        self._ways = [
            way._replace(point=point) for passage, point in passages for way in _ways(passage)
        ]

    def __bool__(self) -> bool:
        return bool(self._ways)

    def exchanged(self, ours: Sequence[Passage]) -> Iterator[tuple[Way, Way]]:
        """Yield each way of a text that goes the other way round, with the reference's."""
        for mine in [way for passage in ours for way in _ways(passage)]:
            for theirs in self._ways:
                if _is_reverse(mine, theirs):
                    yield mine, theirs


def _is_reverse(mine: Way, theirs: Way) -> bool:
    there, back = mine.first & theirs.last - theirs.first, mine.last & theirs.first - theirs.last
    return bool(there and back) and not mine.last & theirs.last - theirs.first


def _ways(passage: Passage) -> Iterator[Way]:
    words = passage.words
    for at, word in enumerate(words):
        if word.word == "into":
            yield Way(passage, _said(_before(words, at)), _said(_behind(words, at)))
        elif word.word == "from":
            behind = _behind(words, at)
            to = next((place for place, each in enumerate(behind) if each.word == _TO), None)
            if to is not None:
                yield Way(passage, _said(behind[:to]), _said(behind[to + 1 :]))


def _before(words: Sequence[Word], at: int) -> Sequence[Word]:
    """Return the words of the clause before a place."""
    first = next((place for place in range(at, 0, -1) if words[place].opens), 0)
    return words[first:at]


def _behind(words: Sequence[Word], at: int) -> Sequence[Word]:
    """Return the words of the clause behind a place."""
    ends = (place + 1 for place in range(at + 1, len(words)) if words[place].closes)
    return words[at + 1 : next(ends, len(words))]


def _said(words: Sequence[Word]) -> frozenset[str]:
    return frozenset(word.stem for word in words if word.said)
