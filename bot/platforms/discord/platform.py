"""Discord as a place to deliver to."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Callable, Sequence
from datetime import timedelta

import discord

from bot.chat.actions import turn_of
from bot.core.deliveries import Rates
from bot.core.view import Address, Message
from bot.platforms.discord import posts
from bot.platforms.discord.failures import as_port_failures
from bot.platforms.discord.permissions import missing, name_of
from bot.platforms.discord.posts import Forums, name_of_words
from bot.platforms.discord.rendering.layout import (
    Files,
    LoadFiles,
    Sheet,
    layout,
    marked,
    marker_of,
    pictures_on,
)
from bot.platforms.discord.rendering.pages import Page, pages_of
from bot.platforms.discord.threads import (
    THREAD_LOCKED,
    has_thread,
    is_archived,
    is_closed,
    name_of_summary,
    open_again,
    opened,
    retitle,
    thread_in_time_or_channel,
    thread_or_channel,
)
from bot.platforms.discord.where import thread_link, where
from bot.platforms.port import ChannelGone, MessageGone, NotConnected, PersonGone
from bot.presentation.workspaces import missing_words

# "nonce: up to 25 characters", https://discord.com/developers/docs/resources/message
_NONCE_LENGTH = 25
# How far back a message is looked for: many times what a channel says while we try again.
_LONGEST_SEARCH = 2_000
_MOMENT = timedelta(seconds=1)  # "after" leaves out what came in the same millisecond

Place = discord.PartialMessageable | discord.DMChannel
Connected = Callable[[], discord.Client | None]


class DiscordPlatform:
    """A `bot.platforms.port.Platform` by REST alone: any worker can post to any server's channels.

    `connected` returns the client that is logged in now, None without one; `pictures` are those
    that messages show.
    """

    name = "discord"
    # Of the 50 that Discord takes of a bot: on a busy machine, some that are late come with
    # those in time. The others are for looking who can read what. For each channel, discord.py
    # waits as long as Discord's answers say.
    # https://docs.discord.com/developers/topics/rate-limits#global-rate-limit
    rates = Rates(bot=30.0)
    # Discord allows five edits in five seconds and channel; members need fewer.
    seconds_between_edits: float | None = 5.0

    def __init__(self, connected: Connected, pictures: LoadFiles) -> None:
        self._connected = connected
        self._forums = Forums()
        self._pictures = pictures

    async def post(self, address: Address, message: Message) -> str:
        """Send the message under a nonce made from the key.

        Discord returns the first message for a nonce that comes again within a few minutes; what
        comes later is found by `find`. What a thread does not take goes into its channel.
        """
        _refuse_nobody(address, message)
        with as_port_failures():
            try:
                return await self._posted(address, message)
            except discord.Forbidden as error:
                raise self._explained(address, error) from error

    async def find(self, address: Address) -> str | None:
        """Look for a message of ours that has the key's marker."""
        client = self._client()
        if client.user is None:
            raise NotConnected("Discord is not connected yet")
        with as_port_failures():
            *threads, place = await self._places(address)
            for thread in threads:
                async with thread_or_channel(address):
                    if (found := await _found(thread, address, client.user.id)) is not None:
                        return found
            if (forum := await self._forum(address)) is not None:
                return await posts.find(client, forum, address)
            return await _found(place, address, client.user.id)

    async def is_unheard(self, address: Address, id_: str) -> bool:
        """Say whether it stands in the question's thread: Discord shows a channel none of that.

        A forum has nothing beside its posts.
        """
        if not has_thread(address):
            return False
        with as_port_failures():
            if await self._forum(address) is not None:
                return False
            async with thread_or_channel(address):
                await self._client().http.get_message(int(address.under or 0), int(id_))
                return True
        return False

    async def edit(self, address: Address, id_: str, message: Message) -> str | None:
        """Let the message say something else.

        Where a thread was locked our own messages may be deleted, but not changed: then it is said
        anew in the channel, and deleted in the thread.
        """
        pages = await asyncio.to_thread(pages_of, message)
        pictures = await pictures_on(pages[0], self._pictures) if pages[0].images else {}

        with as_port_failures():
            leads = await self._leads(address, message)

            def sheet() -> Sheet:  # each try has files of its own to send
                return _sheet(address, message, pages, leads, pictures=pictures)

            *threads, place = await self._places(address)
            if await self._forum(address) is not None:
                named = name_of_words(message.title) if address.under is None else ""
                posted = [*threads, self._channel(int(id_))]
                await self._edit_in_post(posted, id_, sheet, named)
                return None
            named = name_of_summary(message.title) if message.title else ""
            for thread in threads:
                try:
                    await self._edit_in_thread(thread, id_, sheet, named)
                except discord.NotFound:
                    continue  # it went into the channel
                except discord.Forbidden as error:
                    return await self._moved(thread, id_, address, message, error)
                return None
            await _edit(place, id_, sheet())
        return None

    async def _edit_in_post(
        self, places: Sequence[Place], id_: str, sheet: Callable[[], Sheet], named: str
    ) -> None:
        """Change it in its question's post, or in the one that it begins. Raises MessageGone."""
        for post in places:
            try:
                await self._edit_in_thread(post, id_, sheet, named)
            except discord.NotFound:
                continue
            except discord.Forbidden as refusal:
                raise ChannelGone(THREAD_LOCKED) from refusal
            return
        raise MessageGone("it was deleted")

    async def _edit_in_thread(
        self, thread: Place, id_: str, sheet: Callable[[], Sheet], named: str
    ) -> None:
        """Change it, in an archived thread too, which is `named` after it, or not."""
        try:
            await self._change(thread, id_, sheet(), named)
        except discord.HTTPException as error:
            if not is_archived(error):
                raise
            async with open_again(self._client(), thread.id):
                await self._change(thread, id_, sheet(), named)

    async def _change(self, thread: Place, id_: str, sheet: Sheet, named: str) -> None:
        await _edit(thread, id_, sheet)
        if named:
            await retitle(self._client(), thread.id, named)

    async def _moved(
        self,
        thread: Place,
        id_: str,
        address: Address,
        message: Message,
        refusal: discord.Forbidden,
    ) -> str:
        """Say in the channel what cannot be changed in its thread, and return the new id.

        Raises ChannelGone where the old one cannot be deleted, which Discord allows unless the
        thread is archived as well.
        """
        client = self._client()
        there = await client.http.get_channel(thread.id)
        if client.user is None or is_closed(there):
            raise ChannelGone(THREAD_LOCKED) from refusal
        channel = self._channel(int(address.channel.address))
        # An earlier attempt may have come so far.
        posted = await _found(channel, address, client.user.id)
        if posted is None:
            posted = await self._sent(channel, _reference(address), address, message)
        await thread.get_partial_message(int(id_)).delete()
        return posted

    def _client(self) -> discord.Client:
        client = self._connected()
        if client is None:
            raise NotConnected("Discord is not connected")
        return client

    async def _posted(self, address: Address, message: Message) -> str:
        """Send it to where it belongs, and return its id: to a person, a forum or a channel."""
        client = self._client()
        if address.person is not None:
            about = await self._leads(address, message)
            direct = await client.create_dm(discord.Object(int(address.person)))
            return await self._sent(direct, None, address, message, about)
        forum = await self._forum(address)
        if forum is not None and address.under is not None:
            async with thread_in_time_or_channel(address):
                return await self._sent_below(address, message)
            # A post that takes nothing any more: what was to stand in it begins another.
        if forum is not None:
            sheet = await self._sheet(address, message)
            return str(await posts.begin(client, forum, message, sheet))
        return await self._said(client, address, message)

    async def _said(self, client: discord.Client, address: Address, message: Message) -> str:
        """Send it where messages are taken: into a question's thread, or into the channel."""
        if has_thread(address):
            async with thread_in_time_or_channel(address):
                await opened(client, address, message.summary)
                return await self._sent_below(address, message)
        channel = self._channel(int(address.channel.address))
        reference = _reference(address) if address.under is not None else None
        leads = await self._leads(address, message)
        return await self._sent(channel, reference, address, message, leads)

    async def _sent_below(self, address: Address, message: Message) -> str:
        """Send it into the thread of its question.

        Raises DeliveryUnclear where Discord does not say whether the thread has it: only what is
        known to be missing there may go elsewhere.
        """
        thread = self._channel(int(address.under or 0))
        try:
            return await self._sent(thread, None, address, message)
        except discord.DiscordServerError:
            client = self._client()
            if not address.overdue or client.user is None:
                raise
            with as_port_failures():
                there = await _found(thread, address, client.user.id)
            if there is None:
                raise
            return there

    async def _leads(self, address: Address, message: Message) -> str | None:
        """Return what leads from a message to what it is about; None where it stands there."""
        if address.person is not None:
            is_forum = await self._is_about_forum(address)
            return where(self._client(), address, message, is_forum=is_forum)
        return thread_link(address) if address.leads and message.actions else None

    async def _sent(
        self,
        place: Place,
        reference: discord.MessageReference | None,
        address: Address,
        message: Message,
        place_words: str | None = None,
    ) -> str:
        sheet = await self._sheet(address, message, place_words)
        sent = await place.send(
            view=sheet.view,
            files=sheet.files,
            nonce=nonce_of(f"{address.key}:{address.since.isoformat()}"),
            reference=reference,  # type: ignore[arg-type]  # None is its default
            allowed_mentions=sheet.mentions,
        )
        return str(sent.id)

    async def _sheet(
        self, address: Address, message: Message, place_words: str | None = None
    ) -> Sheet:
        pages = await asyncio.to_thread(pages_of, message)
        pictures = await pictures_on(pages[0], self._pictures) if pages[0].images else {}
        return _sheet(address, message, pages, place_words, pictures=pictures)

    async def _places(self, address: Address) -> list[Place]:
        """Return where the message is if it was posted, likeliest first; the last is no thread."""
        if address.person is not None:
            return [await self._client().create_dm(discord.Object(int(address.person)))]
        channel = self._channel(int(address.channel.address))
        is_below = address.under is not None and await self._forum(address) is not None
        is_below = is_below or has_thread(address)
        return [self._channel(int(address.under or 0)), channel] if is_below else [channel]

    async def _forum(self, address: Address) -> posts.Forum | None:
        return await self._forums.at(self._client(), address)

    async def _is_about_forum(self, address: Address) -> bool:
        """Say whether what somebody is told directly is about a forum that we still see.

        Where the channel is gone, its owner is told all the same: just that is the news.
        """
        try:
            return await self._forum(address) is not None
        except (discord.NotFound, discord.Forbidden):
            return False

    def _channel(self, id_: int) -> discord.PartialMessageable:
        return self._client().get_partial_messageable(id_)

    def _explained(self, address: Address, error: discord.Forbidden) -> Exception:
        """Return a refusal that says which permissions are missing, where that can be seen."""
        if address.person is not None:
            return error
        channel = self._client().get_channel(int(address.channel.address))
        if not isinstance(channel, discord.abc.GuildChannel):
            return error
        # What is missing in threads alone has led into the channel.
        granted = channel.permissions_for(channel.guild.me)
        lacking = missing(granted, threads=False, posts=isinstance(channel, discord.ForumChannel))
        name = name_of(channel) or address.channel.name
        return ChannelGone(missing_words(lacking, name)) if lacking else error


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


