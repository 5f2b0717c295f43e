"""Pictures that were sent with a message, fetched from where Discord keeps them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import aiohttp
import discord

from bot.chat.pictures import LONGEST_FETCH_S, Shared, shared
from bot.core.pictures import MAX_PICTURE_BYTES, MAX_PICTURES, PictureFault
from bot.core.uploads import Upload
from bot.errors import PictureRefused
from bot.presentation.pictures import FIELD, form_hint
from bot.services.services import Services

_FIELD: Final = "pictures"


def is_picture(attachment: discord.Attachment) -> bool:
    """Say whether Discord takes a file for a picture."""
    return (attachment.content_type or "").startswith("image/")


async def pictures_of(services: Services, message: discord.Message) -> Shared:
    """Return the pictures of a message, each fetched anew."""
    sent = [each for each in message.attachments if is_picture(each)]
    return await shared(services, sent, _fetch, is_edited=message.edited_at is not None)


async def pictures_in_form(
    services: Services, client: discord.Client, data: Mapping[str, Any]
) -> Shared:
    """Return the pictures that were sent with a form, whose data are Discord's JSON."""
    resolved = (data.get("resolved") or {}).get("attachments") or {}
    sent = [resolved[each] for each in _values(data.get("components") or ()) if each in resolved]
    return await shared(services, sent, partial(_fetch_told, client))


def has_pictures(data: Mapping[str, Any]) -> bool:
    """Say whether files were sent with a form."""
    return bool(_values(data.get("components") or ()))


def field(sent: int) -> discord.ui.Label[Any]:
    """Return a form's field for pictures; `sent` is how many there were before."""
    upload: discord.ui.FileUpload[Any] = discord.ui.FileUpload(
        custom_id=_FIELD, required=False, min_values=0, max_values=MAX_PICTURES
    )
    return discord.ui.Label(text=FIELD, description=form_hint(sent), component=upload)


def _values(components: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the ids of the files, as they stand in the field that is in a label."""
    inner = (each.get("component") or {} for each in components)
    return [id_ for each in inner if each.get("custom_id") == _FIELD for id_ in each["values"]]


async def _fetch_told(client: discord.Client, told: Mapping[str, Any]) -> Upload:
    """Return a file of Discord's JSON; one that is too large is not asked for."""
    name = str(told["filename"])
    if int(told["size"]) > MAX_PICTURE_BYTES:
        raise PictureRefused(name, PictureFault.TOO_LARGE)
    return await _read(name, client.http.get_from_cdn(told["url"]))


async def _fetch(attachment: discord.Attachment) -> Upload:
    """Return a file; one that is too large, as Discord tells, is not asked for."""
    name = attachment.filename
    if attachment.size > MAX_PICTURE_BYTES:
        raise PictureRefused(name, PictureFault.TOO_LARGE)
    return await _read(name, attachment.read())


async def _read(name: str, reading: Awaitable[bytes]) -> Upload:
    try:
        async with asyncio.timeout(LONGEST_FETCH_S):
            return Upload(name, await reading)
    except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise PictureRefused(name, PictureFault.UNREACHABLE) from error
