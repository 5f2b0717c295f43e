"""The look-up indexes of the groups: built once, and kept as far as memory goes."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from bot.core.lookup import LookupIndex
from bot.core.models import GroupId
from bot.services.once import Once
from bot.storage.transaction import Store

MOST_BYTES = 512 * 2**20  # room for 200,000 questions, or for hundreds of usual groups
_MOST_INDEXES = 1_024


class LookupIndexes:
    """One index a group, built when it is first asked for after a change.

    Together they take about `most_bytes` at most: those asked for longest ago are dropped. The
    latest is kept however large it is.
    """

    def __init__(self, store: Store, most_bytes: int = MOST_BYTES) -> None:
        self._store = store
        self._most_bytes = most_bytes
        self._indexes: Once[GroupId, LookupIndex] = Once(_MOST_INDEXES)
        self._sizes: OrderedDict[GroupId, int] = OrderedDict()

    def forget(self, group: GroupId) -> None:
        """Build the group's index anew the next time: its decks changed."""
        self._indexes.forget(group)
        self._sizes.pop(group, None)

    async def get(self, group: GroupId) -> LookupIndex:
        """Return the group's index. It is built to the end also if the caller stops waiting."""
        index = await self._indexes.get(group, lambda: self._build(group))
        self._make_room_for(group, index.nbytes)
        return index

    async def find(self, group: GroupId, patience: float) -> LookupIndex | None:
        """Return the group's index, None when it takes longer than `patience` seconds to build."""
        try:
            async with asyncio.timeout(patience) as wait:
                return await self.get(group)
        except TimeoutError:
            if not wait.expired():
                raise
            return None

    def _make_room_for(self, group: GroupId, size: int) -> None:
        self._sizes[group] = size
        self._sizes.move_to_end(group)
        while len(self._sizes) > 1 and sum(self._sizes.values()) > self._most_bytes:
            self.forget(next(iter(self._sizes)))

    async def _build(self, group: GroupId) -> LookupIndex:
        async with self._store.reading() as tx:
            texts = await tx.decks.texts(group)
        entries = [(id_, question, "\n".join(answers)) for id_, question, answers in texts]
        return await asyncio.to_thread(LookupIndex.build, entries)
