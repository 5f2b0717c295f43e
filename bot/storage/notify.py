"""Change notices between workers, through PostgreSQL's LISTEN and NOTIFY.

See https://www.postgresql.org/docs/current/sql-notify.html. A notice says only that something
changed, never what: whoever hears it reads the database.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress

import asyncpg
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.models import GroupId
from bot.errors import DatabaseUnreachable
from bot.services.live import Change, Listener, LiveFeed, Topic
from bot.storage.engine import connect_failures, connected

_log = structlog.get_logger()

_LOST: tuple[type[Exception], ...] = (*connect_failures(), DatabaseUnreachable)
_CHANNEL = "roundtable"
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
# However quiet it is, see whether the server is still there: a broken line says nothing by itself.
_HEARTBEAT_S = 20.0

Sleep = Callable[[float], Awaitable[None]]


class Relay:
    """Takes one worker's change notices to the others, and theirs to its feed."""

    def __init__(self, engine: AsyncEngine, live: LiveFeed, sleep: Sleep = asyncio.sleep) -> None:
        self._engine = engine
        self._live = live
        self._sleep = sleep
        self._pause = _FIRST_PAUSE

    async def run(self, listener: Listener) -> None:
        """Relay until the listener is closed and what it heard is sent.

        A connection that is lost is made again.
        """
        while True:
            try:
                await self._relay(listener)
            except _LOST as error:
                _log.warning("other workers not heard", reason=str(error), again_in=self._pause)
            if listener.closed:
                return
            await self._sleep(self._pause)
            self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    async def _relay(self, listener: Listener) -> None:
        async with self._listening(listener) as connection:
            self._pause = _FIRST_PAUSE
            await self._catch_up(connection)
            while not connection.is_closed():
                changes = await listener.changes(_HEARTBEAT_S)
                try:
                    await _notify(connection, changes)
                except BaseException:
                    listener.hear_again(changes)
                    raise
                if listener.closed:
                    return
            raise ConnectionResetError("the connection was lost")

    @asynccontextmanager
    async def _listening(self, listener: Listener) -> AsyncIterator[asyncpg.Connection]:
        async with connected(self._engine, isolation_level="AUTOCOMMIT") as pooled:
            connection = (await pooled.get_raw_connection()).driver_connection
            if connection is None:
                raise ConnectionResetError("the connection was lost")
            try:
                connection.add_termination_listener(lambda _: listener.wake())
                await connection.add_listener(_CHANNEL, self._hear)
                yield connection
            finally:
                # Nobody else is to get a connection that listens.
                await pooled.invalidate()

    async def _catch_up(self, connection: asyncpg.Connection) -> None:
        # What the others said meanwhile is lost, so anything may have changed.
        for row in await connection.fetch("SELECT id FROM groups"):
            for topic in Topic:
                self._live.relay(GroupId(row["id"]), topic)

    def _hear(self, connection: asyncpg.Connection, pid: int, _channel: str, payload: str) -> None:
        if pid == connection.get_server_pid():
            return  # our own
        group, _, topic = payload.rpartition(" ")
        with suppress(ValueError):  # a topic that only a later version has
            self._live.relay(GroupId(group), Topic(topic))


async def _notify(connection: asyncpg.Connection, changes: Iterable[Change]) -> None:
    payloads = [f"{group} {topic}" for group, topic in changes]
    statement = "SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload"
    await connection.execute(statement, _CHANNEL, payloads)
