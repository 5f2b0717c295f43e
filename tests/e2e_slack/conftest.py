"""The fake Slack, and a workspace on it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.services.services import Services
from tests.e2e_slack.roundtable import Club
from tests.e2e_slack.roundtable import bread_club as running_club
from tests.e2e_slack.ship import ship
from tests.engines import on_every_engine
from tests.fakes.clock import Clock
from tests.fakes.slack import Channel, FakeSlack, Person, Workspace, hurried, without_proxies

# A fixture where pytest finds it: here.
__all__ = ["ship"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is known of groups and channels on each engine."""
    on_every_engine(metafunc, "test_groups")


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[FakeSlack]:
    """A fake Slack on the test's clock."""
    with without_proxies():
        async with await FakeSlack.start(clock.now) as server:
            yield server


@pytest.fixture
def bread_club(slack: FakeSlack) -> Workspace:
    """A workspace with the app installed."""
    return slack.workspace("Bread club")


@pytest.fixture
def study(bread_club: Workspace) -> Channel:
    """A channel with the bot in it."""
    return bread_club.channel("study")


@pytest.fixture
async def club(
    slack: FakeSlack, study: Channel, services: Services, clock: Clock
) -> AsyncIterator[Club]:
    """People in the channel and the whole bot, which says nothing that Slack refuses."""
    async with running_club(slack, study, services, clock) as founded:
        yield founded
    assert slack.refused == []


@pytest.fixture
def ann(study: Channel) -> Person:
    """Somebody in the channel."""
    return study.workspace.member("Ann")


@pytest.fixture
def client(slack: FakeSlack, study: Channel) -> AsyncWebClient:
    """A client with the bot's token."""
    return AsyncWebClient(slack.bot_token, base_url=slack.api_url)


@pytest.fixture
def waits() -> Iterator[list[float]]:
    """Let slack_sdk not sleep; holds the seconds that it would have slept."""
    with hurried() as seconds:
        yield seconds
