"""The bot over HTTP: the room's own server on a real socket, to which the fake Slack comes."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import uvicorn
from pydantic import SecretStr

from bot.bootstrap import slack_over_http
from bot.platforms.slack.http import EVENTS, SlackOverHttp
from bot.platforms.web import WebPlatform, make_web_app
from bot.presentation.deliveries import present
from bot.services.services import Services
from bot.settings import Settings
from bot.storage.token_cipher import new_key
from bot.storage.transaction import Store
from bot.workers.outbox_dispatcher import OutboxDispatcher
from tests.fakes.clock import Clock
from tests.fakes.eventually import eventually
from tests.fakes.slack import FakeSlack

HOST = "127.0.0.1"
_KEY = new_key()
PUBLIC = "http://room.example"


@dataclass
class Worker:
    """One worker with its server."""

    services: Services
    store: Store
    clock: Clock
    chat: SlackOverHttp
    dispatcher: OutboxDispatcher
    url: str

    @property
    def events(self) -> str:
        """Where Slack sends everything."""
        return self.url + EVENTS


@asynccontextmanager
async def serving(
    services: Services,
    store: Store,
    settings: Settings,
    clock: Clock,
) -> AsyncIterator[Worker]:
    """Run a worker."""
    chat = slack_over_http(services, store, settings)
    await chat.start()
    catching_up = asyncio.create_task(chat.run())
    await eventually(lambda: _has_looked(services))
    app = make_web_app(services, PUBLIC, routes=chat.routes)
    with socket.create_server((HOST, 0)) as listener:
        config = uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
        server = _Server(config)
        running = asyncio.create_task(server.serve(sockets=[listener]))
        platforms = {"slack": chat.platform, "web": WebPlatform(services.web_messages)}
        dispatcher = OutboxDispatcher(services, platforms, present)
        try:
            await server.up.wait()
            url = f"http://{HOST}:{listener.getsockname()[1]}"
            yield Worker(services, store, clock, chat, dispatcher, url)
        finally:
            server.should_exit = True
            await running
            catching_up.cancel()
            await asyncio.gather(catching_up, return_exceptions=True)
            await chat.stop()


async def _has_looked(services: Services) -> bool:
    """Say whether everything that was written before has been looked up."""
    entered = await services.workspaces.of_platform("slack")
    looked = [await services.inbox.looked("slack", each.address) for each in entered]
    return None not in looked


class _Server(uvicorn.Server):
    """Tells when it is up, and leaves the signals to the tests' runner."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()

    def install_signal_handlers(self) -> None:
        """Install none."""


def over_http(slack: FakeSlack, **others: object) -> Settings:
    """Return settings for one workspace."""
    return Settings(
        slack_bot_token=SecretStr(slack.bot_token),
        slack_signing_secret=SecretStr(slack.signing_secret),
        slack_api_url=slack.api_url,
        **others,
    )


def through_oauth(slack: FakeSlack, **others: object) -> Settings:
    """Return settings for any number of workspaces."""
    application = slack.application
    return Settings(
        web_url=PUBLIC,
        slack_signing_secret=SecretStr(application.signing_secret),
        slack_client_id=application.client_id,
        slack_client_secret=SecretStr(application.client_secret),
        secret_key=SecretStr(_KEY),
        slack_api_url=slack.api_url,
        **others,
    )
