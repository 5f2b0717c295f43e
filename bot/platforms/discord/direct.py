"""Whether somebody can be written to alone."""

from __future__ import annotations

import discord
import structlog
from discord.http import Route

from bot.platforms.discord.failures import CANNOT_WRITE_TO_USER

_log = structlog.get_logger()


async def reaches(client: discord.Client, user: discord.abc.Snowflake) -> bool:
    """Say whether Discord would deliver a direct message of ours.

    It is asked with an empty one: 50007 from who takes none, 50006 ("cannot send an empty
    message") where the message itself is all that is wrong. That is how others find out too
    (tryforge/ForgeScript #363); a field for it was declined (discord/discord-api-docs #612).
    """
    try:
        direct = await client.create_dm(user)
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=direct.id)
        await client.http.request(route, json={})
    except discord.HTTPException as error:
        return error.code != CANNOT_WRITE_TO_USER
    except discord.RateLimited as error:
        _log.info("not known whether direct messages are open", reason=str(error))
    return True
