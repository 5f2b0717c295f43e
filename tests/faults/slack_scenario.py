"""A process of the bot on Slack, which does once what is due, and may die of it."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from pydantic import SecretStr
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.connection import SlackConnection
from bot.presentation.deliveries import present
from bot.services.context import Context
from bot.services.services import Services
from bot.settings import Settings
from bot.storage.engine import make_engine
from bot.storage.transaction import Store
from bot.workers.message_updater import MessageUpdater
from bot.workers.outbox_dispatcher import OutboxDispatcher
from tests.e2e_slack.running import Running
from tests.fakes.clock import Clock
from tests.fakes.patience import PATIENCE_S
from tests.fakes.slack import hurried, without_proxies
from tests.faults.steps import die


@dataclass(frozen=True, slots=True)
class Scenario:
    """Where the database and Slack are, and what time it is.

    The first request to the method `dies_at` is the last one: the process dies before the request
    leaves, or once it is `answered`.
    """

    folder: str
    url: str
    bot_token: str
    app_token: str
    api_url: str
    alone: bool
    now: str
    dies_at: str | None = None
    answered: bool = False


def play(scenario: Scenario) -> NoReturn:
    """Do what is due.

    The process ends with it, at once: there is nothing to tidy up.
    """
    asyncio.run(_play(scenario))
    os._exit(0)


async def _play(scenario: Scenario) -> None:
    clock = Clock(datetime.fromisoformat(scenario.now))
    engine = make_engine(scenario.url)
    services = Services(Context(Store(engine), clock=clock.now))
    if scenario.dies_at is not None:
        _doom(scenario)
    async with asyncio.timeout(PATIENCE_S):
        if scenario.alone:
            await services.deliveries.release()
        with hurried(), without_proxies():
            await (await _start(services, scenario, clock)).turn()
    await engine.dispose()


async def _start(services: Services, scenario: Scenario, clock: Clock) -> Running:
    settings = Settings(
        slack_bot_token=SecretStr(scenario.bot_token),
        slack_app_token=SecretStr(scenario.app_token),
        slack_api_url=scenario.api_url,  # type: ignore[arg-type]  # pydantic makes a URL of it
    )
    connection = SlackConnection(services, settings)
    await connection.start()
    platforms = {"slack": connection.platform}
    dispatcher = OutboxDispatcher(services, platforms, present)
    updater = MessageUpdater(services, platforms, present)
    return Running(services, connection, dispatcher, updater, clock)


def _doom(scenario: Scenario) -> None:
    call = AsyncWebClient.api_call

    async def last(client: AsyncWebClient, api_method: str, **details: Any) -> Any:
        if api_method != scenario.dies_at:
            return await call(client, api_method, **details)
        if scenario.answered:
            await call(client, api_method, **details)
        return die(0)

    AsyncWebClient.api_call = last  # type: ignore[method-assign]  # every request goes here
