"""Transactions on the database, as `bot.storage.protocol` promises them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.cards import SqlCards
from bot.storage.decks import SqlDecks, SqlDrafts
from bot.storage.deliveries import SqlDeliveries, SqlWebMessages
from bot.storage.engine import is_postgresql
from bot.storage.feedback import SqlFeedback
from bot.storage.groups import SqlGroups, SqlKeyValues
from bot.storage.inbox import SqlInbox
from bot.storage.members import SqlMembers
from bot.storage.merging import SqlMerging
from bot.storage.protocol import Transaction
from bot.storage.removal import SqlRemoval
from bot.storage.rounds import SqlRounds
from bot.storage.rows import Events
from bot.storage.schedules import SqlSchedules
from bot.storage.statistics import SqlStatistics
from bot.storage.transactions import reading, writing
from bot.storage.workspaces import SqlWorkspaces

_log = structlog.get_logger()


class SqlStore:
    """A `Store` on one engine. On SQLite writers take turns, first come, first served."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        # SQLite would let them wait for its lock too, but blindly, and whoever asks last may win.
        self._turn: AbstractAsyncContextManager[object] = (
            nullcontext() if is_postgresql(engine) else asyncio.Lock()
        )

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Transaction]:
        """Commit at the end, roll back on any exception. Raises DatabaseUnreachable.

        The log is told of what happened after the commit, and never without one.
        """
        events = Events()
        async with self.begin() as connection:
            yield _transaction(connection, events)
        for event, about in events.noted:
            _log.info(event, **about)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """Show one state, refuse changes. Raises DatabaseUnreachable."""
        async with self.connect() as connection:
            yield _transaction(connection, Events())

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Write as `writing` does, for a library that brings its own queries."""
        async with self._turn, writing(self._engine) as connection:
            yield connection

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[AsyncConnection]:
        """Read as `reading` does, likewise."""
        async with reading(self._engine) as connection:
            yield connection

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()


def _transaction(connection: AsyncConnection, events: Events) -> Transaction:
    return Transaction(
        groups=SqlGroups(connection),
        workspaces=SqlWorkspaces(connection),
        inbox=SqlInbox(connection),
        members=SqlMembers(connection),
        decks=SqlDecks(connection),
        drafts=SqlDrafts(connection),
        rounds=SqlRounds(connection, events),
        cards=SqlCards(connection),
        feedback=SqlFeedback(connection),
        schedules=SqlSchedules(connection, events),
        deliveries=SqlDeliveries(connection, events),
        web_messages=SqlWebMessages(connection),
        key_values=SqlKeyValues(connection),
        statistics=SqlStatistics(connection),
        merging=SqlMerging(connection),
        removal=SqlRemoval(connection),
    )
