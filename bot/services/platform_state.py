"""What platforms keep over a restart: single values by name, and which events are done."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta

from bot.core.models import InboxEntry
from bot.core.pending import Pending
from bot.core.schedules import MAX_WINDOW
from bot.services.context import Context

# What is written under a question is looked up again as long as it may be open, and after that.
KEPT = MAX_WINDOW + timedelta(days=7)
# Names of pending commands begin so, then with the second in which they were kept.
_PENDING = "pending:"
_CHOOSING = timedelta(days=1)
# Slack tells an event for the last time after six minutes: by then a dead worker's lease is over.
LEASE = timedelta(minutes=3)


class KeyValueService:
    """For those who have nowhere else to keep a value: none is a secret of a group's."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def find(self, name: str) -> str | None:
        """Return the value, None without one."""
        async with self._context.store.reading() as tx:
            return await tx.key_values.find(name)

    async def put(self, name: str, value: str) -> None:
        """Keep the value instead of the one there."""
        async with self._context.store.writing() as tx:
            await tx.key_values.put(name, value)


class PendingService:
    """Commands that wait for a choice, for a day: over a restart, and whichever worker hears it."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def keep(self, pending: Pending) -> str:
        """Keep a command; return what finds it."""
        subject = f"{int(self._context.clock().timestamp()):010}-{self._context.new_id()[:16]}"
        async with self._context.store.writing() as tx:
            await tx.key_values.put(f"{_PENDING}{subject}", json.dumps(asdict(pending)))
        return subject

    async def find(self, subject: str) -> Pending | None:
        """Return the command, None for one that is too old."""
        async with self._context.store.reading() as tx:
            found = await tx.key_values.find(f"{_PENDING}{subject}")
        if found is None:
            return None
        kept = json.loads(found)
        return Pending(**kept | {"offered": tuple((each[0], each[1]) for each in kept["offered"])})

    async def purge_due(self) -> int:
        """Forget what nobody has chosen for; return how much that is."""
        before = int((self._context.clock() - _CHOOSING).timestamp())
        async with self._context.store.writing() as tx:
            return await tx.key_values.forget(_PENDING, f"{_PENDING}{before:010}")


class InboxService:
    """What platforms tell us at least once is done once, whichever worker hears of it.

    What is done in a transaction is noted there. Around anything else is a lease: `lease`, then
    `finish`, or `release` for who could not do it. It ends by itself when its worker dies.
    """

    def __init__(self, context: Context) -> None:
        self._context = context

    async def lease(self, entry: InboxEntry) -> bool:
        """Take it on; False while another worker does it, and once it is done."""
        now = self._context.clock()
        async with self._context.store.writing() as tx:
            return await tx.inbox.lease(entry, now, now + LEASE)

    async def finish(self, entry: InboxEntry) -> None:
        """Note that it is done."""
        async with self._context.store.writing() as tx:
            await tx.inbox.take(entry, self._context.clock())

    async def release(self, entry: InboxEntry) -> None:
        """Leave it to whoever is told it again."""
        async with self._context.store.writing() as tx:
            await tx.inbox.release(entry)

    async def done(self, entries: Iterable[InboxEntry]) -> frozenset[InboxEntry]:
        """Return those that are done."""
        async with self._context.store.reading() as tx:
            return await tx.inbox.done(entries)

    async def looked(self, platform: str, workspace: str) -> datetime | None:
        """Return since when all that was written in a workspace is known; None if none ever was."""
        async with self._context.store.reading() as tx:
            found = await tx.key_values.find(_look(platform, workspace))
        return datetime.fromisoformat(found) if found else None

    async def note_look(self, platform: str, workspace: str, begun: datetime) -> None:
        """Note that everything that was written there before a time has been looked up."""
        async with self._context.store.writing() as tx:
            await tx.key_values.put(_look(platform, workspace), begun.isoformat())

    async def purge_due(self) -> int:
        """Forget what is not told or looked up again any more; return how much that is."""
        async with self._context.store.writing() as tx:
            return await tx.inbox.forget(self._context.clock() - KEPT)


def _look(platform: str, workspace: str) -> str:
    return f"looked:{platform}:{workspace}"
