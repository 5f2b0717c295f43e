"""Being on Slack through Socket Mode, which needs no public address."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot.platforms.port import ChatState, PlatformAway
from bot.platforms.slack.command_names import CommandNames
from bot.platforms.slack.failures import asking_once
from bot.platforms.slack.listeners import Listeners
from bot.platforms.slack.mentions import Mentions
from bot.platforms.slack.platform import SlackPlatform
from bot.platforms.slack.rosters import Rosters
from bot.platforms.slack.workspaces import OneWorkspace, noting, trying
from bot.services.services import Services
from bot.settings import Settings

# https://docs.slack.dev/apis/events-api/using-socket-mode: the first word on each connection.
_GREETING = "hello"
_BOTS, _APPS = "bot's token", "app-level token"
# What slack_sdk says at each of its tries, every few seconds; the state says it once.
_RETRIES = (
    "Failed to connect",
    "Failed to retrieve WSS URL",
    "Failed to check the current session",
    "Failed to send a ping message",
    "Failed to receive or enqueue a message",
    "Failed to close the old session",
)


class SlackConnection:
    """One workspace's bot, connected by the app's token."""

    def __init__(self, services: Services, settings: Settings) -> None:
        """Prepare the connection."""
        if settings.slack_app_token is None:
            raise ValueError("Socket Mode takes an app's token")
        self._app_token = settings.slack_app_token.get_secret_value()
        self._workspace = workspace = OneWorkspace(services, settings)
        self.readers = Rosters(workspace, services.clock)
        self._listeners = Listeners(services, workspace, self.readers)
        services.access.ask(SlackPlatform.name, self.readers)
        self._handler: AsyncSocketModeHandler | None = None
        self._first_address: str | None = None
        names = CommandNames(services.key_values)
        mentions = Mentions(workspace.of, self.readers, services.channels, services.clock)
        self.platform = SlackPlatform(
            workspace, services.pictures.files, names.message, mentions.known
        )
        self.state = ChatState(SlackPlatform.name, services.clock)

    async def start(self) -> None:
        """Look whose tokens these are; an outage is left to `run`. Raises SlackTokenRefused."""
        await self._workspace.start(self.state)
        with trying("ROUNDTABLE_SLACK_APP_TOKEN", self.state):
            client = self._workspace.client
            opened = await client.apps_connections_open(app_token=self._app_token)
            # Slack gives out about one a minute, so that this one is for `run` to use.
            self._first_address = opened["url"]

    async def run(self) -> None:
        """Stay connected; slack_sdk reconnects by itself."""
        try:
            with noting(self.state, _BOTS):
                await self._workspace.enter()
            workspace = self._workspace
            self._handler = AsyncSocketModeHandler(
                workspace.app, self._app_token, logger=_quiet(), web_client=workspace.client
            )
            self._handler.client.wss_uri, self._first_address = self._first_address, None
            self._handler.client.message_listeners.append(self._greeted)
            await self._handler.connect_async()  # type: ignore[no-untyped-call]  # slack_bolt's
            self.state.connected()
            await self._listeners.catch_up.run()
        finally:
            await self.stop()

    async def _greeted(self, _: object, message: dict[str, Any], __: str | None = None) -> None:
        """Trust no roster after a reconnect: what happened meanwhile may never be told.

        What was written meanwhile is looked up.
        """
        if message.get("type") == _GREETING:
            self.readers.forget_all()
            self._listeners.catch_up.ask()

    async def look(self) -> None:
        """Ask Slack about both tokens: slack_sdk tries for ever and tells nobody why."""
        with suppress(PlatformAway):
            with noting(self.state, _BOTS):
                await self._workspace.look()
            if self._handler is not None and await self._handler.client.is_connected():
                self.state.connected()
                return
            with noting(self.state, _APPS):
                once = asking_once(self._workspace.client)
                await once.apps_connections_open(app_token=self._app_token)
            self.state.connecting("the line for Socket Mode is down")

    async def stop(self) -> None:
        """Close the connection, if there is one."""
        handler, self._handler = self._handler, None
        if handler is not None:
            await self._listeners.finish()  # and acknowledge what was done
            await handler.client.disconnect()  # type: ignore[no-untyped-call]  # slack_sdk's
            await self._listeners.finish()
            await handler.client.close()  # type: ignore[no-untyped-call]  # as above


def _quiet() -> logging.Logger:
    """Return a logger for slack_sdk that says nothing of its tries to connect again."""
    logger = logging.getLogger(f"{__name__}.socket_mode")
    if not logger.filters:
        logger.addFilter(lambda record: not record.getMessage().startswith(_RETRIES))
    return logger
