"""Replies that are written as messages: in a question's thread, or in answer to the question."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime

import discord
import structlog

from bot.chat.catching_up import NotAllTaken, look_in
from bot.chat.pictures import Shared
from bot.chat.replies import ask_who_wrote
from bot.chat.thread_replies import is_talk, may_be_comment
from bot.core.models import Channel, InboxEntry, Member, RoundId
from bot.errors import DatabaseUnavailable, MemberError
from bot.platforms.discord.failures import ARCHIVED, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE
from bot.platforms.discord.interactions import PLATFORM
from bot.platforms.discord.message_text import beside_words, left_out, text_of
from bot.platforms.discord.pictures import pictures_of
from bot.platforms.discord.threads import is_deleted
from bot.presentation.errors import unavailable_words, words_for
from bot.presentation.pictures import refused_words
from bot.presentation.replies import UNREADABLE, half_taken_words, no_words
from bot.services.arrivals import Arrival
from bot.services.messages import PostedQuestion
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
        if address is None or not await self._may_be_answer(message, address):
            return
        with self._services.arrivals.answering(Arrival(lambda: at)):
            channel = await self._services.groups.find_channel(PLATFORM, address)
            if channel is not None:
                await self._take(message, channel)

    async def _may_be_answer(self, message: discord.Message, address: str) -> bool:
        """Say whether it is to be looked at: what was edited may be an answer of before."""
        groups = self._services.groups
        if message.edited_at is not None:
            return await groups.may_hold_answers(PLATFORM, address)
        return await groups.takes_writing(PLATFORM, address)

    async def _take(self, message: discord.Message, channel: Channel) -> None:
        round_, written = await self._round(message, channel), _written(message)
        if round_ is None:
            return
        if await self._is_talk(round_, message, channel):
            await self._comment(round_, message, channel)
            return
        pictures = await self._pictures(message)
        try:
            # One after the other, as they came: of two the later one counts.
            async with self._turn:
                saved = await self._store(round_, message, pictures)
        except MemberError as refusal:
            if not await self._services.inbox.done([written.entry]):
                await _refuse(message, refusal)
                await self._services.inbox.finish(written.entry)
        except DatabaseUnavailable as error:  # not marked: it is taken up at the next start
            words = unavailable_words(error)
            await _reply(message, words)
        else:
            if saved is not None:
                await _mark(message, _TAKEN)
                await _tell_left_out(message, pictures)

    async def _comment(self, round_: RoundId, message: discord.Message, channel: Channel) -> None:
        """Store talk in a revealed round's thread as a comment on it."""
        written = _written(message)
        _, reader = await self._services.access.pressed(
            PLATFORM, str(message.author.id), round_, channel.address
        )
        if await may_be_comment(self._services, round_, reader, written):
            member = await self._member(round_, message)
            text = text_of(message)
            async with self._turn:
                await self._services.comments.take(round_, member, channel, text, written)

    async def forget(self, place: int, messages: Iterable[int]) -> None:
        """Withdraw the answers that stood in messages of a channel or thread: they were deleted.

        So are those that were written before that was turned off. Of a question's post organisers
        hear.
        """
        channel, gone = await self._channel_of(place), list(messages)
        if channel is None:
            return
        await self._services.messages.were_deleted(PLATFORM, [str(each) for each in gone])
        async with self._turn:  # what it said may be on its way still
            for message in gone:
                written_in = f"{PLATFORM}:{place}:{message}"
                await self._services.withdrawals.message_gone(channel, written_in)

    async def forget_thread(self, parent: int, thread: int) -> None:
        """Withdraw the answers that stood in a thread or a forum's post, which was deleted.

        Of a question whose post in a forum that was, organisers hear. Elsewhere a thread has its
        question's id, which stands above it all the same.
        """
        if isinstance(self._client.get_channel(parent), discord.ForumChannel):
            await self._services.messages.were_deleted(PLATFORM, [str(thread)])
        channel = await self._services.groups.find_channel(PLATFORM, str(parent))
        if channel is not None and await is_deleted(self._client, thread):
            async with self._turn:  # what it said may be on its way still
                await self._services.withdrawals.thread_gone(channel, str(thread))

    async def _channel_of(self, place: int) -> Channel | None:
        """Return the channel that a place is or is in; None where no answer can stand."""
        there, groups = self._client.get_channel(place), self._services.groups
        if there is None:
            # discord.py forgets threads that are archived; a question's has its message's id.
            round_ = await self._services.messages.asked_in(PLATFORM, (str(place),))
            told = await self._services.cards.audience(round_) if round_ else []
            return next((each for each in told if each.platform == PLATFORM), None)
        address = str(there.parent_id if isinstance(there, discord.Thread) else place)
        if not await groups.may_hold_answers(PLATFORM, address):
            return None
        return await groups.find_channel(PLATFORM, address)

    async def _is_talk(self, round_: RoundId, message: discord.Message, channel: Channel) -> bool:
        """Say whether it is a word among others in the question's thread."""
        if not isinstance(message.channel, discord.Thread):
            return False
        if message.reference is not None and not _is_to_question(message):
            return True
        # Who writes in a channel reads it, and there the question was posted.
        _, reader = await self._services.access.pressed(
            PLATFORM, str(message.author.id), round_, channel.address
        )
        return await is_talk(self._services, round_, reader, _written(message))

    async def look(self) -> None:
        """Take what was written while nobody listened, or failed. Raises NotAllTaken."""
        failed = 0
        for guild in self._client.guilds:
            try:
                await look_in(self._services, PLATFORM, str(guild.id), self._look_under)
            except Exception:  # noqa: BLE001  # the others have nothing to do with it
                if self._client.is_closed():
                    break  # the next one looks again
                _log.exception("not caught up", workspace=guild.id)
                failed += 1
        if failed:
            raise NotAllTaken(failed)

    async def _look_under(self, questions: list[PostedQuestion], since: datetime | None) -> None:
        failed = sum([await self._look_at(question, since) for question in questions])
        if failed:
            raise NotAllTaken(failed)

    async def _look_at(self, question: PostedQuestion, since: datetime | None) -> int:
        """Take what was written, and withdraw what was deleted; return how much failed."""
        round_ = question.round
        # First: what comes meanwhile is not missing.
        written = await self._services.withdrawals.written_under(round_) if round_ else ()
        failed, seen = 0, set[str]()
        # In answer to the question, or in its thread, which has its id.
        for place in (int(question.channel.address), int(question.id)):
            failed += await self._look_in(question, place, since, seen)
        for missing in sorted(set(written) - seen):
            if await self._is_deleted(missing):
                await self._services.withdrawals.message_gone(question.channel, missing)
        return failed

    async def _is_deleted(self, written_in: str) -> bool:
        """Ask for a message: of a channel whose history we may not read Discord shows none."""
        platform, _, address = written_in.partition(":")
        place, _, message = address.partition(":")
        if platform != PLATFORM:
            return False
        there = self._client.get_partial_messageable(int(place))
        try:
            await there.fetch_message(int(message))
        except discord.HTTPException as error:
            return error.code in (UNKNOWN_MESSAGE, UNKNOWN_CHANNEL)  # or its thread with it
        return False

    async def _look_in(
        self, question: PostedQuestion, place: int, since: datetime | None, seen: set[str]
    ) -> int:
        """Return how many messages there could not be taken.

        It is looked through as a whole: what was edited stands where it was written. What is there
        is `seen` by its place.
        """
        channel, failed = question.channel, 0
        there = self._client.get_partial_messageable(place, guild_id=int(channel.workspace))
        history = there.history(
            limit=_MOST_CAUGHT_UP, after=discord.Object(int(question.id)), oldest_first=True
        )
        try:
            async for message in history:
                seen.add(_written(message).place)
                is_old = since is not None and _written(message).said_at < since
                if not is_old and not await self._is_settled(message):
                    failed += not await self._take_missed(message, channel)
        except (discord.NotFound, discord.Forbidden) as error:
            # No thread was ever made, or we may not read there: nobody can have written to us.
            _log.info("nothing to catch up with", channel=place, reason=str(error))
        return failed

    async def _take_missed(self, message: discord.Message, channel: Channel) -> bool:
        try:
            await self._take(message, channel)
        except Exception:  # noqa: BLE001  # what follows has nothing to do with it
            _log.exception("message not taken", message=message.id)
            return False
        return True

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
        if message.author.bot or message.webhook_id is not None:
            return None
        if message.type not in (discord.MessageType.default, discord.MessageType.reply):
            return None
        return await self._services.messages.answered_in(
            PLATFORM, _questions(message), channel, _written(message).place
        )

    async def _pictures(self, message: discord.Message) -> Shared:
        """Fetch a message's pictures, unless that was done."""
        done = bool(message.attachments) and await self._services.inbox.done(
            [_written(message).entry]
        )
        return Shared(None) if done else await pictures_of(self._services, message)

    async def _store(
        self, round_: RoundId, message: discord.Message, pictures: Shared
    ) -> Saved | None:
        member, written = await self._member(round_, message), _written(message)
        text = text_of(message)
        saved = await self._services.replies.take(
            round_, member, text, written, attached=pictures.attached
        )
        if saved is not None:
            await ask_who_wrote(self._services, member, saved)
        return saved

    async def _member(self, round_: RoundId, message: discord.Message) -> Member:
        group = await self._services.cards.group_of(round_)
        return await self._services.members.of_platform(
            group, PLATFORM, str(message.author.id), message.author.display_name
        )


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
    return Written(
        InboxEntry(PLATFORM, version),
        message.edited_at or message.created_at,
        f"{message.channel.id}:{message.id}",
        message.created_at,
        to_question=_is_to_question(message),
    )


