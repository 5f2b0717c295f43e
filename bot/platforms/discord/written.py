"""Replies that are written as messages: in a question's thread, or in answer to the question."""

from __future__ import annotations

import discord
import structlog

from bot.core.models import Member, RoundId
from bot.core.places import Home
from bot.errors import MemberError
from bot.platforms.discord.visits import PLATFORM
from bot.presentation.errors import words_for
from bot.presentation.replies import UNREADABLE
from bot.services.catalogue import Services

_log = structlog.get_logger()
_TAKEN = "\N{WHITE HEAVY CHECK MARK}"
_MOST_CAUGHT_UP = 500


class WrittenReplies:
    """Takes messages as replies where the server's group allows it."""

    def __init__(self, services: Services, client: discord.Client) -> None:
        self._services = services
        self._client = client

    async def take(self, message: discord.Message) -> None:
        """Store a message that answers a question, and mark it once it is stored."""
        round_ = await self._round(message)
        if round_ is None:
            return
        if not message.content:
            await message.reply(UNREADABLE, allowed_mentions=_author_alone(message))
            return
        try:
            await self._store(round_, message)
        except MemberError as refusal:
            await message.reply(words_for(refusal), allowed_mentions=_author_alone(message))
            return
        await message.add_reaction(_TAKEN)

    async def catch_up(self) -> None:
        """Take what was written while nobody listened, as far as its rounds are still open."""
        for home in await self._services.homes.of_platform(PLATFORM):
            guild = self._client.get_guild(int(home.address))
            if home.written and guild is not None:
                for place, since in await self._places(home):
                    await self._catch_up_in(guild, place, since)

    async def _catch_up_in(
        self, guild: discord.Guild, place: int, since: discord.abc.Snowflake
    ) -> None:
        channel = self._client.get_partial_messageable(place, guild_id=guild.id)
        try:
            async for message in channel.history(
                limit=_MOST_CAUGHT_UP, after=since, oldest_first=True
            ):
                await self.take(message)
        except discord.HTTPException as error:
            # No thread was ever made, or we may not read there: nobody can have written to us.
            _log.info("nothing to catch up with", channel=place, reason=str(error))

    async def _places(self, home: Home) -> list[tuple[int, discord.abc.Snowflake]]:
        """Return where written replies may stand, and the question after which they do."""
        posted = await self._services.postings.open_questions(home.group, PLATFORM)
        return [
            (place, discord.Object(int(id_)))
            for address, id_ in posted
            for place in (int(address), int(id_))
        ]

    async def _round(self, message: discord.Message) -> RoundId | None:
        """Return the round that a person's message answers, where that is allowed."""
        if message.guild is None or message.author.bot or message.webhook_id is not None:
            return None
        if message.type not in (discord.MessageType.default, discord.MessageType.reply):
            return None
        home = await self._services.homes.find(PLATFORM, str(message.guild.id))
        if home is None or not home.written:
            return None
        return await self._services.postings.asked_in(PLATFORM, _questions(message))

    async def _store(self, round_: RoundId, message: discord.Message) -> None:
        group = await self._services.cards.group_of(round_)
        member: Member = await self._services.members.of_platform(
            group, PLATFORM, str(message.author.id), message.author.display_name
        )
        mine = await self._services.replies.mine(round_, member)
        if mine is not None and mine.saved_at >= (message.edited_at or message.created_at):
            return
        await self._services.replies.save(
            round_, member, message.content, mine.revision if mine else 0
        )


def _questions(message: discord.Message) -> tuple[str, ...]:
    """Return the ids of the messages that it may be an answer to."""
    reference = message.reference.message_id if message.reference else None
    # A thread that was made from a message has the message's id.
    return tuple(str(id_) for id_ in (message.channel.id, reference) if id_)


def _author_alone(message: discord.Message) -> discord.AllowedMentions:
    return discord.AllowedMentions(
        everyone=False, roles=False, users=[message.author], replied_user=True
    )
