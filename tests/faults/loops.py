"""The application's own loops, supervised as in the application, without its pauses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.platforms.port import Platform
from bot.presentation.deliveries import present
from bot.services.services import Services
from bot.workers.outbox_dispatcher import OutboxDispatcher
from bot.workers.scheduler import Scheduler
from bot.workers.supervisor import Supervisor


@asynccontextmanager
async def running_loops(services: Services, platform: Platform) -> AsyncIterator[list[float]]:
    """Run scheduler and dispatcher; the list grows by the pause after each of their failures."""
    failures: list[float] = []

    async def pause(seconds: float) -> None:
        failures.append(seconds)
        await asyncio.sleep(0)

    platforms = {platform.name: platform}
    supervisor = Supervisor(pause)
    supervisor.start("scheduler", Scheduler(services).run)
    dispatcher = OutboxDispatcher(services, platforms, present)
    supervisor.start("outbox_dispatcher", dispatcher.run)
    try:
        yield failures
    finally:
        services.live.close()
        await supervisor.stop()
