"""When the next request to a platform may be made, for all workers together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, select, update

from bot.core.deliveries import Turns
from bot.storage import schema
from bot.storage.repository import Repository, padded

# No turn is given out further ahead. What is, comes from before the clock was set back.
_FURTHEST = timedelta(seconds=10)
_LONGEST_QUEUE = timedelta(hours=2)


class RateRepository(Repository):
    """Turns, one after the other, by the name of whose they are."""

    async def lock(self, names: Collection[str], now: datetime) -> Mapping[str, Turns]:
        """Return when the next turns are, now or later; who else asks waits for this to end."""
        table, epoch = schema.rates, now.timestamp()
        # Everybody locks in the order of names, so that no two can wait for each other.
        await self._insert_new(
            table,
            [{"name": name, "free_at": epoch, "queue_ends_at": epoch} for name in sorted(names)],
        )
        query = select(table).where(table.c.name.in_(padded(names))).order_by(table.c.name)
        found = {name: Turns(now, now, now) for name in names}
        for row in await self._connection.execute(query.with_for_update()):
            free_at = _at(row.free_at, now, _FURTHEST)
            queue_ends_at = max(free_at, _at(row.queue_ends_at, now, _LONGEST_QUEUE))
            found[row.name] = Turns(free_at, queue_ends_at, free_at)
        return found

    async def take(self, turns: Mapping[str, Turns]) -> None:
        """Let these be the next turns. They are to be locked."""
        table = schema.rates
        values: dict[str, Any] = {
            "free_at": bindparam("free"),
            "queue_ends_at": bindparam("ends"),
        }
        rows = [
            {
                "of_name": name,
                "free": each.free_at.timestamp(),
                "ends": each.queue_ends_at.timestamp(),
            }
            for name, each in turns.items()
        ]
        itself = update(table).where(table.c.name == bindparam("of_name"))
        await self._connection.execute(itself.values(values), rows)

    async def leave_alone(self, until: Mapping[str, datetime]) -> None:
        """Let the next turn of each be then, or later."""
        table, free_at = schema.rates, bindparam("until", type_=schema.rates.c.free_at.type)
        later = case((table.c.free_at < free_at, free_at), else_=table.c.free_at)
        rows = [{"of_name": name, "until": until[name].timestamp()} for name in sorted(until)]
        if rows:
            itself = update(table).where(table.c.name == bindparam("of_name"))
            await self._connection.execute(itself.values(free_at=later), rows)


def _at(seconds: float, now: datetime, furthest: timedelta) -> datetime:
    """Return the time, or now where it is past, or further ahead than any is."""
    time = datetime.fromtimestamp(seconds, UTC)
    return time if now < time <= now + furthest else now
