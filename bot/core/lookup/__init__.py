"""Finding a question from a few words, a typo, a paraphrase or its first letters.

A `LookupIndex` first draws candidates from posting lists (`postings`), then orders the best of them
by how much of the query their words say (`ranking`), and tells how sure that is (`confidence`).
"""

from __future__ import annotations

from bot.core.lookup.confidence import Fit
from bot.core.lookup.folding import spelled
from bot.core.lookup.index import MAX_QUERY_LENGTH, LookupIndex
from bot.core.lookup.index_set import LookupIndexSet
from bot.core.lookup.passages import Said, passage
from bot.core.lookup.segment import Entry, Hit
from bot.core.lookup.stored import Parts, stamp

__all__ = [
    "MAX_QUERY_LENGTH",
    "Entry",
    "Fit",
    "Hit",
    "LookupIndex",
    "LookupIndexSet",
    "Parts",
    "Said",
    "passage",
    "spelled",
    "stamp",
]
