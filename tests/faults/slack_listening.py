"""A process of the bot on Slack that hears what people do, and may die of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.connection import SlackConnection
from bot.services.context import Context
from bot.services.services import Services
from bot.settings import Settings
from bot.storage.engine import make_engine
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.slack import hurried, without_proxies
from tests.faults.steps import Steps, die


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the database and Slack are, and what time it is.

    From the first thing that it hears on, the process takes steps: it dies at the one `dies_at`.
    """

    url: str
    bot_token: str
    app_token: str
    api_url: str
    now: str
    dies_at: int | None = None


def listen(scenario: Listening) -> NoReturn:
    """Hear what comes until the process is killed."""
    asyncio.run(_listen(scenario))
    raise AssertionError("the connection ended")


async def _listen(scenario: Listening) -> None:
    clock = Clock(datetime.fromisoformat(scenario.now))
    engine = make_engine(scenario.url)
    steps = Steps(None, lambda: die(0))
    steps.watch(engine)
    _watch_slack(steps, scenario.dies_at)
    services = Services(Context(Store(engine), clock=clock.now))
    settings = Settings(
        slack_bot_token=SecretStr(scenario.bot_token),
        slack_app_token=SecretStr(scenario.app_token),
        slack_api_url=scenario.api_url,  # type: ignore[arg-type]  # pydantic makes a URL of it
    )
    with hurried(), without_proxies():
        connection = SlackConnection(services, settings)
        await connection.start()
        await connection.run()


def _watch_slack(steps: Steps, dies_at: int | None) -> None:
    """Take a step before and after each request and each acknowledgement."""
    for kind, name in (
        (AsyncWebClient, "api_call"),
        (SocketModeClient, "send_socket_mode_response"),
    ):
        setattr(kind, name, _stepping(getattr(kind, name), name, steps))
    handle = AsyncSocketModeHandler.handle

    async def heard(*told: Any) -> None:
        if steps.at is None:
            steps.taken, steps.at = 0, dies_at
        await handle(*told)

    AsyncSocketModeHandler.handle = heard  # type: ignore[method-assign]  # everything comes here


def _stepping(call: Any, name: str, steps: Steps) -> Any:
    async def stepping(*told: Any, **more: Any) -> Any:
        steps.take(f"before {name}")
        done = await call(*told, **more)
        steps.take(f"after {name}")
        return done

    return stepping
