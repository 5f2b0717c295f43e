"""Being on Slack through Socket Mode, which needs no public address."""

from __future__ import annotations

import asyncio

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SlackTokenRefused
from bot.platforms.slack.failures import UNREACHABLE, code_of
from bot.platforms.slack.listeners import Listeners
from bot.platforms.slack.platform import SlackPlatform
from bot.platforms.slack.visits import PLATFORM
from bot.services.catalogue import Services
from bot.services.furnishing import Furnish, leave_empty
from bot.settings import Settings

_log = structlog.get_logger()
_REFUSED = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked"})


class SlackConnection:
    """One workspace's bot, connected by the app's token."""

    def __init__(
        self, services: Services, settings: Settings, furnish: Furnish = leave_empty
    ) -> None:
        """Prepare the connection; `furnish` gives the group of a new workspace its first decks."""
        if settings.slack_bot_token is None or settings.slack_app_token is None:
            raise ValueError("Slack takes a bot's and an app's token")
        self._services = services
        self._furnish = furnish
        self._app_token = settings.slack_app_token.get_secret_value()
        self._client = _client(settings)
        self._app = AsyncApp(client=self._client, token=self._client.token)
        self._listeners = Listeners(services, self._app)
        self._handler: AsyncSocketModeHandler | None = None
        self._team = ""
        self.platform = SlackPlatform(self)

    async def of(self, team: str) -> AsyncWebClient | None:
        """Return the workspace's client: a `bot.platforms.slack.platform.Clients`."""
        return self._client if team == self._team else None

    async def start(self) -> None:
        """Look whose tokens these are; an outage is left to `run`. Raises SlackTokenRefused."""
        try:
            await self._enter()
        except SlackApiError as error:
            if code_of(error) in _REFUSED:
                raise SlackTokenRefused("ROUNDTABLE_SLACK_BOT_TOKEN") from error
            _log.warning("slack unreachable", reason=code_of(error))
        except UNREACHABLE as error:
            _log.warning("slack unreachable", reason=str(error) or type(error).__name__)

    async def run(self) -> None:
        """Stay connected; slack_sdk reconnects by itself."""
        try:
            if not self._team:
                await self._enter()
            self._handler = AsyncSocketModeHandler(
                self._app, self._app_token, web_client=self._client
            )
            await self._handler.connect_async()  # type: ignore[no-untyped-call]  # slack_bolt's
            _log.info("slack connected", team=self._team)
            await asyncio.Event().wait()
        finally:
            await self.stop()

    async def stop(self) -> None:
        """Close the connection, if there is one."""
        handler, self._handler = self._handler, None
        if handler is not None:
            await handler.client.disconnect()  # type: ignore[no-untyped-call]  # slack_sdk's
            await self._listeners.finish()
            await handler.client.close()  # type: ignore[no-untyped-call]  # as above

    async def _enter(self) -> None:
        """Learn which workspace it is, and be at home there."""
        found = await self._client.auth_test()
        team, name = str(found["team_id"]), str(found["team"])
        home = await self._services.homes.enter(PLATFORM, team, name)
        if not await self._services.decks.of_group(home.group):
            await self._furnish(home.group)
        self._team = team


def _client(settings: Settings) -> AsyncWebClient:
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    client = AsyncWebClient(token, base_url=str(settings.slack_api_url or AsyncWebClient.BASE_URL))
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    return client
