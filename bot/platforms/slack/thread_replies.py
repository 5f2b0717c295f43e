"""Replies that are written as messages: in a question's thread, or to the bot alone."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat import replies
from bot.core.models import RoundId
from bot.core.read_models import Reader
from bot.platforms.slack.failures import code_of
from bot.platforms.slack.interactions import PLATFORM, SlackInteraction
from bot.platforms.slack.mrkdwn import as_markdown
from bot.platforms.slack.responder import Caller, Responder, refusing
from bot.services.services import Services

_TAKEN = "white_check_mark"
_MARKED_BEFORE = "already_reacted"
# What was changed comes inside of another event.
_CHANGED = "message_changed"
_DIRECT = "im"
# A person's message has none, or says where else it shows. What holds files is more than an answer.
_OF_PEOPLE = (None, "thread_broadcast")


@dataclass(frozen=True, slots=True)
class _Said:
    """A person's message. `thread` is None outside of threads."""

    team: str
    channel: str
    user: str
    ts: str
    thread: str | None
    text: str
    is_direct: bool
    is_edited: bool
    home: str


class SlackThreadReplies:
    """Takes messages as replies where a channel allows it.

    An event may come more than once: the same text saved again changes nothing.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def take(self, client: AsyncWebClient, team: str, event: Mapping[str, Any]) -> None:
        """Store a message that answers a question, and let its author see that it is stored."""
        said = _said(team, event)
        if said is None:
            return
        # A person's one after the other, as they came: what follows an answer is talk.
        async with self._turns.setdefault(said.user, asyncio.Lock()):
            if said.is_direct:
                await self._take_direct(client, said)
            elif said.thread is not None and await self._is_allowed(said):
                await self._take_in_thread(client, said, said.thread)

    async def _is_allowed(self, said: _Said) -> bool:
        channel = await self._services.groups.find_channel(PLATFORM, said.channel)
        # Where workspaces share a channel, each is told what is said there.
        return channel is not None and channel.workspace == said.team and channel.written

    async def _take_direct(self, client: AsyncWebClient, said: _Said) -> None:
        caller = Caller(said.team, said.user, home=said.home)
        async with refusing(Responder(client, caller)):
            round_ = await self._meant(said, caller)
            if round_ is not None:
                interaction = await SlackInteraction.on(self._services, client, caller, round_)
                mine = await self._services.replies.mine(round_, await interaction.member())
                text = await as_markdown(client, said.text)
                await replies.save(interaction, round_, mine.revision if mine else 0, text)

    async def _take_in_thread(self, client: AsyncWebClient, said: _Said, thread: str) -> None:
        round_ = await self._services.messages.asked_in(PLATFORM, [thread])
        if round_ is None:
            return
        caller = Caller(said.team, said.user, said.channel, thread, home=said.home)
        async with refusing(Responder(client, caller)):
            interaction = await SlackInteraction.on(self._services, client, caller, round_)
            reader, services = await interaction.reader(), self._services
            if not await replies.is_talk(services, round_, reader, is_answer=said.is_edited):
                text = await as_markdown(client, said.text)
                await replies.follow(services, round_, await interaction.member(), text)
                await _mark(client, said)

    async def _meant(self, said: _Said, caller: Caller) -> RoundId | None:
        """Return the question that a direct message answers, None for one that is mere talk.

        It was asked in a channel of theirs where answers may be written. What is new answers the
        one asked last of those without an answer; what was edited changes the answer to the only
        one.
        """
        reader = await self._services.access.anywhere(PLATFORM, caller.subject)
        cards = [
            card
            for card in await self._services.cards.open_now(reader)
            if await self._takes_writing(card.round.id, reader)
        ]
        fitting = [card for card in cards if card.replied == said.is_edited]
        if not fitting or (said.is_edited and len(cards) > 1):
            return None
        return max((card.round for card in fitting), key=lambda round_: round_.opened_at).id

    async def _takes_writing(self, round_: RoundId, reader: Reader) -> bool:
        told = await self._services.cards.audience(round_)
        return any(each.written and each.id in reader.channels for each in told)


def _said(team: str, event: Mapping[str, Any]) -> _Said | None:
    """Return what a person said to us or in a thread; None for what apps say, or nobody changed."""
    is_edited = event.get("subtype") == _CHANGED
    message = event["message"] if is_edited else event
    if message.get("subtype") not in _OF_PEOPLE or message.get("bot_id"):
        return None
    if is_edited and "edited" not in message:  # a preview of a link came to it
        return None
    said = _Said(
        team=team,
        channel=event["channel"],
        user=message["user"],
        ts=message["ts"],
        thread=message.get("thread_ts"),
        text=message.get("text", ""),
        is_direct=event.get("channel_type") == _DIRECT,
        is_edited=is_edited,
        home=message.get("user_team") or message.get("team") or "",
    )
    return said if said.is_direct or said.thread is not None else None


async def _mark(client: AsyncWebClient, said: _Said) -> None:
    try:
        await client.reactions_add(channel=said.channel, timestamp=said.ts, name=_TAKEN)
    except SlackApiError as error:
        if code_of(error) != _MARKED_BEFORE:
            raise
