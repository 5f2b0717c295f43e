"""Slack as a place to deliver to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, Protocol

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.places import Address
from bot.core.view import Message
from bot.platforms.port import DeliveryFailed, PersonGone
from bot.platforms.slack.failures import as_port_failures
from bot.platforms.slack.rendering.blocks import Sheet, sheet
from bot.platforms.slack.rendering.pages import pages_of

# The type of the metadata that a delivery's key travels in, and is found again by.
DELIVERY = "roundtable_delivery"
_PAGE = 200
# How far back a message is looked for: many times what a channel says while we try again.
_MOST_PAGES = 10


class Clients(Protocol):
    """The clients of the workspaces that the app is installed in."""

    async def of(self, team: str) -> AsyncWebClient | None:
        """Return the workspace's client, None where the app is not installed any more."""


class SlackPlatform:
    """A `bot.platforms.port.Platform` by the Web API alone.

    Slack documents no idempotency key: a message carries its delivery's key as metadata, and is
    looked for by it before anything is sent again.
    """

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    @property
    def name(self) -> str:
        """The word that `Channel.platform` has for it."""
        return "slack"

    @property
    def seconds_between_posts(self) -> float:
        """Slack takes about one message a second and channel."""
        return 1.0

    @property
    def seconds_between_edits(self) -> float | None:
        """Edits count as chat.update, fifty a minute and workspace for all of its channels."""
        return 5.0

    async def post(self, address: Address, message: Message) -> str:
        """Send the message with the key in its metadata."""
        _refuse_nobody(address, message)
        client, made = await self._client(address), _sheet(address, message)
        with as_port_failures():
            sent = await client.chat_postMessage(
                channel=await _channel(client, address),
                thread_ts=_thread(address),
                text=made.text,
                blocks=made.blocks,
                metadata=_metadata(address),
                mrkdwn=False,
                unfurl_links=False,
                unfurl_media=False,
            )
        return str(sent["ts"])

    async def find(self, address: Address) -> str | None:
        """Look for a message that has the key in its metadata."""
        client = await self._client(address)
        with as_port_failures():
            async for message in _messages(client, await _channel(client, address), address):
                if message.get("metadata") == _metadata(address):
                    return str(message["ts"])
        return None

    async def edit(self, address: Address, id_: str, message: Message) -> None:
        """Let the message say something else."""
        client, made = await self._client(address), _sheet(address, message)
        with as_port_failures():
            await client.chat_update(
                channel=await _channel(client, address),
                ts=id_,
                text=made.text,
                blocks=made.blocks,
                metadata=_metadata(address),
            )

    async def _client(self, address: Address) -> AsyncWebClient:
        client = await self._clients.of(address.channel.home)
        if client is None:
            raise DeliveryFailed("Slack is not connected to this workspace")
        return client


def _refuse_nobody(address: Address, message: Message) -> None:
    if address.person is None and (message.for_admins or message.for_member is not None):
        raise PersonGone("there is nobody on Slack whom this could be told")


async def _channel(client: AsyncWebClient, address: Address) -> str:
    if address.person is None:
        return address.channel.address
    # A member's subject is "team:user", a steward's likewise.
    user = address.person.rpartition(":")[2]
    opened = await client.conversations_open(users=user)
    return str(opened["channel"]["id"])


def _thread(address: Address) -> str | None:
    return address.under if address.thread and address.person is None else None


async def _messages(
    client: AsyncWebClient, channel: str, address: Address
) -> AsyncIterator[Mapping[str, Any]]:
    """Yield what was said since the address's message may have been sent."""
    thread, cursor = _thread(address), ""
    asked: dict[str, Any] = {
        "channel": channel,
        "oldest": f"{address.since.timestamp():.6f}",
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


def _sheet(address: Address, message: Message) -> Sheet:
    turn = next((action for action in message.actions if action.name == "reveal"), None)
    return sheet(
        pages_of(message),
        1,
        actions=message.actions,
        turn=turn,
        ping=address.ping,
    )
