"""Replies that are written as messages: in a question's thread, or in answer to the question."""

from __future__ import annotations

import asyncio

import discord
import structlog

from bot.chat import replies
from bot.core.models import Channel, InboxEntry, RoundId
from bot.errors import DatabaseUnavailable, MemberError
from bot.platforms.discord.interactions import PLATFORM
from bot.presentation.errors import unavailable_words, words_for
from bot.presentation.replies import UNREADABLE
from bot.services.arrivals import Arrival
from bot.services.replies import Saved, Written
from bot.services.services import Services

_log = structlog.get_logger()
_TAKEN = "\N{WHITE HEAVY CHECK MARK}"
_REFUSED = "\N{CROSS MARK}"
# A hundred requests: what a channel or a thread says while a question is open is far less.
_MOST_CAUGHT_UP = 10_000


class ThreadReplies:
    """Takes messages as replies where the channel allows it."""

    def __init__(self, services: Services, client: discord.Client) -> None:
        self._services = services
        self._client = client
        self._turn = asyncio.Lock()

    async def take(self, message: discord.Message) -> None:
        """Store a message that answers a question, and mark it once it is stored."""
        address, at = _address(message), _written(message).said_at
        if address is None:
            return
        with self._services.arrivals.answering(Arrival(lambda: at)):
            channel = await self._services.groups.find_channel(PLATFORM, address)
            if channel is not None:
                await self._take(message, channel)

    async def _take(self, message: discord.Message, channel: Channel) -> None:
        round_, written = await self._round(message, channel), _written(message)
        if round_ is None or await self._is_talk(round_, message, channel):
            return
        try:
            # One after the other, as they came: of two the later one counts.
            async with self._turn:
                saved = await self._store(round_, message)
        except MemberError as refusal:
            if not await self._services.inbox.done([written.entry]):
                await _refuse(message, refusal)
                await self._services.inbox.finish(written.entry)
        except DatabaseUnavailable as error:  # not marked: it is taken up at the next start
            words = unavailable_words(error)
            await message.reply(words, allowed_mentions=_author_alone(message))
        else:
            if saved is not None:
                await message.add_reaction(_TAKEN)

    async def _is_talk(self, round_: RoundId, message: discord.Message, channel: Channel) -> bool:
        """Say whether it is a word among others in the question's thread."""
        if not isinstance(message.channel, discord.Thread):
            return False
        # Who writes in a channel reads it, and there the question was posted.
        _, reader = await self._services.access.pressed(
            PLATFORM, str(message.author.id), round_, channel.address
        )
        return await replies.is_talk(self._services, round_, reader, _written(message))

    async def catch_up(self, shard: int) -> None:
        """Take what was written while nobody listened, as far as its rounds are still open."""
        for channel, id_ in await self._services.messages.open_questions(PLATFORM):
            guild = self._client.get_guild(int(channel.workspace))
            if channel.written and guild is not None and guild.shard_id == shard:
                # In answer to the question, or in its thread, which has its id.
                for place in (int(channel.address), int(id_)):
                    await self._catch_up_in(channel, place, discord.Object(int(id_)))

    async def _catch_up_in(
        self, channel: Channel, place: int, since: discord.abc.Snowflake
    ) -> None:
        there = self._client.get_partial_messageable(place, guild_id=int(channel.workspace))
        history = there.history(limit=_MOST_CAUGHT_UP, after=since, oldest_first=True)
        try:
            async for message in history:
                if not await self._is_settled(message):
                    await self._take_missed(message, channel)
        except discord.HTTPException as error:
            # No thread was ever made, or we may not read there: nobody can have written to us.
            _log.info("nothing to catch up with", channel=place, reason=str(error))

    async def _take_missed(self, message: discord.Message, channel: Channel) -> None:
        try:
            await self._take(message, channel)
        except discord.HTTPException as error:
            # It is gone by now, or in a thread that was archived: the others are not.
            _log.info("not marked", message=message.id, reason=str(error))

    async def _is_settled(self, message: discord.Message) -> bool:
        """Say whether it was taken or refused before, as it is now."""
        if not any(each.me and str(each.emoji) in (_TAKEN, _REFUSED) for each in message.reactions):
            return False
        if message.edited_at is None:
            return True
        entry = _written(message).entry
        return entry in await self._services.inbox.done([entry])

    async def _round(self, message: discord.Message, channel: Channel) -> RoundId | None:
        """Return the round that a person's message answers, where that is allowed."""
        if not channel.written or message.author.bot or message.webhook_id is not None:
            return None
        if message.type not in (discord.MessageType.default, discord.MessageType.reply):
            return None
        return await self._services.messages.asked_in(PLATFORM, _questions(message))

    async def _store(self, round_: RoundId, message: discord.Message) -> Saved | None:
        group = await self._services.cards.group_of(round_)
        member = await self._services.members.of_platform(
            group, PLATFORM, str(message.author.id), message.author.display_name
        )
        written = _written(message)
        return await self._services.replies.take(round_, member, message.content, written)


def _address(message: discord.Message) -> str | None:
    """Return the channel where it was written, that of the thread that it is in; None for others.

    Nothing is taken in a private thread, where no question is posted.
    """
    place = message.channel
    if message.guild is None or (isinstance(place, discord.Thread) and place.is_private()):
        return None
    return str(place.parent_id if isinstance(place, discord.Thread) else place.id)


def _questions(message: discord.Message) -> tuple[str, ...]:
    """Return the ids of the messages that it may be an answer to."""
    reference = message.reference.message_id if message.reference else None
    # A thread that was made from a message has the message's id.
    return tuple(str(id_) for id_ in (message.channel.id, reference) if id_)


def _written(message: discord.Message) -> Written:
    """Return this version of a message, as the inbox has it."""
    version = f"{message.channel.id}:{message.id}"
    if message.edited_at is not None:
        version += f":{message.edited_at.timestamp()}"
    is_answer = message.edited_at is not None or message.reference is not None
    return Written(
        InboxEntry(PLATFORM, version), message.edited_at or message.created_at, is_answer
    )


async def _refuse(message: discord.Message, refusal: MemberError) -> None:
    words = words_for(refusal) if message.content else UNREADABLE
    await message.reply(words, allowed_mentions=_author_alone(message))
    await message.add_reaction(_REFUSED)


def _author_alone(message: discord.Message) -> discord.AllowedMentions:
    return discord.AllowedMentions(
        everyone=False, roles=False, users=[message.author], replied_user=True
    )
