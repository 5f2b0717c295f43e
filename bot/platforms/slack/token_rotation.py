"""Tokens that live for twelve hours: exchanged for new ones in time, by one worker for all.

A refresh token is good once, and what it is exchanged for must be kept, or the workspace is lost:
https://docs.slack.dev/authentication/using-token-rotation. The token from before works until it
expires, so that nobody need wait for the exchange.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.models import InboxEntry
from bot.platforms.slack.failures import UNREACHABLE, code_of
from bot.platforms.slack.interactions import PLATFORM
from bot.services.services import Services

_log = structlog.get_logger()
# As Bolt does: long enough for an outage of Slack's, or of ours.
EARLY = timedelta(hours=2)
_TRIES = 20
_BETWEEN_TRIES_S = 0.25

Sleep = Callable[[float], Awaitable[None]]


class ExpiringTokens(Protocol):
    """Where tokens are kept."""

    async def expiring(self, team: str) -> tuple[str, datetime] | None:
        """Return a refresh token and when the token expires; None for one that never does."""

    async def renew(self, team: str, token: str, refresh_token: str, expires_at: datetime) -> None:
        """Keep a new token and its refresh token instead of those that are there."""


@dataclass(frozen=True, slots=True)
class AppKeys:
    """What the app proves with that it is itself."""

    client_id: str
    client_secret: str


class TokenRotation:
    """Sees to it that a workspace's token is young enough, whenever one is about to be used."""

    def __init__(
        self,
        services: Services,
        tokens: ExpiringTokens,
        client: AsyncWebClient,
        keys: AppKeys,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """Exchange with the client, which needs no token."""
        self._services = services
        self._tokens = tokens
        self._client = client
        self._keys = keys
        self._sleep = sleep

    async def refresh(self, team: str) -> None:
        """Exchange the workspace's token if it expires soon; an outage leaves it as it is."""
        known = await self._tokens.expiring(team)
        if known is None or not self._is_old(known[1]):
            return
        # Named after the token, so that each is exchanged once, whichever worker does it.
        entry = InboxEntry(PLATFORM, f"rotation:{team}:{known[1].timestamp():.0f}")
        if await self._services.inbox.lease(entry):
            if await self._exchange(team, known[0]):
                await self._services.inbox.finish(entry)
            # Else the lease keeps all from trying again for some minutes.
        elif known[1] <= self._services.clock():
            await self._wait_for_another(team)

    def _is_old(self, expires_at: datetime) -> bool:
        return expires_at - self._services.clock() < EARLY

    async def _exchange(self, team: str, refresh_token: str) -> bool:
        try:
            got = await self._client.oauth_v2_access(
                client_id=self._keys.client_id,
                client_secret=self._keys.client_secret,
                grant_type="refresh_token",
                refresh_token=refresh_token,
            )
        except SlackApiError as error:
            _log.error("slack token not renewed", team=team, reason=code_of(error) or str(error))
            return False
        except UNREACHABLE as error:
            _log.warning("slack token not renewed", team=team, reason=type(error).__name__)
            return False
        expires_at = self._services.clock() + timedelta(seconds=int(got["expires_in"]))
        await self._tokens.renew(team, got["access_token"], got["refresh_token"], expires_at)
        _log.info("slack token renewed", team=team)
        return True

    async def _wait_for_another(self, team: str) -> None:
        """Wait a moment for the worker that has it in hand: the token is of no use any more."""
        for _ in range(_TRIES):
            await self._sleep(_BETWEEN_TRIES_S)
            known = await self._tokens.expiring(team)
            if known is None or not self._is_old(known[1]):
                return


class YoungInstallations(AsyncInstallationStore):
    """The installations as Bolt asks for them: with tokens that need no exchange of its own."""

    def __init__(self, kept: AsyncInstallationStore, rotation: TokenRotation) -> None:
        """Look in `kept`, after each token was refreshed."""
        self._kept = kept
        self._rotation = rotation

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """Return a workspace's installation."""
        if team_id is not None and user_id is None:
            await self._rotation.refresh(team_id)
        found = await self._kept.async_find_installation(
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            is_enterprise_install=is_enterprise_install,
        )
        if found is not None:
            found.bot_refresh_token = found.bot_token_expires_at = None
        return found

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """Return it as `async_find_installation` does."""
        found = await self.async_find_installation(
            enterprise_id=enterprise_id,
            team_id=team_id,
            is_enterprise_install=is_enterprise_install,
        )
        return None if found is None else found.to_bot()
