"""The index of all questions of a workspace's decks: what is searched, and how it changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import chain, islice

import numpy as np

from bot.core.lookup.folding import spelled
from bot.core.lookup.postings import Ints
from bot.core.lookup.segment import Entry, Hit, Segment
from bot.core.lookup.stored import Parts

MAX_QUERY_LENGTH = 400  # characters; what lies behind is not read

# A small segment is indexed anew with what comes next, so that there are few of them: a segment has
# at least so many times as many questions as the next one.
_GROWTH = 4
_SMALL = 32
_WORN = 0.25  # share of the first segment that may have changed

_Part = tuple[Segment, Ints]


class LookupIndex:
    """Questions that can be searched. Immutable, so threads may share it; `changed` makes another.

    `make bench` measures it on 30 to 100,000 questions.
    """

    def __init__(self, parts: Sequence[_Part], language: str) -> None:
        """Hold segments, each with the rows (ascending) that are no more; call `build` instead."""
        self._parts = tuple(parts)
        self._language = language
        self.nbytes = sum(segment.nbytes + gone.nbytes for segment, gone in self._parts)

    @classmethod
    def build(cls, entries: Iterable[Entry], language: str = "english") -> LookupIndex:
        """Index (key, question) or (key, question, answers' text) entries.

        The answers help to find a question whose own words do not say it, with a low weight.
        Keys are unique. `language` is that of words in Latin letters; others are stemmed by their
        script. Raises `ValueError` for 16,777,216 entries or more, and `KeyError` for a language
        that Snowball has no stemmer for.
        """
        segment = Segment.build(list(entries), language, None)
        return cls([(segment, _NONE)], language)

    @classmethod
    def taken_up(cls, entries: Iterable[Entry], language: str, parts: Parts) -> LookupIndex:
        """Return the index that `build` makes of these entries, of the parts that it laid out.

        They have to be of the same `stamp`: that is not looked at here.
        """
        return cls([(Segment.taken_up(list(entries), language, parts), _NONE)], language)

    def laid_out(self) -> Parts | None:
        """Return what was worked out as parts of bytes, None once the index was changed."""
        (segment, gone), *others = self._parts
        return None if others or len(gone) else segment.laid_out()

    def changed(self, entries: Iterable[Entry] = (), removed: Collection[str] = ()) -> LookupIndex:
        """Return the index with these entries, in place of those of the same key, without others.

        Its segments are shared. Of equal scores what came later stands behind.
        """
        fresh = list(entries)
        keys = {entry[0] for entry in fresh}.union(removed)
        parts = [_without(part, keys) for part in self._parts]
        while len(parts) > 1 and len(parts[-1][0]) <= max(_GROWTH * len(fresh), _SMALL):
            segment, gone = parts.pop()
            lost = set(gone.tolist())
            fresh[:0] = [entry for row, entry in enumerate(segment.kept) if row not in lost]
        if fresh:
            parts.append((Segment.build(fresh, self._language, parts[0][0]), _NONE))
        return LookupIndex(parts, self._language)

    @property
    def is_worn(self) -> bool:
        """Tell whether so much changed that it should be built anew."""
        (first, gone), *others = self._parts
        return len(gone) + sum(len(each) for each, _ in others) > _WORN * len(first) + _SMALL

    def __len__(self) -> int:
        return sum(len(segment) - len(gone) for segment, gone in self._parts)

    def text(self, key: str) -> str | None:
        """Return a question as it was given, None when the key does not exist."""
        for segment, gone in self._parts:
            row = segment.places.get(key)
            if row is not None and row not in gone:
                return segment.pairs[row][1]
        return None

    def first(self, count: int) -> Sequence[tuple[str, str]]:
        """Return key and question of the first entries."""
        return list(islice(chain.from_iterable(map(_pairs, self._parts)), count))

    def keys_of(self, spellings: Iterable[str]) -> list[str]:
        """Return the keys of all questions that are spelled like one of these."""
        wanted = list(spellings)
        return [
            segment.pairs[row][0]
            for segment, gone in self._parts
            for row in segment.rows_of(wanted).tolist()
            if row not in gone
        ]

    def search(self, query: str, limit: int = 5, hushed: Collection[str] = ()) -> list[Hit]:
        """Return the questions that fit best, best first; none when nothing fits.

        Only the first `MAX_QUERY_LENGTH` characters are read. Equal scores keep the order of the
        entries. A query without letters or digits finds nothing, and so does what no question
        resembles. When the first hit is no more than `Fit.UNSURE`, it is the nearest, and may have
        nothing to do with what was meant.

        The questions with a key in `hushed`, and all of the same words, are found and scored as
        if they had been indexed without answers: nothing of a hit tells what these say. Keys that
        do not exist are passed over. Where more than `CANDIDATES` questions come into question,
        a hushed one need not be among the best of them to be scored.
        """
        spelling = spelled(query[:MAX_QUERY_LENGTH])
        if not spelling or limit < 1:
            return []
        words = {
            found
            for segment, _ in self._parts
            for key in hushed
            if (found := segment.spelling_of(key)) is not None
        }
        hits = chain.from_iterable(
            segment.search(spelling, limit, segment.rows_of(words), gone)
            for segment, gone in self._parts
        )
        return best_first(hits)[:limit]


def best_first(hits: Iterable[Hit]) -> list[Hit]:
    """Return hits of several segments or indexes; of equal scores the earlier ones stay in front.

    Where one is sure, the others that are not stand behind it.
    """
    return sorted(hits, key=lambda hit: -hit.score)


_NONE: Ints = np.empty(0, dtype=np.int64)


def _pairs(part: _Part) -> Iterable[tuple[str, str]]:
    segment, gone = part
    lost = set(gone.tolist())
    return (pair for row, pair in enumerate(segment.pairs) if row not in lost)


def _without(part: _Part, keys: Collection[str]) -> _Part:
    segment, gone = part
    rows = [row for key in keys if (row := segment.places.get(key)) is not None]
    return (segment, np.union1d(gone, np.array(rows, dtype=np.int64))) if rows else part
