"""The whole bot on the fake Discord: the real discord.py and database, a clock that tests move."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pydantic import SecretStr

from bot.platforms.discord.connection import DiscordConnection
from bot.platforms.web import WebPlatform
from bot.presentation.deliveries import present
from bot.services.services import Services
from bot.settings import Settings
from bot.workers.message_updater import MessageUpdater
from bot.workers.outbox_dispatcher import OutboxDispatcher
from tests.fakes.discord import FakeDiscord
from tests.fakes.eventually import eventually
from tests.fakes.patience import PATIENCE_S
from tests.fakes.study_deck import StudyDeck, store_deck


@dataclass
class Roundtable:
    """A process of the bot whose loops turn when the test says so."""

    services: Services
    connection: DiscordConnection
    dispatcher: OutboxDispatcher
    updater: MessageUpdater

    async def turn(self) -> None:
        """Let everything happen that is due, and be told."""
        await self.services.rounds.tick()
        await self.dispatcher.deliver_due()
        await self.updater.refresh()

    async def deck_for(self, guild: int) -> StudyDeck:
        """Give the server a deck: three questions that three readers answered."""
        workspace = await self.services.workspaces.find("discord", str(guild))
        assert workspace is not None
        store = self.services.workspaces._context.store
        deck = await store_deck(store, workspace.id, self.services.clock())
        self.services.lookup.forget(workspace.id)
        return deck


@asynccontextmanager
async def on_discord(
    services: Services, server: FakeDiscord, **settings: object
) -> AsyncIterator[Roundtable]:
    """Run the bot, connected and ready."""
    connection = DiscordConnection(services, settings_for(server, **settings))
    await connection.start()
    assert connection._client is not None
    # How long discord.py waits for one more server: the fake sends them all at once.
    connection._client._connection.guild_ready_timeout = 0.05
    running = asyncio.create_task(connection.run())
    try:
        await _at_home(services, connection)
        platforms = {
            "discord": connection.platform,
            "web": WebPlatform(services.web_messages),
        }
        dispatcher = OutboxDispatcher(services, platforms, present)
        yield Roundtable(
            services, connection, dispatcher, MessageUpdater(services, platforms, present)
        )
    finally:
        await connection.stop()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _at_home(services: Services, connection: DiscordConnection) -> None:
    """Wait until the bot has looked at every server that it is in."""
    client = connection._client
    assert client is not None
    await asyncio.wait_for(client.wait_until_ready(), PATIENCE_S)

    async def has_entered() -> bool:
        workspaces = [
            await services.workspaces.find("discord", str(each.id)) for each in client.guilds
        ]
        return all(workspace is not None for workspace in workspaces)

    await eventually(has_entered)


def settings_for(server: FakeDiscord, **others: object) -> Settings:
    """Return settings with the fake's token and addresses."""
    return Settings(
        discord_token=SecretStr(server.application.token),
        discord_api_url=server.api_url,
        discord_gateway_url=server.gateway_url,
        **others,
    )
