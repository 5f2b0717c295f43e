"""Where else on a server somebody reads and we can post: asked from a direct message, too."""

from __future__ import annotations

import discord

from bot.chat.interaction import Spots
from bot.core.models import Workspace
from bot.errors import NotFound
from bot.platforms.discord.permissions import lets_read, missing, name_of


async def spots(client: discord.Client, workspace: Workspace, subject: str) -> Spots:
    """Return the channels and forums, and whether they may manage the server, as it is now.

    Raises NotFound for who is not there any more.
    """
    try:
        return await _spots(client, int(workspace.address), int(subject))
    except (discord.NotFound, discord.Forbidden) as error:
        raise NotFound("server", workspace.address) from error


async def roles(client: discord.Client, workspace: Workspace) -> dict[str, str]:
    """Return the names of a server's roles by id, the highest first.

    Without the one that everybody has and those of apps. Raises NotFound where we are no more.
    """
    try:
        known = client.get_guild(int(workspace.address))
        guild = known or await client.fetch_guild(int(workspace.address), with_counts=False)
    except (discord.NotFound, discord.Forbidden) as error:
        raise NotFound("server", workspace.address) from error
    found = (each for each in reversed(guild.roles) if not each.is_default() and not each.managed)
    return {str(each.id): each.name for each in found}


async def _spots(client: discord.Client, id_: int, subject: int) -> Spots:
    known = client.get_guild(id_)
    # Another worker's shard may have it: then Discord is asked for all.
    guild = known or await client.fetch_guild(id_, with_counts=False)
    channels = known.channels if known else await guild.fetch_channels()
    who = await guild.fetch_member(subject)
    us = guild.me or await guild.fetch_member(client.user.id if client.user else 0)
    names = {
        str(each.id): f"#{name_of(each)}"
        for each in channels
        if isinstance(each, discord.TextChannel | discord.ForumChannel)
        and name_of(each)
        and lets_read(each.permissions_for(who), each)
        and not _lacking(each, us)
    }
    runs = who.guild_permissions.manage_guild or guild.owner_id == who.id
    return Spots(names, runs=runs)


def _lacking(
    channel: discord.TextChannel | discord.ForumChannel, us: discord.Member
) -> tuple[str, ...]:
    posts = isinstance(channel, discord.ForumChannel)
    return missing(channel.permissions_for(us), threads=False, posts=posts)
