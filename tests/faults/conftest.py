"""Both engines, processes that can be killed, and databases to do it on."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL
from structlog.testing import capture_logs

from bot.storage.engine import make_engine
from bot.storage.transaction import Store
from tests.conftest import ENGINES
from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord
from tests.fakes.postgres import PostgresServer
from tests.fakes.slack import FakeSlack
from tests.faults.discord_scenario import Scenario
from tests.faults.discord_study import found_study as found_on_discord
from tests.faults.discord_trial import Trial as DiscordTrial
from tests.faults.scenario import prepare
from tests.faults.slack_study import found_study as found_on_slack
from tests.faults.slack_trial import Trial as SlackTrial
from tests.processes.pool import ProcessPool
from tests.profiles import either, fault_seed

Fresh = Callable[[Path], AbstractAsyncContextManager[URL]]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let tests that kill a process at each of a platform's requests do so several times."""
    if "repetition" in metafunc.fixturenames:
        metafunc.parametrize("repetition", range(either(1, 6)))


@pytest.fixture
def clock_jumps(repetition: int) -> bool:
    """Whether the clock is set back where a process works after a kill, and right again."""
    return repetition % 2 == 1


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each of them."""
    name: str = request.param
    return name


@pytest.fixture(autouse=True)
def _unrendered_logs() -> Iterator[None]:
    """To draw a traceback with its variables takes longer than what is tested."""
    with capture_logs():
        yield


@pytest.fixture
def seed() -> int:
    """What chance starts from; ROUNDTABLE_FAULT_SEED repeats a run."""
    return fault_seed()


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[FakeSlack]:
    """Slack, where nobody is yet."""
    async with await FakeSlack.start(clock.now) as server:
        yield server


@pytest.fixture
async def slack_trial(
    *,
    process_pool: ProcessPool,
    slack: FakeSlack,
    store: Store,
    clock: Clock,
    database_url: URL,
    tmp_path: Path,
) -> SlackTrial:
    """A study group on Slack, and processes to kill."""
    study = await found_on_slack(slack, store, clock)
    url = database_url.render_as_string(hide_password=False)
    return SlackTrial(process_pool, study, store, clock, url, tmp_path / "log")


@pytest.fixture
async def discord(clock: Clock) -> AsyncIterator[FakeDiscord]:
    """Discord, where nobody is yet."""
    async with await FakeDiscord.start(clock.now) as server:
        yield server


@pytest.fixture
def discord_scenario(
    discord: FakeDiscord, database_url: URL, engine_name: str, tmp_path: Path
) -> Scenario:
    """Where a process of the bot finds everything."""
    return Scenario(
        str(tmp_path),
        database_url.render_as_string(hide_password=False),
        discord.application.token,
        discord.api_url,
        discord.gateway_url,
        alone=engine_name == "sqlite",
    )


@pytest.fixture
async def discord_trial(
    *,
    process_pool: ProcessPool,
    discord: FakeDiscord,
    discord_scenario: Scenario,
    store: Store,
    clock: Clock,
) -> AsyncIterator[DiscordTrial]:
    """A study group on Discord, and a process to kill."""
    study = await found_on_discord(discord, store, clock)
    trial = DiscordTrial(process_pool, study, clock, clock_jumps=False)
    await trial.start(discord_scenario)
    async with trial.ending():
        yield trial


@pytest.fixture
def server(engine_name: str, request: pytest.FixtureRequest) -> PostgresServer | None:
    """The PostgreSQL server, where the test is to have one."""
    return request.getfixturevalue("postgres") if engine_name == "postgresql" else None


@pytest.fixture
def fresh(server: PostgresServer | None, migrated_database: Path) -> Fresh:
    """Give a database in which a group's schedule is due, as often as one is called for."""

    @asynccontextmanager
    async def database(folder: Path) -> AsyncIterator[URL]:
        if server is None:
            copy = shutil.copy(migrated_database, folder)
            url = URL.create("sqlite+aiosqlite", database=str(copy))
            await _fill(url)
            yield url
        else:
            async with server.database() as url:
                await _fill(url)
                yield url

    return database


async def _fill(url: URL) -> None:
    engine = make_engine(url)
    await prepare(Store(engine), groups=1)
    await engine.dispose()
