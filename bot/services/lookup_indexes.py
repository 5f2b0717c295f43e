"""The look-up indexes of the groups: built once, and kept as far as memory goes."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from async_lru import alru_cache

from bot.core.lookup import LookupIndex
from bot.core.models import GroupId
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
        self._built = alru_cache(maxsize=_MOST_INDEXES)(self._build)
        self._sizes: OrderedDict[GroupId, int] = OrderedDict()
        # The library ends what nobody waits for any more; these wait to the end.
        self._waiting: set[asyncio.Task[LookupIndex]] = set()

    def forget(self, group: GroupId) -> None:
        """Build the group's index anew the next time: its decks changed."""
        self._built.cache_invalidate(group)
        self._sizes.pop(group, None)

    async def get(self, group: GroupId) -> LookupIndex:
        """Return the group's index. It is built to the end also if the caller stops waiting."""
        return await asyncio.shield(self._wait_for(group))

    async def find(self, group: GroupId, patience: float) -> LookupIndex | None:
        """Return the group's index, None when it takes longer than `patience` seconds to build."""
        index = self._wait_for(group)
        await asyncio.wait([index], timeout=patience)
        return index.result() if index.done() else None

    def _wait_for(self, group: GroupId) -> asyncio.Task[LookupIndex]:
        waiting = asyncio.create_task(self._get(group), name=f"index-{group}")
        self._waiting.add(waiting)
        waiting.add_done_callback(self._waiting.discard)
        return waiting

    async def _get(self, group: GroupId) -> LookupIndex:
        index = await self._built(group)
        self._make_room_for(group, index.nbytes)
        return index

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
