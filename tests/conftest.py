"""What many tests stand on: time, ids, a migrated database, the services, a room with people."""

from __future__ import annotations

import asyncio
import gc
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import structlog
from sqlalchemy import URL

from bot.core.models import (
    Channel,
    ChannelId,
    Group,
    GroupId,
    Member,
    Round,
    Workspace,
    WorkspaceId,
)
from bot.services.context import Context
from bot.services.services import Services
from bot.storage.engine import make_engine
from bot.storage.migrations import migrate
from bot.storage.transaction import Store
from tests import totals
from tests.fakes.clock import MONDAY_NOON, Clock
from tests.fakes.counting import counted
from tests.fakes.postgres import PostgresServer, running_postgres
from tests.fakes.study_deck import StudyDeck, store_deck
from tests.processes.pool import ProcessPool, running_process_pool
from tests.profiles import register_profiles
from tests.skips import pytest_sessionfinish, pytest_terminal_summary
from tests.statements import share_statements

register_profiles()
share_statements()

# To draw a traceback with its variables, as is the default, takes longer than most tests.
_plainly = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
structlog.configure(processors=[*structlog.get_config()["processors"][:-1], _plainly])

# These are hooks where pytest finds them: here.
__all__ = ["pytest_sessionfinish", "pytest_terminal_summary"]


def pytest_configure(config: pytest.Config) -> None:
    """Let every run count."""
    config.pluginmanager.register(totals)


def pytest_collection_finish() -> None:
    """Let what was imported and collected stay, so that nobody looks through it for garbage."""
    gc.collect()
    gc.freeze()


# Every engine that the database runs on.
ENGINES = ("sqlite", "postgresql")

# What processes of the pool have imported: the bot, and what tests let them do.
PRELOADED = (
    "tests.processes.everything",
    "tests.faults.scenario",
    "tests.faults.discord_scenario",
    "tests.faults.slack_scenario",
)

Join = Callable[[str], Awaitable[Member]]


@pytest.fixture(scope="session")
def process_pool() -> Iterator[ProcessPool]:
    """Where processes come from that need not import anything any more."""
    with running_process_pool(*PRELOADED) as pool:
        yield pool


@pytest.fixture
def clock() -> Clock:
    """Time that the test moves."""
    return Clock()


@pytest.fixture(scope="session")
def migrated_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file without content, to be copied and never to be changed."""
    path = tmp_path_factory.mktemp("migrated") / "roundtable.db"
    asyncio.run(_migrate(path))
    return path


async def _migrate(path: Path) -> None:
    engine = make_engine(f"sqlite+aiosqlite:///{path}")
    try:
        await migrate(engine)
    finally:
        await engine.dispose()


@pytest.fixture
def database(migrated_database: Path, tmp_path: Path) -> Path:
    """This test's own migrated SQLite file."""
    return Path(shutil.copy(migrated_database, tmp_path / "roundtable.db"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server for the whole run."""
    with running_postgres() as server:
        yield server


@pytest.fixture
async def postgres_url(postgres: PostgresServer) -> AsyncIterator[URL]:
    """This test's own migrated PostgreSQL database."""
    async with postgres.database() as url:
        yield url


@pytest.fixture
def engine_name() -> str:
    """What the test's database runs on; tests that are to run on both parametrise it."""
    return "sqlite"


@pytest.fixture
def database_url(engine_name: str, request: pytest.FixtureRequest) -> URL:
    """The address of the test's own migrated database."""
    if engine_name == "sqlite":
        path = request.getfixturevalue("database")
        return URL.create("sqlite+aiosqlite", database=str(path))
    url: URL = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
async def open_store(database_url: URL) -> AsyncIterator[Callable[[], Store]]:
    """Open the test's database, once more each time it is called: what a new process does."""
    async with AsyncExitStack() as stack:

        def open_one() -> Store:
            store = Store(make_engine(database_url))
            stack.push_async_callback(store.close)
            return store

        yield open_one


@pytest.fixture
def store(open_store: Callable[[], Store]) -> Store:
    """The test's database."""
    return open_store()


@pytest.fixture
def context(store: Store, clock: Clock) -> Context:
    """What every service is handed."""
    return Context(
        store, clock=clock.now, new_id=counted("id"), new_secret=counted("secret-with-some-length")
    )


@pytest.fixture
def services(context: Context) -> Services:
    """Every use case on the test's database and clock."""
    return Services(context)


@pytest.fixture
def restarted(
    open_store: Callable[[], Store], context: Context, clock: Clock
) -> Callable[[], Services]:
    """Start another process on the same file: a new store, new services, nothing remembered."""

    def start() -> Services:
        return Services(
            Context(
                open_store(),
                clock=clock.now,
                new_id=context.new_id,
                new_secret=context.new_secret,
            )
        )

    return start


@pytest.fixture
async def room(services: Services) -> Group:
    """The web room's group with its channel."""
    return await services.groups.local()


@pytest.fixture
async def other_room(store: Store) -> Group:
    """A second group with a channel of its own."""
    group = Group(GroupId("other"), "The others")
    async with store.writing() as tx:
        await tx.groups.add(group)
        id_ = WorkspaceId("other")
        await tx.workspaces.ensure(Workspace(id_, "web", "other", group.name, MONDAY_NOON))
        there = Channel(ChannelId("other-web"), group.id, "web", "other-room", "other")
        await tx.groups.add_channel(there)
    return group


@pytest.fixture
def join(services: Services, room: Group) -> Join:
    """Let somebody join the room."""

    async def join(name: str) -> Member:
        secret = await services.members.secret(room.id)
        member, _ = await services.members.join(secret, name)
        return member

    return join


@pytest.fixture
async def ann(join: Join) -> Member:
    """A member."""
    return await join("Ann")


@pytest.fixture
async def bo(join: Join) -> Member:
    """Another member."""
    return await join("Bo")


@pytest.fixture
async def deck(store: Store, room: Group, clock: Clock) -> StudyDeck:
    """Three questions that three readers answered."""
    return await store_deck(store, room.id, clock.now())


@pytest.fixture
async def open_round(services: Services, room: Group, deck: StudyDeck) -> Round:
    """The deck's first question, open for 24 hours."""
    return await services.rounds.open_next(room.id, deck.id)
