"""Replies that are written as messages: in a question's thread, or in answer to the question."""

from __future__ import annotations

import asyncio

import discord
import structlog

from bot.chat import replies
from bot.core.models import Channel, Member, RoundId
from bot.errors import MemberError
from bot.platforms.discord.interactions import PLATFORM
from bot.presentation.errors import words_for
from bot.presentation.replies import UNREADABLE
from bot.services.services import Services

_log = structlog.get_logger()
_TAKEN = "\N{WHITE HEAVY CHECK MARK}"
_REFUSED = "\N{CROSS MARK}"
_MOST_CAUGHT_UP = 500


class ThreadReplies:
    """Takes messages as replies where the channel allows it."""

    def __init__(self, services: Services, client: discord.Client) -> None:
        self._services = services
        self._client = client
        self._turn = asyncio.Lock()

    async def take(self, message: discord.Message) -> None:
        """Store a message that answers a question, and mark it once it is stored."""
        address = _address(message)
        if address is not None:
            channel = await self._services.groups.find_channel(PLATFORM, address)
            if channel is not None:
                await self._take(message, channel)

    async def _take(self, message: discord.Message, channel: Channel) -> None:
        round_ = await self._round(message, channel)
        if round_ is None or await self._is_talk(round_, message, channel):
            return
        try:
            # One after the other, as they came: of two the later one counts.
            async with self._turn:
                await self._store(round_, message)
        except MemberError as refusal:
            words = words_for(refusal) if message.content else UNREADABLE
            await message.reply(words, allowed_mentions=_author_alone(message))
            await message.add_reaction(_REFUSED)
        else:
            await message.add_reaction(_TAKEN)

    async def _is_talk(self, round_: RoundId, message: discord.Message, channel: Channel) -> bool:
        """Say whether it is a word among others in the question's thread."""
        if not isinstance(message.channel, discord.Thread):
            return False
        is_answer = message.edited_at is not None or message.reference is not None
        # Who writes in a channel reads it, and there the question was posted.
        reader = await self._services.access.of_round(
            PLATFORM, str(message.author.id), round_, channel
        )
        return await replies.is_talk(self._services, round_, reader, is_answer=is_answer)

    async def _author(self, round_: RoundId, message: discord.Message) -> Member | None:
        group = await self._services.cards.group_of(round_)
        return await self._services.members.find_platform(group, PLATFORM, str(message.author.id))

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
        try:
            async for message in there.history(
                limit=_MOST_CAUGHT_UP, after=since, oldest_first=True
            ):
                if not _is_settled(message) and not await self._is_older(message, channel):
                    await self._take(message, channel)
        except discord.HTTPException as error:
            # No thread was ever made, or we may not read there: nobody can have written to us.
            _log.info("nothing to catch up with", channel=place, reason=str(error))

    async def _is_older(self, message: discord.Message, channel: Channel) -> bool:
        """Say whether its author has answered since in another way; the clocks may differ."""
        round_ = await self._round(message, channel)
        if round_ is None:
            return True
        author = await self._author(round_, message)
        mine = await self._services.replies.mine(round_, author) if author else None
        return mine is not None and mine.saved_at > (message.edited_at or message.created_at)

    async def _round(self, message: discord.Message, channel: Channel) -> RoundId | None:
        """Return the round that a person's message answers, where that is allowed."""
        if not channel.written or message.author.bot or message.webhook_id is not None:
            return None
        if message.type not in (discord.MessageType.default, discord.MessageType.reply):
            return None
        return await self._services.messages.asked_in(PLATFORM, _questions(message))

    async def _store(self, round_: RoundId, message: discord.Message) -> None:
        group = await self._services.cards.group_of(round_)
        member = await self._services.members.of_platform(
            group, PLATFORM, str(message.author.id), message.author.display_name
        )
        await replies.follow(self._services, round_, member, message.content)


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


def _is_settled(message: discord.Message) -> bool:
    """Say whether it was taken or refused before."""
    return any(each.me and str(each.emoji) in (_TAKEN, _REFUSED) for each in message.reactions)


def _author_alone(message: discord.Message) -> discord.AllowedMentions:
    return discord.AllowedMentions(
        everyone=False, roles=False, users=[message.author], replied_user=True
    )
