"""Showing Discord the token without going online: what a look at it tells."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import aiohttp
import discord
from discord.gateway import DiscordWebSocket
from yarl import URL

from bot.errors import DiscordIntentMissing, DiscordTokenRefused
from bot.platforms.discord.commands import unregistered
from bot.platforms.discord.permissions import invitation, missing
from bot.settings import Settings

UNREACHABLE = (
    aiohttp.ClientError,
    OSError,
    TimeoutError,
    discord.HTTPException,  # of a refused token discord.py makes a LoginFailure
    discord.RateLimited,
)
LONGEST_LOGIN_S = 20.0
_MOST_SERVERS = 200  # of one answer


class UnreachableDiscord(Exception):
    """Discord did not answer."""


@dataclass(frozen=True, slots=True)
class Login:
    """Whose token it is, how many servers it is in, and the link that lets it into more.

    `unregistered` are the commands that Discord does not have as they are here: another program
    with the same token may have put its own in their place. `lacking` is what the bot's roles do
    not grant, in Discord's words, in each of up to 200 servers where that is anything.
    """

    name: str
    servers: int
    invitation: str
    unregistered: tuple[str, ...] = ()
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


async def try_login(settings: Settings) -> Login:
    """Return whose token it is.

    Raises DiscordTokenRefused, DiscordIntentMissing and UnreachableDiscord.
    """
    if settings.discord_token is None:
        raise ValueError("there is no token for Discord")
    point_to_settings(settings)
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            async with asyncio.timeout(LONGEST_LOGIN_S):
                await client.login(settings.discord_token.get_secret_value())
                application = await client.application_info()
                missing_commands = await unregistered(client)
                lacking = await _lacking(client)
        except discord.LoginFailure as error:
            raise DiscordTokenRefused from error
        except UNREACHABLE as error:
            raise UnreachableDiscord(str(error) or type(error).__name__) from error
        refuse_missing_intent(client.application_flags, wanted=settings.discord_message_content)
        servers = application.approximate_guild_count
        invites = invitation(application.id)
        return Login(application.name, servers, invites, missing_commands, lacking)


async def _lacking(client: discord.Client) -> Mapping[str, tuple[str, ...]]:
    """Return what the bot's roles do not grant it, by server; what channels change is not in it.

    discord.py makes guilds of these answers, which have no place for `permissions`:
    https://docs.discord.com/developers/resources/user, "Get Current User Guilds".
    """
    found = {}
    for each in await client.http.get_guilds(_MOST_SERVERS, with_counts=False):
        granted = discord.Permissions(int(str(dict(each).get("permissions", 0))))
        if granted.administrator:
            continue
        if lacks := missing(granted, threads=True):
            found[str(each["name"])] = lacks
    return found


def point_to_settings(settings: Settings) -> None:
    """Talk to the server that the settings name in Discord's place, if they do: all of the process.

    discord.py 2.7 keeps both addresses on these classes; a bot that resumes goes to the address
    that the server gave it.
    """
    if settings.discord_api_url is not None and settings.discord_gateway_url is not None:
        discord.http.Route.BASE = str(settings.discord_api_url).rstrip("/")
        DiscordWebSocket.DEFAULT_GATEWAY = URL(str(settings.discord_gateway_url))


def refuse_missing_intent(flags: discord.ApplicationFlags, *, wanted: bool) -> None:
    """Look at the portal's toggle: the gateway would only close. Raises DiscordIntentMissing."""
    allowed = flags.gateway_message_content or flags.gateway_message_content_limited
    if wanted and not allowed:
        raise DiscordIntentMissing("Message Content Intent")
