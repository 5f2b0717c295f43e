"""Transactions on either engine, and what is raised when there is no server to have one on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.engine import (
    READS,
    REBUILDS,
    WRITES,
    connect_failures,
    is_postgresql,
    unreachable,
)


@asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Commit at the end of the block, roll back on any exception. Raises DatabaseUnreachable.

    On PostgreSQL each statement sees what others committed before it: READ COMMITTED.
    """
    async with connected(engine, **{WRITES: True}) as connection, connection.begin():
        yield connection


@asynccontextmanager
async def reading(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Show one state of the database; changes are refused. Raises DatabaseUnreachable."""
    options: dict[str, object] = {READS: True}
    if is_postgresql(engine):
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    async with connected(engine, **options) as connection, connection.begin() as transaction:
        yield connection
        await transaction.rollback()


@asynccontextmanager
async def rebuilding(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Write, where tables that others refer to may be taken apart and made anew."""
    options: dict[str, object] = {WRITES: True, REBUILDS: True}
    async with connected(engine, **options) as connection, connection.begin():
        yield connection


@asynccontextmanager
async def connected(engine: AsyncEngine, **options: object) -> AsyncIterator[AsyncConnection]:
    """Give a connection with these execution options. Raises DatabaseUnreachable."""
    async with AsyncExitStack() as stack:
        try:
            connection = await stack.enter_async_context(engine.connect())
        except connect_failures() as error:
            if not is_postgresql(engine):
                raise
            raise unreachable(engine.url, error) from error
        yield await connection.execution_options(**options)
