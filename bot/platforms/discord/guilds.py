"""The servers that the bot is in, and those that sent it away."""

from __future__ import annotations

import discord
import structlog

from bot.core.models import Workspace
from bot.platforms.discord.interactions import PLATFORM
from bot.platforms.discord.permissions import missing, name_of
from bot.platforms.discord.threads import is_deleted
from bot.platforms.discord.welcome import is_new, welcome
from bot.services.services import Services

_log = structlog.get_logger()


class Guilds:
    """Keeps `bot.services.workspaces` in step with Discord."""

    def __init__(self, services: Services, client: discord.AutoShardedClient) -> None:
        self._services = services
        self._client = client
        self._new: list[tuple[discord.Guild, Workspace]] = []
        self._welcomes = True

    async def begin(self) -> None:
        """Welcome nobody at the very first start: who starts it is the one who has invited it."""
        self._welcomes = await self._services.workspaces.has_any(PLATFORM)

    async def joined(self, guild: discord.Guild) -> None:
        """Be installed in a server, which may have another owner by now: one of its organisers."""
        owner = str(guild.owner_id or "")
        workspaces = self._services.workspaces
        workspace = await workspaces.enter(PLATFORM, str(guild.id), guild.name, owner)
        if workspace.owner != owner:
            await workspaces.set_owner(workspace, owner)
        if self._welcomes and is_new(workspace, self._services):
            self._new.append((guild, workspace))
        _log.info("server joined", guild=guild.id, workspace=workspace.id)

    async def welcome(self) -> None:
        """Say a first word in the servers that are new, after all else that is waited for."""
        while self._new:
            guild, workspace = self._new.pop()
            await welcome(self._client, self._services, guild, workspace)

    async def left(self, guild: discord.Guild) -> None:
        """Pause what the server had planned; its data stays for a while."""
        await self._services.workspaces.leave(PLATFORM, str(guild.id))
        _log.info("server left", guild=guild.id)

    async def reconcile(self, shard: int) -> None:
        """Notice a shard's servers that came or went while we were away.

        Discord is asked: in a new session discord.py keeps the servers of the one that was lost.
        """
        try:
            servers = self._client.fetch_guilds(limit=None, with_counts=False)
            present = {str(guild.id) async for guild in servers}
        except discord.HTTPException as error:
            # Nobody is taken for gone; the next session asks again.
            _log.warning("servers not listed", reason=str(error))
            present = {str(guild.id) for guild in self._client.guilds}
        else:
            await self._services.workspaces.reconcile(
                PLATFORM, present, lambda address: self._shard_of(int(address)) == shard
            )
        for guild in self._client.guilds:
            is_here = guild.shard_id == shard and str(guild.id) in present
            if is_here and not guild.unavailable:
                await self.joined(guild)
                await self._follow_channels(guild)
        self._welcomes = True

    async def channel_deleted(self, channel: discord.abc.GuildChannel) -> None:
        """Note that nothing can be told in a channel any more."""
        await self._gone(str(channel.guild.id), str(channel.id))

    async def _gone(self, guild: str, channel: str) -> None:
        # First: what is interrupted is done at the next start, unless the channel is noted as gone.
        if await is_deleted(self._client, int(channel)):
            await self._services.withdrawals.channel_gone(PLATFORM, guild, channel)
        await self._services.channels.close(PLATFORM, guild, channel)

    async def channel_renamed(self, channel: discord.abc.GuildChannel) -> None:
        """Call it so too; of one that is hidden from us Discord tells no name."""
        if name := name_of(channel):
            where = str(channel.guild.id), str(channel.id)
            await self._services.channels.rename(PLATFORM, *where, name)

    async def granted(self, guild: discord.Guild) -> None:
        """Let what rested go on where we may post again; Discord told that a right has changed."""
        channels, address = self._services.channels, str(guild.id)
        for known in await channels.out_of_reach(PLATFORM, address):
            found = guild.get_channel(int(known.address))
            if found is None:
                continue
            # Without those of threads everything goes into the channel.
            posts = isinstance(found, discord.ForumChannel)
            if not missing(found.permissions_for(guild.me), threads=False, posts=posts):
                await channels.open(PLATFORM, address, known.address)

    async def _follow_channels(self, guild: discord.Guild) -> None:
        """Make up for channels that were renamed or deleted meanwhile."""
        channels, address = self._services.channels, str(guild.id)
        for known in await channels.of_workspace(PLATFORM, address):
            found = guild.get_channel(int(known.address))
            if found is None:
                await self._gone(address, known.address)
            elif name_of(found) not in ("", known.name):
                await self.channel_renamed(found)
        await self.roles_changed(guild)
        await self.granted(guild)

    async def roles_changed(self, guild: discord.Guild) -> None:
        """Notice that a role which questions mention was deleted."""
        roles = {str(role.id) for role in guild.roles}
        await self._services.channels.role_gone(PLATFORM, str(guild.id), roles)

    def _shard_of(self, guild: int) -> int:
        return (guild >> 22) % (self._client.shard_count or 1)