def _is_to_question(message: discord.Message) -> bool:
    """Say whether what answers a question replies to its message, not to another in its thread."""
    if message.reference is None:
        return False
    is_threaded = isinstance(message.channel, discord.Thread)
    return not is_threaded or message.reference.message_id == message.channel.id


async def _refuse(message: discord.Message, refusal: MemberError) -> None:
    words = words_for(refusal)
    if not message.content:
        lacking = beside_words(message)
        words = no_words(lacking) if lacking else UNREADABLE
    await _reply(message, words)
    await _mark(message, _REFUSED)


async def _tell_left_out(message: discord.Message, pictures: Shared) -> None:
    """Say what of a message was not taken; of one that was edited that has been said."""
    if message.edited_at is not None:
        return
    if lacking := left_out(message):
        await _reply(message, half_taken_words(lacking))
    if pictures.refused:
        await _reply(message, refused_words(pictures.refused))


async def _reply(message: discord.Message, words: str) -> None:
    try:
        await message.reply(words, allowed_mentions=_author_alone(message))
    except (discord.NotFound, discord.Forbidden) as error:
        # It is gone, or we may not write there: told again it would be no other.
        _log.info("not told", message=message.id, reason=str(error))


async def _mark(message: discord.Message, emoji: str) -> None:
    try:
        await message.add_reaction(emoji)
    except (discord.NotFound, discord.Forbidden) as error:
        # It is gone, or its author has blocked us: it counts all the same.
        _log.info("not marked", message=message.id, reason=str(error))
    except discord.HTTPException as error:
        if error.code != ARCHIVED:
            raise
        _log.info("not marked", message=message.id, reason=str(error))


def _author_alone(message: discord.Message) -> discord.AllowedMentions:
    return discord.AllowedMentions(
        everyone=False, roles=False, users=[message.author], replied_user=True
    )
