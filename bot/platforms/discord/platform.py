"""Discord as a place to deliver to."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

import discord

from bot.chat.actions import turn_of
from bot.core.limits import checked_line
from bot.core.view import Address, Message
from bot.errors import MemberError
from bot.platforms.discord.failures import THREAD_EXISTS, UNKNOWN_MESSAGE, as_port_failures
from bot.platforms.discord.permissions import missing
from bot.platforms.discord.rendering.layout import Sheet, layout, marked, marker_of
from bot.platforms.discord.rendering.pages import Page, pages_of
from bot.platforms.discord.visibility import name_of
from bot.platforms.port import ChannelGone, NotConnected, PersonGone
from bot.presentation.workspaces import missing_words

# "nonce: up to 25 characters", https://discord.com/developers/docs/resources/message
_NONCE_LENGTH = 25
_LONGEST_THREAD_NAME = 100
_ARCHIVED_AFTER: Final = 10_080  # minutes: a week, the longest that there is
# How far back a message is looked for: many times what a channel says while we try again.
_LONGEST_SEARCH = 2_000
_MOMENT = timedelta(seconds=1)  # "after" leaves out what came in the same millisecond

Place = discord.PartialMessageable | discord.DMChannel
Connected = Callable[[], discord.Client | None]


class DiscordPlatform:
    """A `bot.platforms.port.Platform` by REST alone: any worker can post to any server's channels.

    `connected` returns the client that is logged in now, None without one.
    """

    name = "discord"
    seconds_between_posts = 0.0  # discord.py waits as long as Discord's answers say
    # Of the 50 that Discord takes of a bot: on a busy machine, some that are late come with
    # those in time. The others are for looking who can read what.
    # https://docs.discord.com/developers/topics/rate-limits#global-rate-limit
    requests_per_second: float | None = 30.0
    # Discord allows five edits in five seconds and channel; members need fewer.
    seconds_between_edits: float | None = 5.0

    def __init__(self, connected: Connected) -> None:
        self._connected = connected

    async def post(self, address: Address, message: Message) -> str:
        """Send the message under a nonce made from the key.

        Discord returns the first message for a nonce that comes again within a few minutes; what
        comes later is found by `find`.
        """
        _refuse_nobody(address, message)
        with as_port_failures():
            try:
                place, reference = await self._place(address, message)
                sent = await _sent(place, reference, address, message)
            except discord.Forbidden as error:
                raise self._explained(address, error) from error
            except discord.NotFound:
                if address.person is not None or address.under is None or not address.thread:
                    raise
                # Somebody deleted the thread; what goes into it goes into the channel.
                channel = self._channel(int(address.channel.address))
                sent = await _sent(channel, None, address, message)
        return str(sent.id)

    async def find(self, address: Address) -> str | None:
        """Look for a message of ours that has the key's marker."""
        client = self._client()
        if client.user is None:
            raise NotConnected("Discord is not connected yet")
        with as_port_failures():
            places = [await self._existing(address)]
            if address.person is None and address.under is not None and address.thread:
                # Where it went if the question, and with it its thread, had been deleted.
                places.append(self._channel(int(address.channel.address)))
            for place in places:
                if (found := await _found(place, address, client.user.id)) is not None:
                    return found
        return None

    async def edit(self, address: Address, id_: str, message: Message) -> None:
        """Let the message say something else."""
        with as_port_failures():
            place = await self._existing(address)
            sheet = _sheet(address, message, await asyncio.to_thread(pages_of, message))
            await place.get_partial_message(int(id_)).edit(
                view=sheet.view, attachments=sheet.files, allowed_mentions=sheet.mentions
            )

    def _client(self) -> discord.Client:
        client = self._connected()
        if client is None:
            raise NotConnected("Discord is not connected")
        return client

    async def _place(
        self, address: Address, message: Message
    ) -> tuple[Place, discord.MessageReference | None]:
        """Return where the message goes and what it answers there; make its thread."""
        client = self._client()
        if address.person is not None:
            return await client.create_dm(discord.Object(int(address.person))), None
        channel = self._channel(int(address.channel.address))
        if address.under is None:
            return channel, None
        if not address.thread:
            return channel, _reference(address)
        thread = await self._thread(address, message.summary)
        return (channel if thread is None else thread), None

    async def _existing(self, address: Address) -> Place:
        """Return where the message must be if it was posted."""
        if address.person is not None:
            return await self._client().create_dm(discord.Object(int(address.person)))
        if address.under is not None and address.thread:
            return self._channel(int(address.under))
        return self._channel(int(address.channel.address))

    async def _thread(self, address: Address, summary: str) -> discord.PartialMessageable | None:
        """Return the thread of the message that this one is under, None when that is gone.

        A thread made from a message has its id, and there is one at the most.
        """
        channel, under = int(address.channel.address), int(address.under or 0)
        try:
            # Message.create_thread wants the guild in the cache: another worker's shard has it.
            await self._client().http.start_thread_with_message(
                channel, under, name=_thread_name(summary), auto_archive_duration=_ARCHIVED_AFTER
            )
        except discord.HTTPException as error:
            if error.code == UNKNOWN_MESSAGE:
                return None
            if error.code != THREAD_EXISTS:
                raise
        return self._channel(under)

    def _channel(self, id_: int) -> discord.PartialMessageable:
        return self._client().get_partial_messageable(id_)

    def _explained(self, address: Address, error: discord.Forbidden) -> Exception:
        """Return a refusal that says which permissions are missing, where that can be seen."""
        if address.person is not None:
            return error
        channel = self._client().get_channel(int(address.channel.address))
        if not isinstance(channel, discord.abc.GuildChannel):
            return error
        lacking = missing(channel.permissions_for(channel.guild.me), threads=address.thread)
        name = name_of(channel) or address.channel.name
        return ChannelGone(missing_words(lacking, name)) if lacking else error


