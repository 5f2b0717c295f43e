"""Several indexes searched as one: a workspace's, and the library's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import chain

from bot.core.lookup.folding import spelled
from bot.core.lookup.index import LookupIndex, best_first
from bot.core.lookup.segment import Hit


class LookupIndexSet:
    """Indexes without a key in common. Each is searched, and their hits are merged by score.

    A score is a share of the query, so those of two indexes can be compared, although each knows
    how rare a word is in its own questions alone. Of equal scores the first index's comes first.
    """

    def __init__(self, indexes: Iterable[LookupIndex]) -> None:
        self.indexes = tuple(indexes)

    def first(self, count: int) -> Sequence[tuple[str, str]]:
        """Return key and question of the first entries."""
        return list(chain.from_iterable(index.first(count) for index in self.indexes))[:count]

    def search(self, query: str, limit: int = 5, hushed: Collection[str] = ()) -> list[Hit]:
        """Return the questions that fit best, as `LookupIndex.search` does.

        Questions with one of the texts in `hushed` are hushed, wherever they are: the one that was
        asked may be in none of these indexes, and have its like in one of them.
        """
        words = {spelled(text) for text in hushed}
        hits = chain.from_iterable(
            index.search(query, limit, index.keys_of(words)) for index in self.indexes
        )
        return best_first(hits)[:limit]
