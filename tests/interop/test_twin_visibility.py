"""Who may read, told by a Discord that others wrote; it knows members and roles, no overwrites."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import discord
import pytest

from bot.core.models import Channel, ChannelId, GroupId
from bot.platforms.discord.permissions import can_view
from bot.platforms.discord.readers import DiscordReaders
from tests.fakes.patience import PATIENCE_S
from tests.interop.discord_twin.scenario import ANN, BO, GUILD, STUDY
from tests.interop.discord_twin.twin import Twin
from tests.interop.people import Person
from tests.interop.tiny_bot import TinyBot, running_bot

NOBODY = "300000000000000099"


@pytest.fixture
async def bot(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TinyBot]:
    """The tiny bot, ready."""
    async with running_bot(twin, monkeypatch) as bot:
        yield bot


async def test_what_a_member_does_proves_that_they_can_read_there(bot: TinyBot, bo: Person) -> None:
    await bo.command("greet", name="Bo")
    used = await asyncio.wait_for(bot.used.get(), PATIENCE_S)

    assert isinstance(used.user, discord.Member)
    assert can_view(used)


@pytest.mark.parametrize("up", [True, False])
async def test_members_can_read_and_strangers_cannot(bot: TinyBot, *, up: bool) -> None:
    readers = DiscordReaders(bot, lambda: datetime.now(UTC))
    readers.follow(0, up=up)
    study = Channel(ChannelId("c"), GroupId("g"), "discord", STUDY, GUILD)

    asked = [await readers.may_read(study, who, within_s=60) for who in (ANN.id, BO.id, NOBODY)]

    assert asked == [True, True, False]
