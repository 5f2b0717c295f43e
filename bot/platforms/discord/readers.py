"""Who may read a channel of Discord now, as `bot.services.access.Readers` asks it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import discord
import structlog

from bot.core.models import Channel
from bot.platforms.discord.asked import Asked, NoAnswer
from bot.platforms.discord.permissions import deciding, lets_read

_log = structlog.get_logger()
WORST_DELAY_S: Final = 60.0
# discord.py tries a failing Discord again for half a minute; whoever asks does not wait for that.
_LONGEST_WAIT_S = 10.0
# A member is about a kilobyte; a channel comes with the roles of its server, ten times that.
_MOST_MEMBERS = 5_000
_MOST_PLACES = 500

Place = discord.abc.GuildChannel | discord.Thread


class DiscordReaders:
    """Roles and overwrites as events keep them; members, of whom no event tells, by asking.

    Without the privileged member intent nobody tells that a member left or lost a role, so a member
    is known for `WORST_DELAY_S` at most. Where no events come, a server of another process or
    behind a broken line, its roles and the channel are asked for too.
    """

    def __init__(self, client: discord.AutoShardedClient, now: Callable[[], datetime]) -> None:
        self._client = client
        self._live: set[int] = set()
        self._members: Asked[tuple[int, int], discord.Member] = Asked(now, _MOST_MEMBERS)
        self._places: Asked[tuple[int, int], Place] = Asked(now, _MOST_PLACES)

    async def may_read(self, channel: Channel, subject: str, *, within_s: float) -> bool | None:
        """Say whether a user can read the channel; see `Readers`.

        Events are seen at once, what is asked for is known for `within_s` and `WORST_DELAY_S` at
        most. An answer takes ten seconds at most, then it is unknown.
        """
        if channel.gone:
            return False
        if self._client.is_closed():
            return None
        within = timedelta(seconds=min(within_s, WORST_DELAY_S))
        where = int(channel.workspace), int(channel.address)
        try:
            async with asyncio.timeout(_LONGEST_WAIT_S):
                return await self._may_read(*where, int(subject), within)
        except TimeoutError:
            _log.warning("reader unknown", channel=channel.address, reason="Discord takes too long")
            return None
        except NoAnswer:
            return None

    def note(self, member: discord.Member) -> None:
        """Take a member over from the payload of an interaction or message that just came in.

        No other will do: not one of discord.py's cache, nor the author of a message that was
        fetched.
        """
        self._members.put((member.guild.id, member.id), member)

    def follow(self, shard: int, *, up: bool) -> None:
        """Trust discord.py's servers while their shard is up, and all that was missed has come."""
        (self._live.add if up else self._live.discard)(shard)

    def forget(self, guild: int) -> None:
        """Ask anew who is in a server, and what they are there, where a role was deleted.

        discord.py keeps the overwrites of a deleted role, and a member known here has it still.
        """
        self._members.forget(lambda key: key[0] == guild)

    async def _may_read(self, guild: int, address: int, user: int, within: timedelta) -> bool:
        place = deciding(await self._place(guild, address, within))
        if place is None:
            return False
        member = await self._members.get(
            (guild, user), within, lambda: place.guild.fetch_member(user)
        )
        return member is not None and lets_read(place.permissions_for(member), place)

    async def _place(self, guild_id: int, address: int, within: timedelta) -> Place | None:
        guild = self._followed(guild_id)
        if guild is not None and (place := guild.get_channel_or_thread(address)) is not None:
            return place
        # Nor does discord.py know an archived thread; its parent it does, and that decides.
        return await self._places.get(
            (guild_id, address), within, lambda: self._fetched(guild_id, address)
        )

    async def _fetched(self, guild_id: int, address: int) -> Place:
        guild = self._followed(guild_id) or await self._client.fetch_guild(
            guild_id, with_counts=False
        )
        place = await guild.fetch_channel(address)
        if isinstance(place, discord.Thread) and not place.is_private() and place.parent is None:
            return await guild.fetch_channel(place.parent_id)
        return place

    def _followed(self, guild_id: int) -> discord.Guild | None:
        """Return the server if events keep it right."""
        guild = self._client.get_guild(guild_id)
        if guild is None or guild.unavailable or guild.shard_id not in self._live:
            return None
        return guild
