"""Finding a question from a few words, a typo, a paraphrase or its first letters.

`LookupIndex` first draws candidates from posting lists (`postings`), then orders the best of them
by how much of the query their words say (`ranking`).
"""

from __future__ import annotations

from bot.core.lookup.index import MAX_QUERY_LENGTH, Entry, Hit, LookupIndex
from bot.core.lookup.index_set import LookupIndexSet
from bot.core.lookup.vocabulary import spelled

__all__ = ["MAX_QUERY_LENGTH", "Entry", "Hit", "LookupIndex", "LookupIndexSet", "spelled"]
