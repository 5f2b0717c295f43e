"""Slack as a place to deliver to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.actions import turn_of
from bot.core.deliveries import Rates
from bot.core.ids import PictureId
from bot.core.view import Address, Card, Columns, Message, Prose
from bot.platforms.port import ChannelGone, NotConnected, PersonGone
from bot.platforms.slack.failures import (
    NO_THREAD,
    NOT_EDITABLE,
    as_port_failures,
    asking_once,
    code_of,
    is_broken,
    is_for_thread_alone,
    is_passing,
)
from bot.platforms.slack.mrkdwn import escape
from bot.platforms.slack.rendering.blocks import SlackSheet, sheet
from bot.platforms.slack.rendering.pages import pages_of
from bot.platforms.slack.shown_pictures import (
    LoadPictures,
    filled,
    forget,
    shown_files,
    wanted_pictures,
)

# The type of the metadata that a delivery's key travels in, and is found again by.
DELIVERY = "roundtable_delivery"
_PAGE = 200
# How far back a message is looked for: many times what a channel says while we try again.
_MOST_PAGES = 10
_MOMENT = timedelta(minutes=1)  # by which Slack's clock may differ from ours
_DELETED = "tombstone"  # the subtype of what stands above replies in place of a message


NameCommands = Callable[[str, Message], Awaitable[Message]]
KnownMentions = Callable[[Address], Awaitable[Address]]


class Clients(Protocol):
    """The clients of the workspaces that the app is installed in."""

    async def of(self, team: str) -> AsyncWebClient | None:
        """Return the workspace's client, None where the app is not installed any more."""


class SlackPlatform:
    """A `bot.platforms.port.Platform` by the Web API alone.

    Slack documents no idempotency key: a message carries its delivery's key as metadata, and is
    looked for by it before anything is sent again.
    """

    name = "slack"
    # Slack limits each channel and each workspace, not the app: a message a second and channel,
    # several hundred a minute and workspace. Who is written to directly is opened first, which is,
    # as is an edit, of tier 3: fifty a minute and workspace, for all of its channels.
    # https://docs.slack.dev/apis/web-api/rate-limits
    rates = Rates(channel=1.0, workspace=4.0, direct=0.8, edits=0.8)
    seconds_between_edits: float | None = 5.0

    def __init__(
        self,
        clients: Clients,
        pictures: LoadPictures,
        names: NameCommands,
        known: KnownMentions,
    ) -> None:
        """Deliver by the workspaces' `clients` what shows `pictures`, which are loaded for that.

        `names` calls commands as they are called in the workspace where a message goes; `known`
        leaves out of an address whom it can mention no more.
        """
        self._known = known
        self._clients = clients
        self._pictures = pictures
        self._names = names

    async def post(self, address: Address, message: Message) -> str:
        """Send the message with the key in its metadata."""
        _refuse_nobody(address, message)
        client, thread = await self._client(address), _thread(address)
        address = await self._known(address)
        message = await self._names(address.channel.workspace, message)
        with _as_failures_of(address):
            made = await _sheet(address, message, await _where(client, address, message))
            made = await self._with_pictures(client, made, {})
            place = await _channel(client, address)
            return await _sent(client, place, thread, made, address)

    async def find(self, address: Address) -> str | None:
        """Look for a message that has the key in its metadata."""
        client = await self._client(address)
        with _as_failures_of(address):
            place = await _channel(client, address)
            # In the channel too: there it went if the question had been deleted.
            for thread in dict.fromkeys((_thread(address), None)):
                found = await _found(client, place, thread, address)
                if found is not None:
                    return found
        return None

    async def is_unheard(self, address: Address, id_: str) -> bool:  # noqa: ARG002  # the port's
        """Say no: `reply_broadcast` shows the channel what is in a thread."""
        return False

    async def edit(self, address: Address, id_: str, message: Message) -> str | None:
        """Let the message say something else.

        Where the workspace lets no message be changed any more, what stands below a question is
        said anew, and deleted where it was: it may show what somebody took back.
        """
        client = await self._client(address)
        message = await self._names(address.channel.workspace, message)
        with _as_failures_of(address):
            made = await _sheet(address, message, await _where(client, address, message))
            channel = await _channel(client, address)
            known = await _pictures_in(client, channel, address, id_) if _may_show(message) else {}
            made = await self._with_pictures(client, made, known)
            # First: whatever comes between, it is found here again.
            gone = known.keys() - shown_files(made.blocks).keys()
            await forget(client, [known[each] for each in sorted(gone)])
            try:
                await client.chat_update(
                    channel=channel,
                    ts=id_,
                    text=made.text,
                    blocks=made.blocks,
                    metadata=_metadata(address),
                )
            except SlackApiError as error:
                if code_of(error) not in NOT_EDITABLE:
                    raise
                if address.under is None or address.person is not None:
                    raise ChannelGone("it cannot be changed any more") from error
                return await _said_anew(client, channel, address, id_, made)
        return None

    async def _with_pictures(
        self, client: AsyncWebClient, made: SlackSheet, known: Mapping[PictureId, str]
    ) -> SlackSheet:
        """Return the sheet with files for its pictures, of which those that are `known` stay."""
        if not wanted_pictures(made.blocks):
            return made
        return replace(made, blocks=await filled(client, made.blocks, self._pictures, known))

    async def _client(self, address: Address) -> AsyncWebClient:
        """Return the workspace's client. What a failure means is for the dispatcher to say."""
        client = await self._clients.of(address.channel.workspace)
        if client is None:
            raise NotConnected("Slack is not connected to this workspace")
        return asking_once(client)


