"""Documents that admins share with the bot: fetched with its token, then looked at as anywhere."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat import imports
from bot.chat.typed_arguments import CommandArguments, read_arguments
from bot.core.limits import MAX_DOCUMENT_BYTES
from bot.core.uploads import Upload
from bot.errors import DocumentTooLarge, NoDocuments, UnreadableFile
from bot.platforms.slack.interactions import SlackInteraction
from bot.presentation.decks import ELSEWHERE, status_words

SHORTCUT = "import_these_notes"
_MENTION = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^>]*)?>")
_PATIENCE = aiohttp.ClientTimeout(total=60)
_FOUND = 200
# Of a file in a channel that workspaces share, Slack tells no more than its id.
UNTOLD = "check_file_info"
_SLACK = ".slack.com"


def is_handed_over(event: Mapping[str, Any]) -> bool:
    """Say whether a message event is somebody giving the bot files, with nobody else there.

    Words with nothing but pictures are an answer.
    """
    by_person = "user" in event and "bot_id" not in event
    return by_person and event.get("channel_type") == "im" and holds_notes(event)


def holds_notes(message: Mapping[str, Any]) -> bool:
    """Say whether a message brings files, which are more than pictures beside words."""
    files = message.get("files") or ()
    kinds = (str(each.get("mimetype") or "") for each in files)
    is_answer = bool(message.get("text")) and all(kind.startswith("image/") for kind in kinds)
    return bool(files) and not is_answer


async def offer(interaction: SlackInteraction, message: Mapping[str, Any]) -> None:
    """Show an organiser what a message's documents would make.

    The message may say `title="…"`, `reference=FILE` and `add=on`. Raises NotOrganiser,
    NoDocuments, BadOption and what an import is refused with.
    """
    await interaction.require_workspace_organiser()
    options = _options(read_arguments(_typed(message.get("text") or ""), subs=False))
    shared = message.get("files") or []
    if not shared:
        raise NoDocuments
    had = await _download(interaction, shared)
    await imports.begin_import(interaction, had.files, options, had.left_out)


def _options(arguments: CommandArguments) -> imports.ImportOptions:
    return imports.ImportOptions(
        arguments.option("title"), arguments.option("reference"), arguments.switch("add") or False
    )


def _typed(text: str) -> str:
    """Return a message as it was typed, without whom it mentions."""
    return html.unescape(_MENTION.sub(" ", text))


async def _download(
    interaction: SlackInteraction, shared: Sequence[Mapping[str, Any]]
) -> imports.Downloaded:
    """Return the files; nothing that is too large is asked for. Raises UnreadableDocuments."""
    client = interaction.client
    async with aiohttp.ClientSession(
        timeout=_PATIENCE, trust_env=client.trust_env_in_session
    ) as session:
        return await imports.downloaded(shared, lambda told: fetch_file(client, session, told))


async def fetch_file(
    client: AsyncWebClient,
    session: aiohttp.ClientSession,
    told: Mapping[str, Any],
    most: int = MAX_DOCUMENT_BYTES,
) -> Upload:
    """Return a file of at most so many bytes, with our token as far as it may be sent there.

    Raises DocumentTooLarge and UnreadableFile.
    """
    name = str(told.get("name") or told["id"])
    try:
        if told.get("file_access") == UNTOLD:
            told = (await client.files_info(file=told["id"]))["file"]
            name = str(told["name"])
        if told["size"] > most:
            raise DocumentTooLarge(name, told["size"], most)
        return Upload(name, await _read(client, session, name, told, most))
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise UnreadableFile(name, str(error) or type(error).__name__) from error


async def _read(
    client: AsyncWebClient,
    session: aiohttp.ClientSession,
    name: str,
    told: Mapping[str, Any],
    most: int,
) -> bytes:
    url = told.get("url_private_download") or told.get("url_private") or ""
    if not _is_slacks(url, client.base_url):
        raise UnreadableFile(name, ELSEWHERE)
    async with session.get(
        url,
        headers={"Authorization": f"Bearer {client.token}"},
        proxy=client.proxy,
        # Slack sends those whom it does not let in to its page for signing in.
        allow_redirects=False,
    ) as answer:
        if answer.status != _FOUND:
            raise UnreadableFile(name, status_words(answer.status))
        data = await _up_to(answer.content, most + 1)
    if len(data) > most:
        raise DocumentTooLarge(name, len(data), most)
    return data


async def _up_to(content: aiohttp.StreamReader, most: int) -> bytes:
    """Return what comes, and no more than that many bytes of it."""
    data = bytearray()
    while len(data) < most and (part := await content.read(most - len(data))):
        data += part
    return bytes(data)


def _is_slacks(url: str, api: str) -> bool:
    """Say whether our token may be sent there: a message can hold files that others keep."""
    at, own = urlsplit(url), urlsplit(api)
    if (at.scheme, at.netloc) == (own.scheme, own.netloc):
        return True
    return at.scheme == "https" and (at.hostname or "").endswith(_SLACK)
