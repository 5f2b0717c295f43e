"""Pictures in messages of ours on Slack, each uploaded before a block can show it.

A block shows a picture by its file's id, once Slack has looked at the file:
https://docs.slack.dev/reference/block-kit/composition-objects/slack-file-object,
https://github.com/slackapi/python-slack-sdk/issues/1521. Nobody but the app has such a file
otherwise. Which file a block shows stands in the block's own id, so that the next version of the
message shows the same, and a picture that was taken back is deleted on Slack too.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.ids import PictureId
from bot.core.pictures import PictureFile
from bot.platforms.slack.failures import code_of
from bot.platforms.slack.rendering.rich_text import context
from bot.presentation.pictures import shown_elsewhere_words

_log = structlog.get_logger()
Block = dict[str, Any]
Pictures = Mapping[PictureId, PictureFile]
LoadPictures = Callable[[Sequence[PictureId]], Awaitable[Pictures]]
"""Returns those of the pictures that there are, as `bot.services.pictures` does."""

_BLOCK_ID = re.compile(r"picture:\d{1,3}:(?P<picture>[0-9a-f]{64}):(?P<file>[A-Z0-9]{1,40})")
_GONE = frozenset({"file_not_found", "file_deleted"})
_MOST_LOOKS, _BETWEEN_LOOKS_S = 8, 0.5


def shown_files(blocks: Sequence[Mapping[str, Any]]) -> dict[PictureId, str]:
    """Return the pictures that a message shows, and the file that Slack has for each."""
    found = (_BLOCK_ID.fullmatch(str(each.get("block_id") or "")) for each in blocks)
    return {PictureId(each["picture"]): each["file"] for each in found if each}


def wanted_pictures(blocks: Sequence[Block]) -> list[PictureId]:
    """Return the pictures that blocks are to show, which have no file of Slack's yet."""
    return [PictureId(each["slack_file"]["id"]) for each in blocks if _shows(each)]


async def filled(
    client: AsyncWebClient,
    blocks: Sequence[Block],
    load: LoadPictures,
    known: Mapping[PictureId, str],
) -> list[Block]:
    """Return the blocks with the files that show their pictures, uploaded unless they are `known`.

    In place of a picture that is not there any more stands where others are.
    """
    wanted = wanted_pictures(blocks)
    there = await load(wanted)
    files = {each: known[each] for each in there if each in known}
    for id_, picture in there.items():
        if id_ not in files:
            files[id_] = await _upload(client, picture)
    return [_filled(at, each, files) if _shows(each) else each for at, each in enumerate(blocks)]


async def forget(client: AsyncWebClient, files: Sequence[str]) -> None:
    """Delete files of ours; one that is gone is."""
    for each in files:
        try:
            await client.files_delete(file=each)
        except SlackApiError as error:
            if code_of(error) not in _GONE:
                raise


async def _upload(client: AsyncWebClient, picture: PictureFile) -> str:
    sent = await client.files_upload_v2(
        file_uploads=[{"file": picture.data, "filename": picture.file_name}]
    )
    (file,) = sent["files"]
    for _ in range(_MOST_LOOKS):
        told = await client.files_info(file=file["id"])
        if told["file"].get("mimetype"):
            break
        await asyncio.sleep(_BETWEEN_LOOKS_S)
    else:
        _log.info("picture not ready", file=file["id"])
    return str(file["id"])


def _shows(block: Mapping[str, Any]) -> bool:
    return block["type"] == "image" and "slack_file" in block


def _filled(at: int, block: Block, files: Mapping[PictureId, str]) -> Block:
    id_ = PictureId(block["slack_file"]["id"])
    if id_ not in files:
        return context(shown_elsewhere_words(1))
    own = f"picture:{at}:{id_}:{files[id_]}"
    return {**block, "slack_file": {"id": files[id_]}, "block_id": own}
