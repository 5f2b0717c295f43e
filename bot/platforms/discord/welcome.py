"""The first word to whoever brought the bot into a server: what it does, and what to do first."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import aiohttp
import discord
import structlog

from bot.core.models import InboxEntry, Workspace
from bot.platforms.discord.platform import nonce_of
from bot.platforms.discord.rendering.layout import layout, marked, marker_of
from bot.platforms.discord.rendering.pages import pages_of
from bot.presentation.help import first_steps_message
from bot.services.services import Services

_log = structlog.get_logger()
# Who was in a server for longer is known there.
_NEW = timedelta(days=1)
_LOOKED_AT = 20  # messages, in which one of ours would stand that a crash left unnoted
_AWAY = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError, TimeoutError)


def is_new(workspace: Workspace, services: Services) -> bool:
    """Say whether somebody there may be waiting for a first word."""
    return services.clock() - workspace.joined_at <= _NEW


async def welcome(
    client: discord.Client, services: Services, guild: discord.Guild, workspace: Workspace
) -> None:
    """Tell who brought us into a server what to do first, once; in a channel if need be.

    What goes wrong is tried again at the next start, while we are new there.
    """
    entry = InboxEntry("discord", f"welcome:{guild.id}")
    if entry in await services.inbox.done([entry]) or not await services.inbox.lease(entry):
        return
    try:
        await _tell(client, guild, workspace)
    except _AWAY as error:
        _log.info("nobody welcomed", guild=guild.id, reason=str(error))
        await services.inbox.release(entry)
    else:
        await services.inbox.finish(entry)


async def _tell(client: discord.Client, guild: discord.Guild, workspace: Workspace) -> None:
    who = await _inviter(client, guild) or int(workspace.owner or 0)
    try:
        await _say(client, await client.create_dm(discord.Object(who)), guild, None)
    except discord.HTTPException as error:
        if isinstance(error, discord.DiscordServerError):
            raise
        place = _where_all_read(guild)
        if place is None:
            raise
        await _say(client, place, guild, who)


async def _inviter(client: discord.Client, guild: discord.Guild) -> int | None:
    """Return who brought us in, where we may read that, which the invitation does not ask for."""
    if not guild.me.guild_permissions.view_audit_log:
        return None
    with suppress(discord.HTTPException):
        async for entry in guild.audit_logs(action=discord.AuditLogAction.bot_add, limit=50):
            if entry.target is not None and client.user and entry.target.id == client.user.id:
                return entry.user_id
    return None


def _where_all_read(guild: discord.Guild) -> discord.TextChannel | None:
    """Return the server's channel for news, else the first where we may write."""
    news = guild.system_channel
    there: list[discord.TextChannel] = [*([news] if news else ()), *guild.text_channels]
    granted = ((each, each.permissions_for(guild.me)) for each in there)
    return next((each for each, may in granted if may.view_channel and may.send_messages), None)


async def _say(
    client: discord.Client,
    place: discord.abc.Messageable,
    guild: discord.Guild,
    mentioned: int | None,
) -> None:
    message, key = first_steps_message(), f"welcome:{guild.id}"
    marker = marker_of(key)
    async for said in place.history(limit=_LOOKED_AT):
        if client.user is not None and said.author.id == client.user.id and marked(said, marker):
            return
    sheet = layout(
        pages_of(message),
        1,
        actions=message.actions,
        marker=marker,
        mention_people=(str(mentioned),) if mentioned else (),
    )
    await place.send(view=sheet.view, nonce=nonce_of(key), allowed_mentions=sheet.mentions)
