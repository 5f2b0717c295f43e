"""Replies that are written as messages: in a question's thread, or to the bot alone."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from weakref import WeakValueDictionary

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat import replies
from bot.chat.pictures import NO_PICTURES, Shared
from bot.chat.thread_replies import is_talk, may_be_comment
from bot.core.models import InboxEntry, RoundId
from bot.core.read_models import Reader, RoundCard
from bot.core.rounds import takes_replies
from bot.errors import MemberError, NotFound, NoWords
from bot.platforms.slack.command_names import CommandNames
from bot.platforms.slack.failures import code_of, is_passing
from bot.platforms.slack.importing import holds_notes
from bot.platforms.slack.interactions import PLATFORM, SlackInteraction
from bot.platforms.slack.mrkdwn import as_markdown
from bot.platforms.slack.pictures import is_picture, pictures_of
from bot.platforms.slack.responder import Caller, Responder, correcting
from bot.platforms.slack.rosters import Rosters
from bot.presentation.humanize import count
from bot.presentation.pictures import refused_words
from bot.presentation.replies import half_taken_words
from bot.services.arrivals import Arrival
from bot.services.replies import Written
from bot.services.services import Services

_log = structlog.get_logger()
_TAKEN = "white_check_mark"
_MARKED_BEFORE = "already_reacted"
# What was changed comes inside of another event.
_CHANGED = "message_changed"
_DIRECT = "im"
_MOMENT = timedelta(minutes=1)
_MOST_PAST = 20
_ENOUGH = 8  # of a hash, to tell the edits of a second apart
# A person's message has none, says where else it shows, or that there are files with it.
# https://docs.slack.dev/reference/events/message#subtypes
_OF_PEOPLE = (None, "thread_broadcast", "file_share")
_TO_SOMEBODY = re.compile(r"\s*<@[UW][A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class Said:
    """A person's message as it was edited last. `thread` is None outside of threads.

    `pictures` are what Slack tells of those that came with it, `left_out` is what else it has
    beside its words: "2 files".
    """

    team: str
    channel: str
    user: str
    ts: str
    edited: str | None
    thread: str | None
    text: str
    is_direct: bool
    home: str
    is_marked: bool
    left_out: tuple[str, ...] = ()
    pictures: tuple[Mapping[str, Any], ...] = ()

    @property
    def written(self) -> Written:
        """This version of it, as the inbox has it.

        Slack tells the second of an edit alone, in which there may be several.
        """
        version = f"{self.channel}:{self.ts}"
        if self.edited is not None:
            version += f":{self.edited}:{sha256(self.text.encode()).hexdigest()[:_ENOUGH]}"
        said_at = max(float(each) for each in (self.ts, self.edited) if each)
        return Written(
            InboxEntry(PLATFORM, version),
            datetime.fromtimestamp(said_at, UTC),
            f"{self.channel}:{self.ts}",
            datetime.fromtimestamp(float(self.ts), UTC),
        )


class SlackThreadReplies:
    """Takes messages as replies where a channel allows it, each version of one once."""

    def __init__(self, services: Services, people: Rosters) -> None:
        self._services = services
        self._people = people
        self._names = CommandNames(services.key_values)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def take(self, client: AsyncWebClient, team: str, event: Mapping[str, Any]) -> bool:
        """Take what an event tells of a message; say as `take_said` does, and raise as that."""
        is_edited = event.get("subtype") == _CHANGED
        message = event["message"] if is_edited else event
        if is_edited and "edited" not in message:  # a preview of a link came to it
            return False
        is_direct = event.get("channel_type") == _DIRECT
        said = said_in(message, team, event["channel"], is_direct=is_direct)
        return said is not None and await self.take_said(client, said)

    async def gone(self, team: str, event: Mapping[str, Any]) -> None:
        """Withdraw the answer that stood in a message which is not there any more.

        Where it was a question's, organisers hear of it.
        """
        address = event["channel"]
        ts = event.get("deleted_ts") or event["message"]["ts"]
        channel = await self._services.groups.find_channel(PLATFORM, address)
        if channel is not None and channel.workspace != team:
            return  # where workspaces share a channel, each is told
        if channel is not None:
            await self._services.messages.were_deleted(PLATFORM, [ts])
        await self._services.withdrawals.message_gone(channel, f"{PLATFORM}:{address}:{ts}")

    async def take_said(self, client: AsyncWebClient, said: Said, *, is_there: bool = True) -> bool:
        """Store a message that answers a question, and let its author see that it is stored.

        Say whether it is about a question at all, where it was said to us alone.

        That they are there still is said by an event, not by what was written some time ago. Raises
        what is nobody's mistake but ours: it is told again, or looked up.
        """
        at = said.written.said_at
        with self._services.arrivals.answering(Arrival(lambda: at)):
            # A person's one after the other, as they came: what follows an answer is talk.
            async with self._turns.setdefault(said.user, asyncio.Lock()):
                if said.is_direct:
                    return await self._take_direct(client, said, is_there=is_there)
                if said.thread is not None:
                    await self._take_in_thread(client, said, said.thread, is_there=is_there)
        return False

    async def _answered(self, said: Said, thread: str) -> RoundId | None:
        """Return the round that a message in a thread answers, None for any other."""
        channel = await self._services.groups.find_channel(PLATFORM, said.channel)
        # Where workspaces share a channel, each is told what is said there.
        if channel is None or channel.workspace != said.team:
            return None
        place = said.written.place
        return await self._services.messages.answered_in(PLATFORM, [thread], channel, place)

    async def _take_direct(self, client: AsyncWebClient, said: Said, *, is_there: bool) -> bool:
        is_about_one = True
        caller = Caller(said.team, said.user, home=said.home, is_there=is_there)
        async with self._settling(client, caller, said):
            round_, is_about_one = await self._meant(said, caller)
            if round_ is not None:
                interaction = await self._on(client, caller, round_)
                member = await interaction.member()
                text = await text_of(interaction, said.text)
                pictures = await self._pictures(client, said)
                await replies.take(
                    interaction, round_, member, text, said.written, pictures=pictures
                )
        return is_about_one

    async def _take_in_thread(
        self, client: AsyncWebClient, said: Said, thread: str, *, is_there: bool
    ) -> None:
        round_ = await self._answered(said, thread)
        if round_ is None:
            return
        caller = Caller(
            said.team, said.user, said.channel, thread, home=said.home, is_there=is_there
        )
        async with self._settling(client, caller, said):
            interaction = await self._on(client, caller, round_)
            reader, services, written = await interaction.reader(), self._services, said.written
            if await is_talk(services, round_, reader, written):
                await self._comment(interaction, round_, said)
                return
            if (said.left_out or said.pictures) and not said.text.strip():
                raise NoWords((*_counted("picture", len(said.pictures)), *said.left_out))
            member = await interaction.member()
            text = await text_of(interaction, said.text)
            pictures = await self._pictures(client, said)
            saved = await services.replies.take(
                round_, member, text, written, attached=pictures.attached
            )
            if saved is not None:
                await replies.ask_who_wrote(services, member, saved)
                await _mark(client, said)
                await _tell_left_out(interaction, said, pictures)

    async def _pictures(self, client: AsyncWebClient, said: Said) -> Shared:
        """Fetch a message's pictures, unless that was done."""
        if said.pictures and await self._services.inbox.done([said.written.entry]):
            return NO_PICTURES
        is_edited = said.edited is not None
        return await pictures_of(self._services, client, said.pictures, is_edited=is_edited)

    async def _comment(self, interaction: SlackInteraction, round_: RoundId, said: Said) -> None:
        """Store talk in a revealed round's thread as a comment on it."""
        reader, services, channel = await interaction.reader(), self._services, interaction.channel
        if channel is None or not await may_be_comment(services, round_, reader, said.written):
            return
        member = await interaction.member()
        text = await text_of(interaction, said.text)
        await services.comments.take(round_, member, channel, text, said.written)

    async def _on(
        self, client: AsyncWebClient, caller: Caller, round_: RoundId
    ) -> SlackInteraction:
        return await SlackInteraction.on(self._services, client, caller, self._people, round_)

    @asynccontextmanager
    async def _settling(
        self, client: AsyncWebClient, caller: Caller, said: Said
    ) -> AsyncIterator[None]:
        """Tell the author in words what they can do better, once for each version of a message."""
        entry, refused = said.written.entry, False
        async with correcting(Responder(client, caller, self._names)):
            try:
                yield
            except MemberError as refusal:
                if isinstance(refusal, NotFound) and not caller.is_there:
                    return  # they left since
                refused = entry not in await self._services.inbox.done([entry])
                if refused:
                    raise
        if refused:
            await self._services.inbox.finish(entry)

    async def _meant(self, said: Said, caller: Caller) -> tuple[RoundId | None, bool]:
        """Return the question that a direct message answers, None for one that is mere talk.

        Beside it, whether there is one at all that may be answered so, or was: then it is talk.

        It was asked in a channel of theirs where answers may be written. What was edited changes
        the answer that it was; what is new answers the one asked last of those without an answer.
        """
        reader = await self._services.access.anywhere(PLATFORM, caller.subject)
        asked = await self._asked(reader, said.written.said_at)
        if said.edited is not None:
            # Also where that was turned off since.
            for card in (card for card in asked if card.replied):
                earlier = await self._services.replies.of_reader(card.round.id, reader)
                if earlier is not None and earlier.written_in == said.written.place:
                    return card.round.id, True
            if await self._was_taken(said):
                return None, True
        cards = [card for card in asked if await self._takes_writing(card.round.id, reader)]
        fitting = [
            card.round
            for card in cards
            if not card.replied and card.round.opened_at <= said.written.begun_at
        ]
        newest = max(fitting, key=lambda round_: round_.opened_at, default=None)
        return (newest.id, True) if newest is not None else (None, bool(cards))

    async def _was_taken(self, said: Said) -> bool:
        """Say whether it was an answer before it was edited."""
        first = replace(said, edited=None).written.entry
        return first in await self._services.inbox.done([first])

    async def _asked(self, reader: Reader, at: datetime) -> list[RoundCard]:
        """Return the rounds that were open at a time, which may be over by now."""
        cards = self._services.cards
        found = await cards.open_now(reader)
        if at < self._services.clock() - _MOMENT:
            found += await cards.past(reader, _MOST_PAST)
        return [
            card for card in found if card.round.opened_at <= at and takes_replies(card.round, at)
        ]

    async def _takes_writing(self, round_: RoundId, reader: Reader) -> bool:
        told = await self._services.cards.audience(round_)
        return any(each.written and each.id in reader.channels for each in told)


