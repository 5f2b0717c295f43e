"""When the next request to a platform's bot may be made, for all workers together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from bot.storage import schema
from bot.storage.repository import Repository

# No turn is given out further ahead. What is, comes from before the clock was set back.
_FURTHEST = timedelta(seconds=10)


class RateRepository(Repository):
    """Turns, one after the other, by the name of whose they are."""

    async def lock(self, name: str, now: datetime) -> datetime:
        """Return when the next turn is, now or later; who else asks waits for this transaction."""
        table = schema.rates
        await self._insert_new(table, [{"name": name, "free_at": now.timestamp()}])
        query = select(table.c.free_at).where(table.c.name == name).with_for_update()
        seconds = await self._connection.scalar(query)
        free_at = datetime.fromtimestamp(seconds or 0.0, UTC)
        return free_at if now < free_at <= now + _FURTHEST else now

    async def take(self, name: str, until: datetime) -> None:
        """Let the next turn be then. The rate is to be locked."""
        table = schema.rates
        itself = update(table).where(table.c.name == name)
        await self._connection.execute(itself.values(free_at=until.timestamp()))
