"""The indexes of the workspaces' questions: built once, changed in place, kept as memory allows."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from sys import getsizeof
from typing import Protocol

from bot.core.lookup import Entry, LookupIndex, LookupIndexSet, Parts, stamp
from bot.core.models import QuestionId, WorkspaceId
from bot.storage.transaction import Store

MOST_BYTES = 512 * 2**20  # room for 600,000 questions, or for hundreds of usual groups
_MANY = 0.25  # share of the questions above which they are all indexed anew
_MOST_NAMED = 1_024  # changed questions that are read by their ids; of more all are read
WORTH_KEEPING = 4 * 2**20  # bytes of an index: smaller ones are built in a tenth of a second


class Shelf(Protocol):
    """Keeps what was worked out for the look-up over a restart, if it can; calls take their time.

    What is kept counts only with the stamp that it was kept with, and can be lost at any time.
    """

    def keep(self, workspace: WorkspaceId, stamp: bytes, parts: Parts) -> None:
        """Keep the parts in the place of those that are there."""

    def take(self, workspace: WorkspaceId, stamp: bytes) -> Parts | None:
        """Return the parts that were kept with this stamp, and remove those of another one."""

    def drop(self, workspace: WorkspaceId) -> None:
        """Remove what was kept; quick."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """An index, and for each key a hash of the texts that it was given."""

    index: LookupIndex
    marks: Mapping[str, int]
    language: str

    @property
    def nbytes(self) -> int:
        return self.index.nbytes + getsizeof(self.marks) + len(self.marks) * getsizeof(2**40)


class LookupIndexes:
    """One index a workspace, built when it is first asked for, changed after its decks changed.

    Together they take about `most_bytes` at most: those asked for longest ago are dropped. The
    latest is kept however large it is. What takes long to build is on the `shelf` until its
    workspace's decks change, so that a restart does not build it.
    """

    def __init__(
        self, store: Store, most_bytes: int = MOST_BYTES, shelf: Shelf | None = None
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._most_bytes = most_bytes
        self._kept: OrderedDict[WorkspaceId, _Kept] = OrderedDict()
        self._fresh: set[WorkspaceId] = set()
        # What to read anew of those that are not fresh, where that is known.
        self._outdated: dict[WorkspaceId, frozenset[QuestionId]] = {}
        # They go on to the end also when nobody waits any more.
        self._making: dict[WorkspaceId, asyncio.Task[LookupIndex]] = {}

    def forget(
        self, workspace: WorkspaceId, questions: frozenset[QuestionId] | None = None
    ) -> None:
        """Read the workspace's questions anew the next time, or only some: its decks changed."""
        self._drop(workspace)
        before = frozenset() if workspace in self._fresh else self._outdated.get(workspace)
        self._forget(workspace)
        if questions is not None and before is not None:
            self._outdated[workspace] = before | questions

    def forget_all(self) -> None:
        """Read every workspace's questions anew: any deck may have changed.

        What is on the shelf stays until it is seen that it is of other questions.
        """
        for workspace in (*self._kept, *self._making):
            self._forget(workspace)

    def _forget(self, workspace: WorkspaceId) -> None:
        self._fresh.discard(workspace)
        self._outdated.pop(workspace, None)
        # What is being made may have been read before the change: who waits for it has it alone.
        self._making.pop(workspace, None)
        if workspace in self._kept:
            self._kept.move_to_end(workspace, last=False)

    async def get(self, workspaces: Sequence[WorkspaceId]) -> LookupIndexSet:
        """Return their indexes. They are made to the end also if the caller stops waiting."""
        made = await asyncio.gather(*(asyncio.shield(self._wait_for(each)) for each in workspaces))
        return LookupIndexSet(made)

    async def find(
        self, workspaces: Sequence[WorkspaceId], patience: float
    ) -> LookupIndexSet | None:
        """Return their indexes; where one takes longer than `patience` seconds, as it was.

        None when one takes longer that never was.
        """
        waiting = {each: self._wait_for(each) for each in workspaces}
        await asyncio.wait(waiting.values(), timeout=patience)
        found = [
            task.result() if task.done() else kept.index if (kept := self._kept.get(each)) else None
            for each, task in waiting.items()
        ]
        there = [index for index in found if index is not None]
        return LookupIndexSet(there) if len(there) == len(found) else None

    def _wait_for(self, workspace: WorkspaceId) -> asyncio.Task[LookupIndex]:
        if workspace not in self._making:
            task = asyncio.create_task(self._get(workspace), name=f"index-{workspace}")
            self._making[workspace] = task
            task.add_done_callback(lambda done: self._end(workspace, done))
        return self._making[workspace]

    def _end(self, workspace: WorkspaceId, task: asyncio.Task[LookupIndex]) -> None:
        if self._making.get(workspace) is task:
            del self._making[workspace]

    async def _get(self, workspace: WorkspaceId) -> LookupIndex:
        kept = self._kept.get(workspace)
        if kept is None or workspace not in self._fresh:
            kept = await self._up_to_date(workspace, kept)
        if self._making.get(workspace) is asyncio.current_task():
            self._fresh.add(workspace)
            self._outdated.pop(workspace, None)
            self._keep(workspace, kept)
        else:  # the decks changed meanwhile, and what was kept is of before
            self._drop(workspace)
        return kept.index

    async def _up_to_date(self, workspace: WorkspaceId, kept: _Kept | None) -> _Kept:
        """Return the index of what is there now; of the one that was kept, if that is quicker."""
        some = self._outdated.get(workspace)
        few = some is not None and len(some) <= _MOST_NAMED
        if kept is not None and some is not None and few and not kept.index.is_worn:
            async with self._store.reading() as tx:
                there = await tx.decks.texts(workspace, some)
                # As long as there are as many of each deck, their usual language is the same.
                same = {each[0] for each in there} == kept.marks.keys() & some
                same = same or await tx.decks.usual_language(workspace) == kept.language
            if same:
                return await asyncio.to_thread(_changed, kept, some, there)
        entries, language = await self._read(workspace)
        return await asyncio.to_thread(self._made, workspace, kept, entries, language)

    def _made(
        self, workspace: WorkspaceId, kept: _Kept | None, entries: Sequence[Entry], language: str
    ) -> _Kept:
        """Return the index of the entries, the one that was kept changed where few are new."""
        marks = {entry[0]: hash(entry) for entry in entries}
        if kept is not None and kept.language == language and not kept.index.is_worn:
            fresh = [entry for entry in entries if kept.marks.get(entry[0]) != marks[entry[0]]]
            if len(fresh) <= _MANY * len(entries):
                removed = _missing(kept.marks, marks)
                if not fresh and not removed:
                    return _Kept(kept.index, marks, language)
                self._drop(workspace)
                return _Kept(kept.index.changed(fresh, removed), marks, language)
        return _Kept(self._whole(workspace, entries, language), marks, language)

    def _whole(
        self, workspace: WorkspaceId, entries: Sequence[Entry], language: str
    ) -> LookupIndex:
        """Return the index of all entries from the shelf, else build it and put it there."""
        if self._shelf is None:
            return LookupIndex.build(entries, language)
        stamped = stamp(entries, language)
        parts = self._shelf.take(workspace, stamped)
        if parts is not None:
            return LookupIndex.taken_up(entries, language, parts)
        index = LookupIndex.build(entries, language)
        if index.nbytes >= WORTH_KEEPING and (made := index.laid_out()) is not None:
            self._shelf.keep(workspace, stamped, made)
        return index

    def _drop(self, workspace: WorkspaceId) -> None:
        if self._shelf is not None:
            self._shelf.drop(workspace)

    def _keep(self, workspace: WorkspaceId, kept: _Kept) -> None:
        self._kept[workspace] = kept
        self._kept.move_to_end(workspace)
        while len(self._kept) > 1 and self._nbytes() > self._most_bytes:
            dropped, _ = self._kept.popitem(last=False)
            self._fresh.discard(dropped)
            self._outdated.pop(dropped, None)

    def _nbytes(self) -> int:
        return sum(kept.nbytes for kept in self._kept.values())

    async def _read(self, workspace: WorkspaceId) -> tuple[Sequence[Entry], str]:
        """Return what is indexed, and the language of most of the workspace's questions."""
        async with self._store.reading() as tx:
            entries = await tx.decks.texts(workspace)
            return entries, await tx.decks.usual_language(workspace)


def _changed(kept: _Kept, some: Collection[QuestionId], entries: Sequence[Entry]) -> _Kept:
    """Return an index in which these entries are all that there is of some of its questions."""
    marks = {entry[0]: hash(entry) for entry in entries}
    fresh = [entry for entry in entries if kept.marks.get(entry[0]) != marks[entry[0]]]
    removed = [key for key in some if key in kept.marks and key not in marks]
    if not fresh and not removed:
        return kept
    together = {**kept.marks, **marks}
    for key in removed:
        del together[key]
    return _Kept(kept.index.changed(fresh, removed), together, kept.language)


def _missing(before: Iterable[str], now: Mapping[str, int]) -> list[str]:
    return [key for key in before if key not in now]
