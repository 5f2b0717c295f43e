"""What becomes of channels on Discord: renamed, hidden, deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.models import ScheduleState
from bot.core.read_models import Reader
from bot.core.schedules import Plan
from bot.services.services import Services
from tests.e2e.club import Club, bread_club
from tests.e2e.roundtable import on_discord
from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord, Permission
from tests.fakes.discord.entities import Channel
from tests.fakes.eventually import eventually

pytestmark = pytest.mark.usefixtures("waits")


async def _called(club: Club, channel: Channel) -> str:
    found = await club.bot.services.groups.find_channel("discord", str(channel.id))
    assert found is not None
    return found.name


async def _renamed(club: Club, channel: Channel) -> None:
    """Rename a channel, and wait until that and what came before it is known."""
    channel.name = "dough"
    club.guild.world.channel_changed(channel)

    async def is_renamed() -> bool:
        return await _called(club, channel) == "dough"

    await eventually(is_renamed)


async def test_a_renamed_channel_is_called_so(club: Club):
    await club.ask()
    assert await _called(club, club.study) == "study"

    await _renamed(club, club.study)

    assert await _called(club, club.study) == "dough"


async def test_a_channel_that_is_hidden_from_us_keeps_its_name(
    club: Club, discord_server: FakeDiscord
):
    other = club.guild.channel("other")
    for channel in (club.study, other):
        await club.channel(channel)
    club.study.overwrite(discord_server.bot, deny=Permission.VIEW_CHANNEL)
    await _renamed(club, other)

    assert await _called(club, club.study) == "study"


@pytest.mark.parametrize("is_away", [False, True])
async def test_a_deleted_channel_is_read_by_nobody_and_what_was_planned_there_pauses(
    discord_server: FakeDiscord, services: Services, clock: Clock, is_away: bool
):
    async with bread_club(discord_server, services, clock) as club:
        channel = await club.channel()
        plan = Plan(club.deck.id, "every day 09:00", "UTC", timedelta(hours=8))
        schedule = await services.schedules.add(channel.group, plan)
        if not is_away:
            club.study.delete()
            await eventually(lambda: _is_gone(club))
    if is_away:
        club.study.delete()
        async with on_discord(services, discord_server):
            await eventually(lambda: _is_gone(club))

    assert (await services.schedules.get(channel.group, schedule.id)).state is ScheduleState.PAUSED
    assert await services.access.anywhere("discord", str(club.ann.id)) == Reader()


async def _is_gone(club: Club) -> bool:
    found = await club.bot.services.groups.find_channel("discord", str(club.study.id))
    return found is not None and found.gone