def _as_failures_of(address: Address) -> AbstractContextManager[None]:
    return as_port_failures(to_person=address.person is not None)


async def send(
    client: AsyncWebClient,
    channel: str,
    thread: str | None,
    made: SlackSheet,
    metadata: dict[str, Any] | None = None,
    *,
    shown: bool = False,
) -> str:
    """Post a sheet in a channel, or in a thread of it, and return the message's id.

    What is in a thread is `shown` to the channel as well, as people do it.
    """
    sent = await client.chat_postMessage(
        channel=channel,
        thread_ts=thread,
        reply_broadcast=shown and thread is not None,
        text=made.text,
        blocks=made.blocks,
        metadata=metadata,
        mrkdwn=False,
        unfurl_links=False,
        unfurl_media=False,
    )
    return str(sent["ts"])


async def _sent(
    client: AsyncWebClient, channel: str, thread: str | None, made: SlackSheet, address: Address
) -> str:
    """Post it under its key; what a thread does not take goes into its channel."""
    key = _metadata(address)
    try:
        return await send(client, channel, thread, made, key, shown=address.announces)
    except SlackApiError as error:
        fails = address.overdue and is_broken(error)
        if thread is None or not (fails or is_for_thread_alone(error)):
            raise
        # What failed may stand there all the same.
        if fails and (there := await _found(client, channel, thread, address)) is not None:
            return there
    return await send(client, channel, None, made, key)


def _refuse_nobody(address: Address, message: Message) -> None:
    if address.person is None and (message.for_admins or message.for_member is not None):
        raise PersonGone("there is nobody on Slack whom this could be told")


async def _channel(client: AsyncWebClient, address: Address) -> str:
    if address.person is None:
        return address.channel.address
    # A member's subject is "team:user", an owner's likewise.
    user = address.person.rpartition(":")[2]
    opened = await client.conversations_open(users=user)
    return str(opened["channel"]["id"])


def _thread(address: Address) -> str | None:
    return address.under if address.thread and address.person is None else None


async def _said_anew(
    client: AsyncWebClient, channel: str, address: Address, id_: str, made: SlackSheet
) -> str:
    """Say it where it was, delete what was there, and return the new id; once, if tried again."""
    thread, posted = _thread(address), None
    for place in dict.fromkeys((thread, None)):
        posted = posted or await _found(client, channel, place, address, but=id_)
    if posted is None:
        posted = await _sent(client, channel, thread, made, address)
    await client.chat_delete(channel=channel, ts=id_)
    return posted


