"""The fake Discord, and bots of the unchanged discord.py that are connected to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.services.services import Services
from tests.e2e.club import Club, bread_club
from tests.e2e.ship import ship
from tests.engines import on_every_engine
from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord, hurried

# A fixture where pytest finds it: here.
__all__ = ["ship"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is known of groups and channels on each engine."""
    on_every_engine(
        metafunc, "test_groups", "test_channels", "test_direct_messages", "test_organisers"
    )


@pytest.fixture
async def discord_server(clock: Clock) -> AsyncIterator[FakeDiscord]:
    """A fake Discord on the test's clock, to which the discord.py of this process connects."""
    async with await FakeDiscord.start(clock.now) as server:
        with server.connection():
            yield server


@pytest.fixture
async def club(
    discord_server: FakeDiscord, services: Services, clock: Clock
) -> AsyncIterator[Club]:
    """A server with a channel, two members, somebody who manages it, and the whole bot."""
    async with bread_club(discord_server, services, clock) as founded:
        yield founded


@pytest.fixture
async def writers(
    discord_server: FakeDiscord, services: Services, clock: Clock
) -> AsyncIterator[Club]:
    """A club that may write its answers into the channel and its threads."""
    async with bread_club(discord_server, services, clock, discord_message_content=True) as founded:
        await services.groups.configure_channel((await founded.channel()).id, written=True)
        yield founded


@pytest.fixture
def waits() -> Iterator[list[float]]:
    """Let discord.py not sleep; holds the seconds that it would have slept."""
    with hurried() as seconds:
        yield seconds
