"""Any number of workspaces, each of which let the app in through OAuth and gave it a token.

See https://docs.slack.dev/authentication/installing-with-oauth.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization.async_authorize import AsyncInstallationStoreAuthorize
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import Response

from bot.core.models import InboxEntry
from bot.platforms.port import ChatState, PlatformRoute
from bot.platforms.slack.failures import UNREACHABLE, asking_once
from bot.platforms.slack.interactions import PLATFORM
from bot.platforms.slack.platform import send
from bot.platforms.slack.rendering.blocks import sheet
from bot.platforms.slack.rendering.pages import pages_of
from bot.platforms.slack.scopes import SCOPES
from bot.platforms.slack.states import SignedStates
from bot.platforms.slack.token_rotation import (
    AppKeys,
    ExpiringTokens,
    TokenRotation,
    YoungInstallations,
)
from bot.platforms.slack.workspaces import APP_NAME, client_with, is_dead, signing_secret_of
from bot.presentation.help import first_steps_message
from bot.presentation.workspaces import NOT_INSTALLED, failed_words, installed_words
from bot.services.services import Services
from bot.settings import Settings

_log = structlog.get_logger()
INSTALL = "/slack/install"
REDIRECT = "/slack/oauth_redirect"
_WHOLE_ORGANISATION = "whole_organisation"
_WORDS: dict[str, str | Sequence[str]] = {"Content-Type": "text/plain; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Register:
    """Where installations are kept, with their tokens.

    `of_team` finds a workspace's latest by its id alone.
    """

    installations: AsyncInstallationStore
    of_team: Callable[[str], Awaitable[Bot | None]]
    tokens: ExpiringTokens


class Installations:
    """The workspaces that installed the app: they are `slack.workspaces.WorkspaceClients`."""

    def __init__(self, services: Services, settings: Settings, register: Register) -> None:
        """Prepare what takes installations."""
        self._services = services
        self._settings = settings
        self._register = register
        self._install_url = f"{str(settings.web_url).rstrip('/')}{INSTALL}"
        self._rotation = TokenRotation(
            services, register.tokens, client_with(None, settings), self._keys()
        )
        self._flow = self._oauth_flow()
        self.app = AsyncApp(
            name=APP_NAME,
            client=client_with(None, settings),
            signing_secret=signing_secret_of(settings),
            authorize=self._authorize(),  # type: ignore[arg-type]  # Bolt takes its own kind too
            ssl_check_enabled=False,  # it would answer what is not signed
            ignoring_self_events_enabled=False,  # nor be told that our posts were deleted
            user_facing_authorize_error_message=NOT_INSTALLED.format(url=self._install_url),
        )
        self.routes = (
            PlatformRoute("GET", INSTALL, self._begin),
            PlatformRoute("GET", REDIRECT, self._finish),
        )

    async def of(self, team: str) -> AsyncWebClient | None:
        """Return the workspace's client, None for one that never installed the app."""
        await self._rotation.refresh(team)
        bot = await self._register.of_team(team)
        return None if bot is None else client_with(bot.bot_token, self._settings)

    async def start(self, state: ChatState) -> None:
        """Do nothing: every token is tried out when it is given."""

    async def enter(self) -> None:
        """Do nothing: a workspace is entered when it installs the app."""

    async def has_left(self, team: str) -> bool:
        """Say whether the workspace's latest token is dead."""
        client = await self.of(team)
        return client is None or await is_dead(client)

    async def look(self) -> None:
        """Do nothing: there is no token of all."""

    def _keys(self) -> AppKeys:
        secret = self._settings.slack_client_secret
        return AppKeys(
            self._settings.slack_client_id or "", secret.get_secret_value() if secret else ""
        )

    def _oauth_flow(self) -> AsyncOAuthFlow:
        secret = self._keys().client_secret
        return AsyncOAuthFlow(
            client=client_with(None, self._settings),
            settings=AsyncOAuthSettings(
                client_id=self._settings.slack_client_id,
                client_secret=secret,
                scopes=SCOPES,
                user_scopes=(),
                redirect_uri=self._install_url.removesuffix(INSTALL) + REDIRECT,
                install_path=INSTALL,
                redirect_uri_path=REDIRECT,
                install_page_rendering_enabled=False,
                callback_options=AsyncCallbackOptions(
                    success=self._installed, failure=self._not_installed
                ),
                installation_store=self._register.installations,
                state_store=SignedStates(secret, self._services.clock),
            ),
        )

    def _authorize(self) -> AsyncInstallationStoreAuthorize:
        # Cached, so that not each request asks Slack whose token it is: what a trigger opens has
        # three seconds.
        return AsyncInstallationStoreAuthorize(
            logger=logging.getLogger(__name__),
            installation_store=YoungInstallations(self._register.installations, self._rotation),
            cache_enabled=True,
        )

    async def _begin(self, request: Request) -> Response:
        asked = to_async_bolt_request(request, b"")
        return to_starlette_response(await self._flow.handle_installation(asked))

    async def _finish(self, request: Request) -> Response:
        asked = to_async_bolt_request(request, b"")
        return to_starlette_response(await self._flow.handle_callback(asked))

    async def _installed(self, done: AsyncSuccessArgs) -> BoltResponse:
        made = done.installation
        if made.team_id is None:
            return self._refusal(_WHOLE_ORGANISATION, 400)
        name, owner = made.team_name or "", f"{made.team_id}:{made.user_id}"
        workspaces = self._services.workspaces
        entered = await workspaces.enter(PLATFORM, made.team_id, name, owner)
        if owner not in {entered.owner, *entered.organisers}:
            # Somebody else had installed it before: who does so again may change it as well.
            await workspaces.name_organisers(entered, [owner])
        await self._welcome(made.team_id, made.user_id)
        return BoltResponse(status=200, body=installed_words(name), headers=_WORDS)

    async def _welcome(self, team: str, user: str) -> None:
        """Tell who installed the app, once it is, what to do first; a failure is theirs to see."""
        client, entry = await self.of(team), InboxEntry(PLATFORM, f"welcome:{team}:{user}")
        inbox = self._services.inbox
        if client is None or entry in await inbox.done([entry]) or not await inbox.lease(entry):
            return
        said = first_steps_message()
        made = sheet(pages_of(said, files=False), 1, actions=said.actions)
        try:
            opened = await client.conversations_open(users=user)
            await send(asking_once(client), opened["channel"]["id"], None, made)
        except UNREACHABLE as error:
            _log.info("installer not welcomed", team=team, reason=str(error))
            await inbox.release(entry)  # the Home tab begins with the same
        else:
            await inbox.finish(entry)

    async def _not_installed(self, failed: AsyncFailureArgs) -> BoltResponse:
        return self._refusal(failed.reason, failed.suggested_status_code)

    def _refusal(self, reason: str, status: int) -> BoltResponse:
        words = failed_words(reason, self._install_url)
        return BoltResponse(status=status, body=words, headers=_WORDS)
