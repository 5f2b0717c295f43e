"""Being on Discord: log in, stay connected, and come back."""

from __future__ import annotations

import asyncio
import logging

import discord

from bot.errors import DiscordIntentMissing, DiscordTokenRefused
from bot.platforms.discord.client import Part, RoundtableClient
from bot.platforms.discord.platform import DiscordPlatform
from bot.platforms.discord.token_check import (
    LONGEST_LOGIN_S,
    UNREACHABLE,
    point_to_settings,
    refuse_missing_intent,
)
from bot.platforms.port import ChatState, PlatformAway
from bot.services.services import Services
from bot.settings import Settings

# What discord.py 2.7 says at each try.
_TRIES = ("Attempting a reconnect", "Failed to connect for shard_id")
# https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway
_TOKEN_REFUSED = 4004
_FINAL = frozenset({_TOKEN_REFUSED, 4010, 4011, 4012, 4013})


class DiscordConnection:
    """A client at a time: one that fell is replaced, since discord.py's cannot be started again."""

    def __init__(self, services: Services, settings: Settings) -> None:
        """Prepare the connection."""
        if settings.discord_token is None:
            raise ValueError("there is no token for Discord")
        self._services = services
        self._token = settings.discord_token.get_secret_value()
        self._message_content = settings.discord_message_content
        self._part = Part(*settings.shards) if settings.shards else None
        point_to_settings(settings)
        self._client: RoundtableClient | None = None
        self.platform = DiscordPlatform(lambda: self._client, services.pictures.files)
        self.state = ChatState(DiscordPlatform.name, services.clock)
        _say_nothing_of_tries()

    async def start(self) -> None:
        """Log in, so that a wrong token is told at once; an outage is left to `run`.

        Raises DiscordTokenRefused and DiscordIntentMissing.
        """
        try:
            async with asyncio.timeout(LONGEST_LOGIN_S):
                await self._log_in()
        except UNREACHABLE as error:
            self.state.connecting(_reason(error))

    async def run(self) -> None:
        """Stay connected. Returns when only an operator can help; raises for another try."""
        try:
            client = self._client or await self._log_in()
            await _connected(client)
        except (DiscordTokenRefused, DiscordIntentMissing) as error:
            self.state.refused(repr(error))
        except discord.PrivilegedIntentsRequired as error:
            self.state.refused(str(error))
        except discord.ConnectionClosed as error:
            if error.code not in _FINAL:
                self.state.connecting(_reason(error))
                raise PlatformAway from error
            self.state.refused(f"{error} (code {error.code})")
        except discord.RateLimited as error:
            self.state.rate_limited(_reason(error))
            raise PlatformAway from error
        except UNREACHABLE as error:
            self.state.connecting(_reason(error))
            raise PlatformAway from error
        finally:
            await self.stop()

    async def look(self) -> None:
        """Do nothing: each shard tells when it goes and comes."""

    async def stop(self) -> None:
        """Close the connection, if there is one."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def _log_in(self) -> RoundtableClient:
        client = RoundtableClient(
            self._services,
            message_content=self._message_content,
            part=self._part,
            state=self.state,
        )
        try:
            await client.login(self._token)
            refuse_missing_intent(client.application_flags, wanted=self._message_content)
        except discord.LoginFailure as error:
            await client.close()
            raise DiscordTokenRefused from error
        except BaseException:
            await client.close()
            raise
        self._client = client
        return client


async def _connected(client: RoundtableClient) -> None:
    """Be connected, and look up meanwhile what is not told; raise what ends either."""
    both = [asyncio.create_task(each) for each in (client.connect(), client.catch_up.run())]
    try:
        ended, _ = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            task.result()
    finally:
        for task in both:
            task.cancel()
        await asyncio.gather(*both, return_exceptions=True)


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__


def _say_nothing_of_tries() -> None:
    """Let discord.py tell nothing of each try to connect again: the state tells it once."""
    for name in ("discord.client", "discord.shard"):
        logger = logging.getLogger(name)
        if _is_no_try not in logger.filters:
            logger.addFilter(_is_no_try)


def _is_no_try(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith(_TRIES)
