"""Replies that are written as messages: in a question's thread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.models import RoundId
from bot.errors import MemberError
from bot.platforms.slack.answers import Caller
from bot.platforms.slack.rendering.mrkdwn import escape
from bot.platforms.slack.visits import PLATFORM, SlackVisit
from bot.presentation.errors import words_for
from bot.services.catalogue import Services

_TAKEN = "white_check_mark"
# A message that a person wrote has no subtype; what was changed comes inside of another event.
_CHANGED = "message_changed"


class WrittenReplies:
    """Takes messages as replies where the workspace's group allows it.

    An event may come more than once: the same text saved again changes nothing.
    """

    def __init__(self, services: Services) -> None:
        self._services = services

    async def take(self, client: AsyncWebClient, team: str, event: Mapping[str, Any]) -> None:
        """Store a message that answers a question, and mark it once it is stored."""
        message = event["message"] if event.get("subtype") == _CHANGED else event
        round_ = await self._round(team, message)
        if round_ is None:
            return
        caller = Caller(team, message["user"], event["channel"], message["thread_ts"])
        visit = await SlackVisit.of(self._services, client, caller)
        try:
            await self._store(visit, round_, message["text"])
        except MemberError as refusal:
            await client.chat_postEphemeral(
                channel=event["channel"],
                user=message["user"],
                thread_ts=message["thread_ts"],
                text=escape(words_for(refusal)),
            )
            return
        await client.reactions_add(channel=event["channel"], timestamp=message["ts"], name=_TAKEN)

    async def _round(self, team: str, message: Mapping[str, Any]) -> RoundId | None:
        """Return the round that a person's message answers, where that is allowed."""
        thread = message.get("thread_ts")
        if message.get("subtype") or message.get("bot_id") or not thread:
            return None
        home = await self._services.homes.find(PLATFORM, team)
        if home is None or not home.written:
            return None
        return await self._services.postings.asked_in(PLATFORM, [thread])

    async def _store(self, visit: SlackVisit, round_: RoundId, text: str) -> None:
        member = await visit.member()
        mine = await self._services.replies.mine(round_, member)
        await self._services.replies.save(round_, member, text, mine.revision if mine else 0)
