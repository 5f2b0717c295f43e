"""The workspaces that the app is in, by their tokens: one, or all that installed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SlackScopeMissing, SlackTokenRefused
from bot.platforms.port import ChatState, PlatformAway
from bot.platforms.slack.failures import UNREACHABLE, ReadsAgain, asking_once, code_of, scope_needed
from bot.platforms.slack.interactions import PLATFORM
from bot.platforms.slack.platform import Clients
from bot.platforms.slack.scopes import OPTIONAL, SCOPES
from bot.services.services import Services
from bot.settings import Settings

_log = structlog.get_logger()
# By default Bolt takes the name of the calling file, and reads the whole stack to learn it.
APP_NAME = "roundtable"
_DEAD = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"}
)
# Of another kind, as a bot's in the place of the app's, or without what it needs.
_LACKS_SCOPE = "missing_scope"
_REFUSED = _DEAD | {"not_allowed_token_type", _LACKS_SCOPE}


class UnreachableSlack(Exception):
    """Slack did not answer, or not with what was asked."""


@dataclass(frozen=True, slots=True)
class TokenOwner:
    """Whose token it is, and of which workspace; `lacking` are scopes that it does not have."""

    name: str
    workspace: str
    lacking: tuple[str, ...] = ()


class WorkspaceClients(Clients, Protocol):
    """What a connection to Slack stands on."""

    @property
    def app(self) -> AsyncApp:
        """What takes in what Slack tells."""

    async def start(self, state: ChatState) -> None:
        """Look at what can be looked at before anybody waits. Raises SlackTokenRefused."""

    async def enter(self) -> None:
        """Be installed, if `start` could not; raises what Slack and the line to it raise."""

    async def has_left(self, team: str) -> bool:
        """Say whether we were sent away: what tells so may come after we were let in again."""

    async def look(self) -> None:
        """Ask Slack whether it knows the token, where there is one; raises what Slack raises."""


class OneWorkspace:
    """The workspace whose bot's token the operator gave: a `WorkspaceClients`."""

    def __init__(self, services: Services, settings: Settings) -> None:
        """Prepare its client."""
        if settings.slack_bot_token is None:
            raise ValueError("there is no bot's token for Slack")
        self._services = services
        self._team = ""
        self.client = client_with(settings.slack_bot_token.get_secret_value(), settings)
        self.app = AsyncApp(
            name=APP_NAME,
            client=self.client,
            signing_secret=signing_secret_of(settings),
            ssl_check_enabled=False,  # it would answer what is not signed
            ignoring_self_events_enabled=False,  # nor be told that our posts were deleted
        )

    async def of(self, team: str) -> AsyncWebClient | None:
        """Return the workspace's client, None for others."""
        return self.client if team == self._team else None

    async def start(self, state: ChatState) -> None:
        """Look whose token it is; an outage is left to `enter`. Raises SlackTokenRefused."""
        with trying("ROUNDTABLE_SLACK_BOT_TOKEN", state):
            await self.enter()

    async def enter(self) -> None:
        """Learn which workspace it is, and be installed there."""
        if self._team:
            return
        found = await self.client.auth_test()
        team = str(found["team_id"])
        await self._services.workspaces.enter(PLATFORM, team, str(found["team"]))
        self._team = team
        _log.info("workspace entered", team=team)

    async def has_left(self, team: str) -> bool:
        """Say whether the token is dead."""
        return team == self._team and await is_dead(self.client)

    async def look(self) -> None:
        """Ask whose token it is."""
        await asking_once(self.client).auth_test()


@contextmanager
def trying(setting: str, state: ChatState) -> Iterator[None]:
    """Try a token out; an outage is noted alone.

    Raises SlackTokenRefused and SlackScopeMissing with the setting.
    """
    try:
        with _looking(setting):
            yield
    except UnreachableSlack as error:
        state.connecting(str(error))


@contextmanager
def noting(state: ChatState, token: str) -> Iterator[None]:
    """Note in the state what Slack has against the token. Raises PlatformAway then."""
    try:
        yield
    except SlackApiError as error:
        code = code_of(error) or str(error)
        if code in _REFUSED:
            state.refused(f"Slack does not take the {token} ({code})")
        elif code == "ratelimited":
            state.rate_limited("Slack asks to wait")
        else:
            state.connecting(f"Slack answers with {code}")
        raise PlatformAway from error
    except UNREACHABLE as error:
        state.connecting(str(error) or type(error).__name__)
        raise PlatformAway from error


@contextmanager
def _looking(setting: str) -> Iterator[None]:
    try:
        yield
    except SlackApiError as error:
        if code_of(error) == _LACKS_SCOPE:
            raise SlackScopeMissing(setting, scope_needed(error)) from error
        if code_of(error) in _REFUSED:
            raise SlackTokenRefused(setting) from error
        raise UnreachableSlack(code_of(error) or str(error)) from error
    except UNREACHABLE as error:
        raise UnreachableSlack(str(error) or type(error).__name__) from error


async def check_tokens(settings: Settings) -> TokenOwner:
    """Return whose token it is, and what it lacks. Raises as `trying`, and UnreachableSlack."""
    if settings.slack_bot_token is None:
        raise ValueError("there is no bot's token for Slack")
    client = client_with(settings.slack_bot_token.get_secret_value(), settings)
    with _looking("ROUNDTABLE_SLACK_BOT_TOKEN"):
        found = await client.auth_test()
    if settings.slack_app_token is not None:
        with _looking("ROUNDTABLE_SLACK_APP_TOKEN"):
            token = settings.slack_app_token.get_secret_value()
            await client.apps_connections_open(app_token=token)
    return TokenOwner(str(found["user"]), str(found["team"]), _lacking(found.headers))


def _lacking(headers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the scopes of ours that a token lacks, by what an answer to it says; none untold.

    https://docs.slack.dev/authentication/installing-with-oauth: each answer has `X-OAuth-Scopes`.
    """
    said = {name.lower(): words for name, words in headers.items()}.get("x-oauth-scopes")
    if said is None:
        return ()
    granted = {each.strip() for each in said.split(",")}
    return tuple(each for each in SCOPES if each not in granted and each not in OPTIONAL)


async def is_dead(client: AsyncWebClient) -> bool:
    """Say whether Slack refuses the token; who cannot ask takes it for dead."""
    try:
        await client.auth_test()
    except SlackApiError as error:
        return code_of(error) in _DEAD
    except UNREACHABLE:
        return True
    return False


def client_with(token: str | None, settings: Settings) -> AsyncWebClient:
    """Return a client of the Web API, which waits once when Slack asks it to, and reads again."""
    client = AsyncWebClient(token, base_url=str(settings.slack_api_url or AsyncWebClient.BASE_URL))
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    client.retry_handlers.append(ReadsAgain(max_retry_count=2))
    return client


def signing_secret_of(settings: Settings) -> str:
    """Return the secret that requests over HTTP are signed with, "" where there are none."""
    secret = settings.slack_signing_secret
    return secret.get_secret_value() if secret is not None else ""