async def _found(
    client: AsyncWebClient, channel: str, thread: str | None, address: Address, but: str = ""
) -> str | None:
    try:
        async for message in _messages(client, channel, thread, address.since - _MOMENT):
            is_there = message["ts"] != but and message.get("subtype") != _DELETED
            if is_there and message.get("metadata") == _metadata(address):
                return str(message["ts"])
    except SlackApiError as error:
        if thread is None or code_of(error) not in NO_THREAD:
            raise
    return None


def _may_show(message: Message) -> bool:
    """Say whether a message may show pictures, or did before its question was withdrawn."""
    asks = [each for each in message.blocks if isinstance(each, Prose)]
    has_cards = any(isinstance(each, Card | Columns) for each in message.blocks)
    return has_cards or not asks or any(each.images for each in asks)


async def _pictures_in(
    client: AsyncWebClient, channel: str, address: Address, id_: str
) -> Mapping[PictureId, str]:
    """Return the files of the pictures that a message shows by now."""
    thread = _thread(address)
    asked: dict[str, Any] = {"channel": channel, "oldest": id_, "latest": id_, "inclusive": True}
    try:
        page = await (
            client.conversations_replies(ts=thread, **asked)
            if thread
            else client.conversations_history(**asked)
        )
    except SlackApiError as error:
        if code_of(error) not in NO_THREAD:
            raise
        return {}
    found = (each for each in page["messages"] if each["ts"] == id_)
    return shown_files([block for each in found for block in each.get("blocks") or ()])


async def _messages(
    client: AsyncWebClient, channel: str, thread: str | None, since: datetime
) -> AsyncIterator[Mapping[str, Any]]:
    """Yield what was said since then, in the thread or in the channel itself."""
    cursor = ""
    asked: dict[str, Any] = {
        "channel": channel,
        "oldest": f"{since.timestamp():.6f}",
        "inclusive": True,
        "include_all_metadata": True,
        "limit": _PAGE,
    }
    for _ in range(_MOST_PAGES):
        page = await (
            client.conversations_replies(ts=thread, cursor=cursor, **asked)
            if thread
            else client.conversations_history(cursor=cursor, **asked)
        )
        for message in page["messages"]:
            yield message
        cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
        if not cursor:
            return


def _metadata(address: Address) -> dict[str, Any]:
    return {"event_type": DELIVERY, "event_payload": {"key": address.key}}


async def _sheet(address: Address, message: Message, where: str | None = None) -> SlackSheet:
    # Thousands of replies take a while to lay out; others are served meanwhile.
    pages = await asyncio.to_thread(pages_of, message, files=False, pictures=True)
    role, person = address.mention_role, address.mention_person
    # A member's subject is "team:user", as an owner's.
    people = [each.rpartition(":")[2] for each in (*address.mentions, person) if each]
    return sheet(
        pages,
        1,
        actions=message.actions,
        turn=turn_of(message),
        mentions=[role, *people] if role else people,
        where=where,
    )


async def _where(client: AsyncWebClient, address: Address, message: Message) -> str | None:
    """Return in mrkdwn which question and channel a direct message is about; None for others.

    It is read far from there. What is gone has no link. A channel that the message names is not
    named again.
    """
    if address.person is None:
        return None
    there = address.channel
    channel = None if message.names(there.address) else f"In <#{there.address}>"
    if there.gone and there.name:  # which may be deleted: clients know no name of such a one
        name = f"#{there.name}"
        return None if message.says(name) else f"In {escape(name)}"
    if address.under is None:
        return channel
    try:
        found = await client.chat_getPermalink(
            channel=address.channel.address, message_ts=address.under
        )
    except SlackApiError as error:
        if is_passing(error):
            raise
        return channel
    link = escape(found["permalink"])
    return f"<{link}|The question>" if channel is None else f"{channel}: <{link}|the question>"
