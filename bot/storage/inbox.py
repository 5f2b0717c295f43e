"""What platforms told us, so that it counts once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from bot.storage import schema
from bot.storage.repository import Repository


class InboxRepository(Repository):
    """What platforms told us: some tell it again when they do not know that we heard."""

    async def take(self, platform: str, event: str, now: datetime) -> bool:
        """Note an event by the platform's id of it; False for one that was taken before."""
        row = {"platform": platform, "event": event, "seen_at": now}
        return await self._insert_once(schema.seen_events, row)

    async def forget(self, before: datetime) -> int:
        """Forget what was taken before a time; return how many events that were."""
        table = schema.seen_events
        query = delete(table).where(table.c.seen_at < before)
        return (await self._connection.execute(query)).rowcount
