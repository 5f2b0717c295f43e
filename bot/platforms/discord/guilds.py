"""The servers that the bot is in, and those that sent it away."""

from __future__ import annotations

import discord
import structlog

from bot.platforms.discord.visits import PLATFORM
from bot.services.catalogue import Services
from bot.services.furnishing import Furnish

_log = structlog.get_logger()


class Guilds:
    """Keeps `bot.services.homes` in step with Discord."""

    def __init__(
        self, services: Services, client: discord.AutoShardedClient, furnish: Furnish
    ) -> None:
        self._services = services
        self._client = client
        self._furnish = furnish

    async def joined(self, guild: discord.Guild) -> None:
        """Be at home in a server; its owner hears what admins should know, until others plan."""
        home = await self._services.homes.enter(
            PLATFORM, str(guild.id), guild.name, str(guild.owner_id or "")
        )
        if not await self._services.decks.of_group(home.group):
            await self._furnish(home.group)
        _log.info("server joined", guild=guild.id, group=home.group)

    async def left(self, guild: discord.Guild) -> None:
        """Pause what the server had planned; its data stays for a while."""
        await self._services.homes.leave(PLATFORM, str(guild.id))
        _log.info("server left", guild=guild.id)

    async def reconcile(self) -> None:
        """Notice servers that came or went while we were away; an outage of one is no farewell."""
        present = {str(guild.id) for guild in self._client.guilds}
        await self._services.homes.reconcile(PLATFORM, present, self._is_ours)
        for guild in self._client.guilds:
            if not guild.unavailable:
                await self.joined(guild)

    def _is_ours(self, address: str) -> bool:
        """Say whether the server belongs to a shard of this process."""
        count = self._client.shard_count or 1
        return (int(address) >> 22) % count in self._client.shards
