"""Change notices between workers, through PostgreSQL's LISTEN and NOTIFY.

See https://www.postgresql.org/docs/current/sql-notify.html. A notice says only that something
changed, never what: whoever hears it reads the database. What its words mean is for the feeds.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable
from contextlib import asynccontextmanager
from typing import Protocol

import asyncpg
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import DatabaseUnavailable
from bot.storage.engine import connect_failures, connected

_log = structlog.get_logger()

_LOST: tuple[type[Exception], ...] = (*connect_failures(), DatabaseUnavailable)
_CHANNEL = "roundtable"
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
# However quiet it is, see whether the server is still there: a broken line says nothing by itself.
_HEARTBEAT_S = 20.0

Sleep = Callable[[float], Awaitable[None]]


class Feed(Protocol):
    """What one worker has to say to the others, and who hears them there."""

    @property
    def closed(self) -> bool:
        """Whether nothing more will be said."""

    async def notices(self, timeout: float) -> Collection[str]:
        """Wait for notices to the others, at most so many seconds, and take them."""

    def take_back(self, notices: Iterable[str]) -> None:
        """Have notices that could not be sent taken once more."""

    def receive(self, notice: str) -> None:
        """Hear a notice of another worker's."""

    def receive_anything(self) -> None:
        """Hear that anything may have changed, of whomever."""

    def wake(self) -> None:
        """Let whoever waits for notices look up."""


class Relay:
    """Takes one worker's change notices to the others, and theirs to its feed."""

    def __init__(self, engine: AsyncEngine, feed: Feed, sleep: Sleep = asyncio.sleep) -> None:
        self._engine = engine
        self._feed = feed
        self._sleep = sleep
        self._pause = _FIRST_PAUSE
        self._hears = True

    async def run(self) -> None:
        """Relay until the feed is closed and what it had to say is sent.

        A connection that is lost is made again.
        """
        while True:
            try:
                await self._relay()
            except _LOST as error:
                self._note(error)
            if self._feed.closed:
                return
            await self._sleep(self._pause)
            self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    def _note(self, error: Exception | None) -> None:
        """Tell the log when the others are not heard any more, and when they are again."""
        if (error is None) == self._hears:
            return
        self._hears = error is None
        if error is None:
            _log.warning("other workers heard again")
        else:
            _log.warning("other workers not heard", reason=str(error) or type(error).__name__)

    async def _relay(self) -> None:
        async with self._listening() as connection:
            self._pause = _FIRST_PAUSE
            self._note(None)
            self._feed.receive_anything()  # what the others said meanwhile is lost
            while not connection.is_closed():
                notices = await self._feed.notices(_HEARTBEAT_S)
                try:
                    await _notify(connection, notices)
                except BaseException:
                    self._feed.take_back(notices)
                    raise
                if self._feed.closed:
                    return
            raise ConnectionResetError("the connection was lost")

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[asyncpg.Connection]:
        async with connected(self._engine, isolation_level="AUTOCOMMIT") as pooled:
            connection = (await pooled.get_raw_connection()).driver_connection
            if connection is None:
                raise ConnectionResetError("the connection was lost")
            try:
                connection.add_termination_listener(lambda _: self._feed.wake())
                await connection.add_listener(_CHANNEL, self._hear)
                yield connection
            finally:
                # Nobody else is to get a connection that listens.
                await pooled.invalidate()

    def _hear(self, connection: asyncpg.Connection, pid: int, _channel: str, payload: str) -> None:
        if pid != connection.get_server_pid():  # not our own
            self._feed.receive(payload)


async def _notify(connection: asyncpg.Connection, notices: Iterable[str]) -> None:
    statement = "SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload"
    await connection.execute(statement, _CHANNEL, list(notices))
