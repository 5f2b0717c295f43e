"""What platforms told us, so that it counts once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import schema
from bot.storage.rows import insert_once


class SqlInbox:
    """`bot.storage.protocol.Inbox` in the database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take(self, platform: str, event: str, now: datetime) -> bool:
        row = {"platform": platform, "event": event, "seen_at": now}
        return await insert_once(self._connection, schema.seen_events, row)

    async def forget(self, before: datetime) -> int:
        table = schema.seen_events
        query = delete(table).where(table.c.seen_at < before)
        return (await self._connection.execute(query)).rowcount
