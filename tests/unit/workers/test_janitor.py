"""What was kept for those who sent the bot away is thrown away in time, and not before."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import func, select

from bot.core.invitations import INVITED_FOR
from bot.core.models import Group, InboxEntry
from bot.services.platform_state import KEPT
from bot.services.services import Services
from bot.storage import schema
from bot.storage.transaction import Store
from bot.workers.scheduler import Janitor
from tests.fakes.clock import Clock
from tests.fakes.eventually import eventually


async def test_a_server_s_data_is_kept_for_thirty_days_and_then_no_longer(
    services: Services, clock: Clock
):
    await services.workspaces.enter("discord", "1", "Bread club")
    await services.workspaces.leave("discord", "1")
    clock.advance(timedelta(days=29))
    assert await services.workspaces.purge_due() == 0
    clock.advance(timedelta(days=2))

    running = asyncio.create_task(Janitor(services).run())

    async def is_gone() -> bool:
        return await services.workspaces.find("discord", "1") is None

    await eventually(is_gone)
    services.live.close()
    await running


async def test_events_that_are_not_looked_up_any_more_are_forgotten(
    services: Services, clock: Clock
):
    old, new = InboxEntry("chat", "1"), InboxEntry("chat", "2")
    await services.inbox.finish(old)
    clock.advance(KEPT - timedelta(hours=1))
    await services.inbox.finish(new)
    clock.advance(timedelta(hours=2))

    running = asyncio.create_task(Janitor(services).run())

    async def is_forgotten() -> bool:
        return old not in await services.inbox.done([old])

    await eventually(is_forgotten)
    assert await services.inbox.done([old, new]) == {new}
    services.live.close()
    await running


async def test_links_and_codes_that_nobody_used_are_gone_when_they_are_too_old(
    services: Services, room: Group, clock: Clock, store: Store
):
    await services.linking.invite(room.id)
    await services.sessions.sign_in_pass("chat", "1")
    clock.advance(INVITED_FOR)
    await services.linking.invite(room.id)
    await services.sessions.sign_in_pass("chat", "1")

    async def one_of_each_is_left() -> bool:
        async with store._engine.connect() as connection:
            counts = [
                await connection.scalar(select(func.count()).select_from(table))
                for table in (schema.invitations, schema.passes)
            ]
        return counts == [1, 1]

    assert not await one_of_each_is_left()
    running = asyncio.create_task(Janitor(services).run())
    await eventually(one_of_each_is_left)
    services.live.close()
    await running