def is_gone(event: Mapping[str, Any]) -> bool:
    """Say whether a message event tells that one was deleted.

    Above replies a `tombstone` takes its place: https://docs.slack.dev/reference/events/message.
    """
    if event.get("subtype") == _CHANGED:
        return bool(event["message"].get("subtype") == "tombstone")
    return event.get("subtype") == "message_deleted"


def said_in(message: Mapping[str, Any], team: str, channel: str, *, is_direct: bool) -> Said | None:
    """Return what a person said to us or in a thread; None for anything else."""
    if message.get("subtype") not in _OF_PEOPLE or message.get("bot_id"):
        return None
    files = message.get("files") or ()
    if holds_notes(message) and (is_direct or _TO_SOMEBODY.match(message.get("text", ""))):
        return None  # they are to be imported
    said = Said(
        team=team,
        channel=channel,
        user=message["user"],
        ts=message["ts"],
        edited=message.get("edited", {}).get("ts"),
        thread=message.get("thread_ts"),
        text=message.get("text", ""),
        is_direct=is_direct,
        # `team` may be ours for whoever it is of.
        home=message.get("user_team") or "",
        is_marked=any(each["name"] == _TAKEN for each in message.get("reactions", ())),
        left_out=left_out(files),
        pictures=tuple(each for each in files if is_picture(each)),
    )
    return said if said.is_direct or said.thread is not None else None


async def text_of(interaction: SlackInteraction, text: str) -> str:
    """Return what a message says, in Markdown."""
    return await as_markdown(text, interaction.name_of, interaction.channel_name_of)


def left_out(files: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return what of a message's files is not kept: "2 files"."""
    return _counted("file", sum(not is_picture(each) for each in files))


def _counted(what: str, number: int) -> tuple[str, ...]:
    return (count(number, what),) if number else ()


async def _tell_left_out(interaction: SlackInteraction, said: Said, pictures: Shared) -> None:
    """Say what of a message was not taken; of one that was edited that has been said."""
    if said.edited is not None:
        return
    if said.left_out:
        await interaction.say(half_taken_words(said.left_out))
    if pictures.refused:
        await interaction.say(refused_words(pictures.refused))


async def _mark(client: AsyncWebClient, said: Said) -> None:
    try:
        await client.reactions_add(channel=said.channel, timestamp=said.ts, name=_TAKEN)
    except SlackApiError as error:
        if is_passing(error):
            raise
        if code_of(error) != _MARKED_BEFORE:  # it is gone, or locked: it counts all the same
            _log.info("not marked", channel=said.channel, reason=code_of(error))
