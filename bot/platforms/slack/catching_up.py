"""What was written to the bot and never told, or never done: read in threads and direct messages.

Slack tells an event four times within six minutes, and nothing of a time when nobody was there:
https://docs.slack.dev/apis/events-api#retries.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.chat.catching_up import NotAllTaken, look_in
from bot.core.models import Channel
from bot.platforms.slack.failures import code_of, is_passing
from bot.platforms.slack.interactions import PLATFORM
from bot.platforms.slack.platform import Clients
from bot.platforms.slack.thread_replies import Said, SlackThreadReplies, said_in
from bot.services.messages import PostedQuestion
from bot.services.services import Services

_log = structlog.get_logger()
Message = Mapping[str, Any]
_Page = Callable[[str], Awaitable[AsyncSlackResponse]]
# Of an app that is distributed outside of Slack's Marketplace, a minute has one request, which is
# told 15 messages: https://docs.slack.dev/reference/methods/conversations.replies.
_PAGE = 200
_MOST_PAGES = 100
_MOST_TRIES = 10


class SlackCatchUp:
    """Looks in every workspace for answers that are missing."""

    def __init__(
        self, services: Services, clients: Clients, thread_replies: SlackThreadReplies
    ) -> None:
        """Prepare; the `thread_replies` take what is found."""
        self._services = services
        self._clients = clients
        self._thread_replies = thread_replies

    async def look(self) -> None:
        """Look in all of them. Raises NotAllTaken if any is to be looked at again."""
        failed = 0
        for workspace in await self._services.workspaces.of_platform(PLATFORM):
            if workspace.left_at is None:
                try:
                    await self._look_in(workspace.address)
                except Exception:  # noqa: BLE001  # the others have nothing to do with it
                    _log.exception("not caught up", workspace=workspace.address)
                    failed += 1
        if failed:
            raise NotAllTaken(failed)

    async def _look_in(self, team: str) -> None:
        client = await self._clients.of(team)
        if client is not None:
            there = _InWorkspace(self._services, _patient(client), self._thread_replies, team)
            await look_in(self._services, PLATFORM, team, there.look)


class _InWorkspace:
    """Looks in one of them."""

    def __init__(
        self,
        services: Services,
        client: AsyncWebClient,
        thread_replies: SlackThreadReplies,
        team: str,
    ) -> None:
        self._services = services
        self._client = client
        self._thread_replies = thread_replies
        self._team = team
        self._failed = 0

    async def look(self, questions: list[PostedQuestion], since: datetime | None) -> None:
        """Take what was written under the questions, and to the bot alone by who reads them."""
        for question in questions:
            await self._look_under(question, since)
        channels = {question.channel.id: question.channel for question in questions}
        first = min(float(question.id) for question in questions)
        oldest = first if since is None else max(first, since.timestamp())
        for direct in await self._direct():
            reads = await self._reads_one(direct["user"], channels.values())
            if reads:
                await self._look_in(direct["id"], oldest)
            elif reads is None:  # what they said is not passed over for that
                _log.warning("not looked through", channel=direct["id"])
                self._failed += 1
        if self._failed:
            raise NotAllTaken(self._failed)

    async def _look_under(self, question: PostedQuestion, since: datetime | None) -> None:
        """Look through a thread as a whole: what was edited stands where it was written.

        And for the answers that are stored and stand there no more.
        """
        channel, withdrawals = question.channel.address, self._services.withdrawals
        # First: what comes meanwhile is not missing.
        stored = await withdrawals.written_under(question.round) if question.round else ()
        with _unless_gone(channel):
            found = await self._all("messages", self._replies(channel, question.id))
            said = self._said_by_people(found, channel, is_direct=False)
            await self._take([each for each in said if since is None or _when(each) >= since])
            there = {f"{PLATFORM}:{channel}:{each['ts']}" for each in found if not _is_grave(each)}
            for missing in sorted(set(stored) - there):
                await self._look_at(question, missing)

    async def _look_at(self, question: PostedQuestion, place: str) -> None:
        """Ask for one message: not all of a long thread, nor what was said to us alone, was read.

        It is taken as it is now, and withdrawn where it is gone. That is known again by the answer
        itself, as `bot.services.replies.Written.place` has it.
        """
        platform, _, address = place.partition(":")
        channel, _, ts = address.partition(":")
        is_direct = channel.startswith("D")
        if platform != PLATFORM or not (is_direct or channel == question.channel.address):
            return
        with _unless_gone(channel):
            read = (
                self._client.conversations_history
                if is_direct
                else partial(self._client.conversations_replies, ts=question.id)
            )
            told = await read(channel=channel, oldest=ts, latest=ts, inclusive=True, limit=10)
            there = [each for each in told["messages"] if each["ts"] == ts and not _is_grave(each)]
            await self._take(self._said_by_people(there, channel, is_direct=is_direct))
            if not there:
                where = None if is_direct else question.channel
                await self._services.withdrawals.message_gone(where, place)

    async def _look_in(self, channel: str, oldest: float) -> None:
        with _unless_gone(channel):
            found = await self._all("messages", self._history(channel, oldest))
            # The newest stands first there.
            await self._take(self._said_by_people(reversed(found), channel, is_direct=True))

    def _said_by_people(
        self, messages: Iterable[Message], channel: str, *, is_direct: bool
    ) -> list[Said]:
        said = (said_in(each, self._team, channel, is_direct=is_direct) for each in messages)
        return [each for each in said if each is not None]

    async def _take(self, said: list[Said]) -> None:
        done = await self._services.inbox.done(each.written.entry for each in said)
        for each in said:
            is_settled = each.is_direct or each.is_marked
            if each.written.entry not in done or not is_settled:
                try:
                    await self._thread_replies.take_said(self._client, each, is_there=False)
                except Exception:  # noqa: BLE001  # what follows has nothing to do with it
                    _log.exception("message not taken", channel=each.channel)
                    self._failed += 1

    async def _direct(self) -> list[Message]:
        """Return the conversations with one person each; none where we may not read of them."""
        with _unless_gone("direct messages"):
            return await self._all("channels", self._conversations)
        return []

    async def _reads_one(self, user: str, channels: Iterable[Channel]) -> bool | None:
        """Say whether somebody reads one of the channels; None while Slack does not tell."""
        may, subject = self._services.access.may_be_told, f"{self._team}:{user}"
        told = [await may(channel, subject) for channel in channels]
        return True if any(told) else None if None in told else False

    # --- pages --------------------------------------------------------------------------------

    def _replies(self, channel: str, ts: str) -> _Page:
        return lambda cursor: self._client.conversations_replies(
            channel=channel, ts=ts, cursor=cursor, limit=_PAGE
        )

    def _history(self, channel: str, oldest: float) -> _Page:
        return lambda cursor: self._client.conversations_history(
            channel=channel, oldest=f"{oldest:.6f}", cursor=cursor, limit=_PAGE
        )

    async def _conversations(self, cursor: str) -> AsyncSlackResponse:
        return await self._client.users_conversations(types="im", cursor=cursor, limit=_PAGE)

    async def _all(self, name: str, page: _Page) -> list[Message]:
        found, cursor = list[Message](), ""
        for _ in range(_MOST_PAGES):
            told = await page(cursor)
            found += told[name]
            cursor = (told.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return found
        _log.warning("not all looked through", found=len(found))
        return found


def _when(said: Said) -> datetime:
    return said.written.said_at


def _is_grave(message: Message) -> bool:
    """Say whether it stands where a message with replies was that was deleted."""
    return message.get("subtype") == "tombstone"


def _patient(client: AsyncWebClient) -> AsyncWebClient:
    """Return the client as one that waits for as long as Slack asks, in between pages too."""
    patient = copy(client)
    patient.retry_handlers = [
        *(each for each in client.retry_handlers if not _is_about_limits(each)),
        AsyncRateLimitErrorRetryHandler(max_retry_count=_MOST_TRIES),
    ]
    return patient


def _is_about_limits(handler: AsyncRetryHandler) -> bool:
    return isinstance(handler, AsyncRateLimitErrorRetryHandler)


@contextmanager
def _unless_gone(place: str) -> Iterator[None]:
    """Go on where Slack refuses for good: what we look through is gone, or not for us."""
    try:
        yield
    except SlackApiError as error:
        if is_passing(error):
            raise
        _log.info("nothing to catch up with", channel=place, reason=code_of(error))
