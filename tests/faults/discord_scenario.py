"""A process of the bot on Discord, from its start to its end. It does what is due when told to."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from discord.http import HTTPClient, Route
from pydantic import SecretStr

from bot.platforms.discord.connection import DiscordConnection
from bot.presentation.deliveries import present
from bot.services.context import Context
from bot.services.services import Services
from bot.settings import Settings
from bot.storage.engine import Engine, make_engine
from bot.storage.transaction import Store
from bot.workers.message_updater import MessageUpdater
from bot.workers.outbox_dispatcher import OutboxDispatcher
from tests.e2e.roundtable import Roundtable
from tests.fakes.clock import Clock
from tests.fakes.discord import hurried
from tests.fakes.patience import PATIENCE_S
from tests.faults.steps import Steps, die

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Scenario:
    """Where the database and Discord are, and at which port the orders come from."""

    folder: str
    url: str
    token: str
    api_url: str
    gateway_url: str
    alone: bool
    now: str = ""
    shards: str = ""
    port: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """Make it a certain time and do what is due.

    The first request on the route `dies_at` is the last one: the process dies before the request
    leaves, or once it is `answered`. Or it dies `dies_in` so many steps of what comes afterwards.
    """

    now: str
    dies_at: str | None = None
    answered: bool = False
    dies_in: int | None = None


def play(scenario: Scenario) -> NoReturn:
    """Take orders until their line ends, and say when each is done.

    The process ends with it, at once: there is nothing to tidy up.
    """
    asyncio.run(_play(scenario))
    os._exit(0)


async def _play(scenario: Scenario) -> None:
    clock = Clock(datetime.fromisoformat(scenario.now))
    engine = make_engine(scenario.url)
    services = Services(Context(Store(engine), clock=clock.now))
    async with asyncio.timeout(PATIENCE_S):
        if scenario.alone:
            await services.deliveries.release()
        with hurried():
            async with _on_discord(services, scenario) as bot:
                await _obey(bot, clock, scenario.port, _watching(engine, bot))
    await engine.dispose()


async def _obey(bot: Roundtable, clock: Clock, port: int, steps: Steps) -> None:
    orders, answers = await asyncio.open_connection(HOST, port)
    async for line in orders:
        order = Order(**json.loads(line))
        clock.set(datetime.fromisoformat(order.now))
        if order.dies_at is not None:
            assert bot.connection._client is not None
            _doom(bot.connection._client.http, order)
        await bot.turn()
        if order.dies_in is not None:
            steps.at = steps.taken + order.dies_in
        answers.write(b"done\n")
    answers.close()


def _watching(engine: Engine, bot: Roundtable) -> Steps:
    """Count what it asks of the database and of Discord."""
    steps = Steps(None, lambda: die(0))
    steps.watch(engine)
    assert bot.connection._client is not None
    http = bot.connection._client.http
    request = http.request

    async def stepping(route: Route, **details: Any) -> Any:
        steps.take("before a request")
        answer = await request(route, **details)
        steps.take("after a request")
        return answer

    http.request = stepping  # type: ignore[method-assign]  # every request of this client goes here
    return steps


def _doom(http: HTTPClient, order: Order) -> None:
    request = http.request

    async def last(route: Route, **details: Any) -> Any:
        if f"{route.method} {route.path}" != order.dies_at:
            return await request(route, **details)
        if order.answered:
            await request(route, **details)
        return die(0)

    http.request = last  # type: ignore[method-assign]  # every request of this client goes here


@asynccontextmanager
async def _on_discord(services: Services, scenario: Scenario) -> AsyncIterator[Roundtable]:
    settings = Settings(
        discord_token=SecretStr(scenario.token),
        discord_api_url=scenario.api_url,  # type: ignore[arg-type]  # pydantic makes a URL of it
        discord_gateway_url=scenario.gateway_url,  # type: ignore[arg-type]  # as before
        discord_shards=scenario.shards,
        discord_message_content=True,
    )
    connection = DiscordConnection(services, settings)
    await connection.start()
    client = connection._client
    assert client is not None
    # How long discord.py waits for one more server: the fake sends them all at once.
    client._connection.guild_ready_timeout = 0.05
    running = asyncio.create_task(connection.run())
    try:
        await client.wait_until_ready()
        platforms = {"discord": connection.platform}
        dispatcher = OutboxDispatcher(services, platforms, present)
        yield Roundtable(
            services, connection, dispatcher, MessageUpdater(services, platforms, present)
        )
    finally:
        await connection.stop()
        await asyncio.gather(running, return_exceptions=True)
