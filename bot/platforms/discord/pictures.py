"""Pictures that were sent with a message, fetched from where Discord keeps them."""

from __future__ import annotations

import asyncio

import aiohttp
import discord

from bot.chat.pictures import LONGEST_FETCH_S, Shared, shared
from bot.core.pictures import MAX_PICTURE_BYTES, PictureFault
from bot.core.uploads import Upload
from bot.errors import PictureRefused
from bot.services.services import Services


def is_picture(attachment: discord.Attachment) -> bool:
    """Say whether Discord takes a file for a picture."""
    return (attachment.content_type or "").startswith("image/")


async def pictures_of(services: Services, message: discord.Message) -> Shared:
    """Return the pictures of a message, each fetched anew."""
    sent = [each for each in message.attachments if is_picture(each)]
    return await shared(services, sent, _fetch, is_edited=message.edited_at is not None)


async def _fetch(attachment: discord.Attachment) -> Upload:
    """Return a file; one that is too large, as Discord tells, is not asked for."""
    name = attachment.filename
    if attachment.size > MAX_PICTURE_BYTES:
        raise PictureRefused(name, PictureFault.TOO_LARGE)
    try:
        async with asyncio.timeout(LONGEST_FETCH_S):
            return Upload(name, await attachment.read())
    except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise PictureRefused(name, PictureFault.UNREACHABLE) from error
