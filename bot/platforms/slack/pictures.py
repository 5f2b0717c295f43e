"""Pictures that were sent with a message, fetched with our token from where Slack keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.pictures import LONGEST_FETCH_S, Shared, shared
from bot.core.pictures import MAX_PICTURE_BYTES, PictureFault
from bot.core.uploads import Upload
from bot.errors import DocumentTooLarge, PictureRefused, UnreadableFile
from bot.platforms.slack.importing import UNTOLD, fetch_file
from bot.services.replies import Attached
from bot.services.services import Services

_PATIENCE = aiohttp.ClientTimeout(total=LONGEST_FETCH_S)


def is_picture(told: Mapping[str, Any]) -> bool:
    """Say whether Slack takes a file for a picture, or does not tell what it is."""
    is_untold = told.get("file_access") == UNTOLD
    return is_untold or str(told.get("mimetype") or "").startswith("image/")


async def pictures_of(
    services: Services,
    client: AsyncWebClient,
    files: Sequence[Mapping[str, Any]],
    *,
    is_edited: bool = False,
    are_all: bool = False,
) -> Shared:
    """Return the pictures among a message's files, each fetched anew.

    Of a form's field `are_all` to be pictures: of one that is none it is said.
    """
    sent = [each for each in files if are_all or is_picture(each)]
    if not sent:
        return Shared(Attached(kept=()))
    async with aiohttp.ClientSession(
        timeout=_PATIENCE, trust_env=client.trust_env_in_session
    ) as session:
        return await shared(services, sent, partial(_fetch, client, session), is_edited=is_edited)


async def _fetch(
    client: AsyncWebClient, session: aiohttp.ClientSession, told: Mapping[str, Any]
) -> Upload:
    name = str(told.get("name") or told["id"])
    try:
        return await fetch_file(client, session, told, MAX_PICTURE_BYTES)
    except DocumentTooLarge as error:
        raise PictureRefused(name, PictureFault.TOO_LARGE) from error
    except UnreadableFile as error:
        raise PictureRefused(name, PictureFault.UNREACHABLE) from error