async def _edit(place: Place, id_: str, sheet: Sheet) -> None:
    await place.get_partial_message(int(id_)).edit(
        view=sheet.view, attachments=sheet.files, allowed_mentions=sheet.mentions
    )


def nonce_of(key: str) -> str:
    """Return the key's nonce: 25 characters that no other key has, as far as anybody can tell."""
    digest = hashlib.sha256(key.encode()).digest()
    return base64.b32encode(digest).decode()[:_NONCE_LENGTH]


def _refuse_nobody(address: Address, message: Message) -> None:
    if address.person is None and (message.for_admins or message.for_member is not None):
        raise PersonGone("there is nobody on Discord whom this could be told")


def _sheet(
    address: Address,
    message: Message,
    pages: Sequence[Page],
    place_words: str | None = None,
    *,
    pictures: Files,
) -> Sheet:
    return layout(
        pages,
        1,
        actions=message.actions,
        marker=marker_of(address.key),
        turn=turn_of(message),
        mention_role=address.mention_role,
        mention_people=called(address),
        where=place_words,
        pictures=pictures,
    )


def called(address: Address) -> tuple[str, ...]:
    """Return the accounts that a message mentions."""
    return address.mentions or ((address.mention_person,) if address.mention_person else ())


def _reference(address: Address) -> discord.MessageReference:
    return discord.MessageReference(
        message_id=int(address.under or 0),
        channel_id=int(address.channel.address),
        fail_if_not_exists=False,
    )