async def _sent(
    place: Place,
    reference: discord.MessageReference | None,
    address: Address,
    message: Message,
) -> discord.Message:
    sheet = _sheet(address, message, await asyncio.to_thread(pages_of, message))
    return await place.send(
        view=sheet.view,
        files=sheet.files,
        nonce=nonce_of(address.key),
        reference=reference,  # type: ignore[arg-type]  # None is its default
        allowed_mentions=sheet.mentions,
    )


async def _found(place: Place, address: Address, author: int) -> str | None:
    marker = marker_of(address.key)
    try:
        async for message in place.history(
            limit=_LONGEST_SEARCH, after=address.since - _MOMENT, oldest_first=True
        ):
            if message.author.id == author and marked(message, marker):
                return str(message.id)
    except discord.NotFound:
        return None  # no thread was ever made
    return None


def nonce_of(key: str) -> str:
    """Return the key's nonce: 25 characters that no other key has, as far as anybody can tell."""
    digest = hashlib.sha256(key.encode()).digest()
    return base64.b32encode(digest).decode()[:_NONCE_LENGTH]


def _refuse_nobody(address: Address, message: Message) -> None:
    if address.person is None and (message.for_admins or message.for_member is not None):
        raise PersonGone("there is nobody on Discord whom this could be told")


def _sheet(address: Address, message: Message, pages: Sequence[Page]) -> Sheet:
    return layout(
        pages,
        1,
        actions=message.actions,
        marker=marker_of(address.key),
        turn=turn_of(message),
        mention_role=address.mention_role,
    )


def _reference(address: Address) -> discord.MessageReference:
    return discord.MessageReference(
        message_id=int(address.under or 0),
        channel_id=int(address.channel.address),
        fail_if_not_exists=False,
    )


def _thread_name(summary: str) -> str:
    try:
        line = checked_line(summary, "name", len(summary) + 1)
    except MemberError:
        return "Answers"
    return line[:_LONGEST_THREAD_NAME]
