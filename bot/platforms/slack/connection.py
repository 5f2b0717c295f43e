"""Being on Slack through Socket Mode, which needs no public address."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot.platforms.slack.listeners import Listeners
from bot.platforms.slack.platform import SlackPlatform
from bot.platforms.slack.rosters import Rosters
from bot.platforms.slack.workspaces import OneWorkspace, trying
from bot.services.services import Services
from bot.settings import Settings

_log = structlog.get_logger()
# https://docs.slack.dev/apis/events-api/using-socket-mode: the first word on each connection.
_GREETING = "hello"


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
        self.platform = SlackPlatform(self._workspace)

    async def start(self) -> None:
        """Look whose tokens these are; an outage is left to `run`. Raises SlackTokenRefused."""
        await self._workspace.start()
        with trying("ROUNDTABLE_SLACK_APP_TOKEN"):
            client = self._workspace.client
            opened = await client.apps_connections_open(app_token=self._app_token)
            # Slack gives out about one a minute, so that this one is for `run` to use.
            self._first_address = opened["url"]

    async def run(self) -> None:
        """Stay connected; slack_sdk reconnects by itself."""
        try:
            await self._workspace.enter()
            workspace = self._workspace
            self._handler = AsyncSocketModeHandler(
                workspace.app, self._app_token, web_client=workspace.client
            )
            self._handler.client.wss_uri, self._first_address = self._first_address, None
            self._handler.client.message_listeners.append(self._greeted)
            await self._handler.connect_async()  # type: ignore[no-untyped-call]  # slack_bolt's
            _log.info("slack connected")
            await asyncio.Event().wait()
        finally:
            await self.stop()

    async def _greeted(self, _: object, message: dict[str, Any], __: str | None = None) -> None:
        """Trust no roster after a reconnect: what happened meanwhile may never be told."""
        if message.get("type") == _GREETING:
            self.readers.forget_all()

    async def stop(self) -> None:
        """Close the connection, if there is one."""
        handler, self._handler = self._handler, None
        if handler is not None:
            await handler.client.disconnect()  # type: ignore[no-untyped-call]  # slack_sdk's
            await self._listeners.finish()
            await handler.client.close()  # type: ignore[no-untyped-call]  # as above
