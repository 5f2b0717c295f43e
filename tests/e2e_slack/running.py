"""A process of the bot on the fake Slack, whose loops turn when the test says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot.platforms.port import Platform
from bot.platforms.slack.connection import SlackConnection
from bot.platforms.web import WebPlatform
from bot.presentation.deliveries import present
from bot.services.services import Services
from bot.workers.message_updater import MessageUpdater
from bot.workers.outbox_dispatcher import OutboxDispatcher
from tests.e2e_slack.roundtable import grant, settings_for
from tests.fakes.clock import Clock
from tests.fakes.slack import FakeSlack

# A channel is left alone for a second after a message; nothing that waits longer is meant here.
_SOON = timedelta(seconds=2)


@dataclass
class Running:
    """The process."""

    services: Services
    connection: SlackConnection
    dispatcher: OutboxDispatcher
    updater: MessageUpdater
    clock: Clock

    async def turn(self) -> None:
        """Let everything happen that is due now or within a moment, and be told."""
        await self.services.rounds.tick()
        await self.dispatcher.deliver_due()
        while (due := await self.services.deliveries.next_attempt()) is not None:
            if due > self.clock.now() + _SOON:
                break
            self.clock.set(max(due, self.clock.now()))
            await self.dispatcher.deliver_due()
        await self.updater.refresh()


@asynccontextmanager
async def on_slack(
    services: Services,
    slack: FakeSlack,
    clock: Clock,
    others: Mapping[str, Platform] | None = None,
) -> AsyncIterator[Running]:
    """Run the bot, connected and ready; it delivers to the `others` too."""
    grant(slack)
    connection = SlackConnection(services, settings_for(slack))
    await connection.start()
    greeted = slack.sockets.greeted
    running = asyncio.create_task(connection.run())
    try:
        await slack.until(lambda: slack.sockets.greeted > greeted, "the bot's connection")
        await slack.sockets.connected()
        platforms: dict[str, Platform] = {
            "slack": connection.platform,
            "web": WebPlatform(services.web_messages),
            **(others or {}),
        }
        dispatcher = OutboxDispatcher(services, platforms, present)
        updater = MessageUpdater(services, platforms, present)
        yield Running(services, connection, dispatcher, updater, clock)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
