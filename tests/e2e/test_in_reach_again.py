"""Channels that the bot may post in again: what paused for want of that goes on by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.core.models import ScheduleState
from bot.core.schedules import Plan
from bot.services.services import Services
from tests.e2e.club import Club
from tests.fakes.discord import Permission
from tests.fakes.eventually import eventually

pytestmark = pytest.mark.usefixtures("waits")


def _by_the_channel(club: Club, *, allowed: bool) -> None:
    granted = {"allow" if allowed else "deny": Permission.SEND_MESSAGES}
    club.study.overwrite(club.guild.everyone, **granted)


def _by_a_role(club: Club, *, allowed: bool) -> None:
    everything = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
    everything |= Permission.ATTACH_FILES | Permission.ADD_REACTIONS
    everything |= Permission.CREATE_PUBLIC_THREADS | Permission.SEND_MESSAGES_IN_THREADS
    granted = everything | Permission.SEND_MESSAGES if allowed else everything
    bot = club.guild.world.bot
    for role in club.guild.roles.values():
        if role is club.guild.everyone or role in club.guild.members[bot.id].roles:
            club.guild.admission.change(role, granted)


@pytest.mark.parametrize("grant", [_by_the_channel, _by_a_role])
async def test_what_paused_for_want_of_a_right_goes_on_once_it_is_granted(
    club: Club, services: Services, grant: Callable[..., None]
):
    group = (await club.channel()).group
    plan = Plan(club.deck.id, "every day 09:00", "UTC", timedelta(hours=8))
    schedule = await services.schedules.add(group, plan)
    grant(club, allowed=False)
    await club.ask()

    async def state() -> ScheduleState:
        return (await services.schedules.get(group, schedule.id)).state

    assert await state() is ScheduleState.PAUSED
    grant(club, allowed=True)

    async def goes_on() -> bool:
        return await state() is ScheduleState.ACTIVE

    await eventually(goes_on)
