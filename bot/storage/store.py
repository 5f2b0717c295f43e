"""Transactions on the database, as `bot.storage.protocol` promises them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.decks import SqlDecks, SqlDrafts
from bot.storage.deliveries import SqlDeliveries, SqlNoticeboard
from bot.storage.engine import WRITES
from bot.storage.groups import SqlGroups, SqlVault
from bot.storage.members import SqlMembers
from bot.storage.protocol import Kept
from bot.storage.rounds import SqlRounds
from bot.storage.schedules import SqlSchedules


class SqlStore:
    """A `Store` on one engine. Writers of one process take turns, first come, first served."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Kept]:
        """Commit at the end of the block, roll back on any exception."""
        async with self._turn, self._engine.connect() as connection:
            await connection.execution_options(**{WRITES: True})
            async with connection.begin():
                yield _keepers(connection)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Kept]:
        """Show one state of the database, and drop whatever the block may have changed."""
        async with self._engine.connect() as connection, connection.begin() as transaction:
            yield _keepers(connection)
            await transaction.rollback()

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()


def _keepers(connection: AsyncConnection) -> Kept:
    return Kept(
        groups=SqlGroups(connection),
        members=SqlMembers(connection),
        decks=SqlDecks(connection),
        drafts=SqlDrafts(connection),
        rounds=SqlRounds(connection),
        schedules=SqlSchedules(connection),
        deliveries=SqlDeliveries(connection),
        noticeboard=SqlNoticeboard(connection),
        vault=SqlVault(connection),
    )
