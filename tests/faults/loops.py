"""The application's own loops, supervised as in the application, without its pauses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.platforms.port import Platform
from bot.presentation.deliveries import present
from bot.runtime.courier import Courier
from bot.runtime.scheduler import Scheduler
from bot.runtime.tasks import Supervisor
from bot.services.catalogue import Services
from tests.fakes.clock import Clock


@asynccontextmanager
async def running_loops(
    services: Services, platform: Platform, clock: Clock
) -> AsyncIterator[list[float]]:
    """Run scheduler and courier; the list grows by the pause that each of their failures asks."""
    failures: list[float] = []

    async def pause(seconds: float) -> None:
        failures.append(seconds)
        await asyncio.sleep(0)

    feed = services.live
    platforms = {platform.name: platform}
    supervisor = Supervisor(pause)
    supervisor.start("scheduler", Scheduler(services.rounds, feed, clock.now).run)
    courier = Courier(services.deliveries, platforms, present, feed, clock.now)
    supervisor.start("courier", courier.run)
    try:
        yield failures
    finally:
        feed.close()
        await supervisor.stop()
