"""Events of Slack's: done before they are acknowledged, so that what was not is told again.

Slack tells an event that is not acknowledged within three seconds three times more: at once, after
a minute and after five, https://docs.slack.dev/apis/events-api#retries. What takes longer is done
all the same, and is acknowledged when it is told again. What Slack tells no more, or never did as
nobody was there, is looked up: `slack.catching_up`.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import structlog
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.asking_help import asks_for_help
from bot.core.models import InboxEntry
from bot.platforms.slack import channel_events, general_command, home, importing
from bot.platforms.slack.channel_events import ChannelEvents, installation
from bot.platforms.slack.command_names import CommandNames
from bot.platforms.slack.failures import code_of
from bot.platforms.slack.interactions import PLATFORM, SlackInteraction
from bot.platforms.slack.mrkdwn import shown_name
from bot.platforms.slack.responder import Caller, Responder, refusing
from bot.platforms.slack.rosters import Rosters
from bot.platforms.slack.thread_replies import SlackThreadReplies, is_gone
from bot.platforms.slack.workspaces import WorkspaceClients
from bot.services.services import Services

_log = structlog.get_logger()
_ADDRESSED = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^>]*)?>")
Body = Mapping[str, Any]
Handler = Callable[[Body, AsyncWebClient], Awaitable[None]]


class _AnotherDoesIt(Exception):
    """A worker has the event in hand, or had when it died."""


class SlackEvents:
    """Does what events ask for; what nobody here listens to is nothing to do."""

    def __init__(
        self,
        services: Services,
        workspaces: WorkspaceClients,
        rosters: Rosters,
        thread_replies: SlackThreadReplies,
    ) -> None:
        """Prepare; the `rosters` hear who comes and leaves."""
        self._services = services
        self._workspaces = workspaces
        self._rosters = rosters
        self._names = CommandNames(services.key_values)
        self._thread_replies = thread_replies
        self._channel_events = ChannelEvents(
            services.channels, services.withdrawals, rosters, self._show_anew
        )
        self.handlers: dict[str, Handler] = {
            "app_mention": self._mentioned,
            "message": self._said,
            "app_home_opened": self._home_opened,
            "app_uninstalled": self._left,
            "tokens_revoked": self._left,
            **dict.fromkeys(channel_events.EVENTS, self._channel_events.heard),
            channel_events.USER_CHANGED: self._person_changed,
            "team_rename": self._workspace_renamed,
        }

    async def take(self, body: Body, client: AsyncWebClient) -> BoltResponse:
        """Do it, then acknowledge it. Raises whatever went wrong: then it is not acknowledged."""
        handler = self.handlers.get(body["event"]["type"])
        if handler is not None:
            try:
                await handler(body, client)
            except _AnotherDoesIt:
                return BoltResponse(status=503)
        return BoltResponse(status=200)

    @asynccontextmanager
    async def _once(self, body: Body) -> AsyncIterator[bool]:
        """Say whether the block is to do an event, which would show if it were done twice.

        Raises _AnotherDoesIt for what Slack is to tell again.
        """
        inbox, entry = self._services.inbox, InboxEntry(PLATFORM, body["event_id"])
        if not await inbox.lease(entry):
            if entry not in await inbox.done([entry]):
                raise _AnotherDoesIt
            yield False
            return
        try:
            yield True
        except BaseException:
            await inbox.release(entry)
            raise
        await inbox.finish(entry)

    async def _mentioned(self, body: Body, client: AsyncWebClient) -> None:
        event = body["event"]
        if not event.get("user") or event.get("bot_id"):
            return
        if event.get("files"):
            await self._shared(body, client)
        elif not event.get("thread_ts") or asks_for_help(_ADDRESSED.sub("", event["text"])):
            await self._help(body, client)

    async def _shared(self, body: Body, client: AsyncWebClient) -> None:
        event, (team, _) = body["event"], installation(body)
        # In a direct message the answer is a message too, as it is between people.
        channel = "" if importing.is_handed_over(event) else event["channel"]
        caller = Caller(team, event["user"], channel, event.get("thread_ts"))
        async with self._once(body) as is_mine:
            if is_mine:
                async with refusing(Responder(client, caller, self._names)):
                    interaction = await self._interaction(client, caller)
                    await importing.offer(interaction, event)

    async def _help(self, body: Body, client: AsyncWebClient) -> None:
        """Show who asks for it what can be typed, to them alone."""
        event, (team, _) = body["event"], installation(body)
        channel = "" if event.get("channel_type") == "im" else event["channel"]
        caller = Caller(team, event["user"], channel, event.get("thread_ts"))
        async with self._once(body) as is_mine:
            if is_mine:
                async with refusing(Responder(client, caller, self._names)):
                    await general_command.show_help(await self._interaction(client, caller))

    async def _said(self, body: Body, client: AsyncWebClient) -> None:
        event = body["event"]
        if event.get("subtype") in channel_events.CONVERTED:
            await self._channel_events.heard(body, client)
        elif is_gone(event):
            await self._thread_replies.gone(installation(body)[0], event)
        elif importing.is_handed_over(event):
            await self._shared(body, client)
        elif _is_said_to_us(event) and asks_for_help(event.get("text", "")):
            await self._help(body, client)
        else:
            team = installation(body)[0]
            is_answer = await self._thread_replies.take(client, team, event)
            if not is_answer and _is_said_to_us(event):
                await self._help(body, client)

    async def _home_opened(self, body: Body, client: AsyncWebClient) -> None:
        if body["event"]["tab"] == "home":
            caller = Caller(installation(body)[0], body["event"]["user"])
            async with self._once(body) as is_mine:
                if is_mine:
                    await home.publish(await self._interaction(client, caller))

    async def _interaction(self, client: AsyncWebClient, caller: Caller) -> SlackInteraction:
        return await SlackInteraction.of(self._services, client, caller, self._rosters)

    async def _person_changed(self, body: Body, client: AsyncWebClient) -> None:
        """Let the name that somebody shows now be theirs here too."""
        await self._channel_events.heard(body, client)
        user, (team, _) = body["event"]["user"], installation(body)
        subject = f"{user.get('team_id') or team}:{user['id']}"
        if name := shown_name(user):
            await self._services.members.follow(PLATFORM, subject, name)

    async def _workspace_renamed(self, body: Body, _: AsyncWebClient) -> None:
        """Call the workspace what it is called now: https://docs.slack.dev/reference/events."""
        team = installation(body)[0]
        if await self._services.workspaces.find(PLATFORM, team) is not None:
            await self._services.workspaces.enter(PLATFORM, team, body["event"]["name"])

    async def _show_anew(self, team: str, channel: str, user: str | None) -> None:
        """Let the Home tab of somebody who left a channel show nothing of it any more.

        It is stored at Slack's. Where a whole channel went, each tab is made anew when it is looked
        at, as always.
        """
        client = await self._workspaces.of(team)
        if user is None or client is None:
            return
        if await self._services.groups.find_channel(PLATFORM, channel) is None:
            return
        try:
            caller = Caller(team, user)
            await home.publish(await self._interaction(client, caller))
        except SlackApiError as error:  # another app, or somebody whose account is gone
            _log.info("tab not shown anew", user=user, reason=code_of(error))

    async def _left(self, body: Body, _: AsyncWebClient) -> None:
        """Leave a workspace that sent us away; to be told so twice does no harm."""
        team = body["team_id"]
        if await self._workspaces.has_left(team):
            self._rosters.forget_all()
            await self._services.workspaces.leave(PLATFORM, team)
            _log.info("workspace left", team=team)


def _is_said_to_us(event: Mapping[str, Any]) -> bool:
    """Say whether it is a new message of a person's, to us alone."""
    is_new = event.get("subtype") is None and "bot_id" not in event
    return is_new and event.get("channel_type") == "im" and "user" in event
