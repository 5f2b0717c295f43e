"""What comes in from Slack, handed to whoever it concerns. Everything is acknowledged first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import NotFound
from bot.platforms.slack import channel_events, commands, home, importing, modals, requests
from bot.platforms.slack.channel_events import ChannelEvents, installation
from bot.platforms.slack.failures import code_of
from bot.platforms.slack.interactions import PLATFORM, SlackInteraction
from bot.platforms.slack.modal_views import CALLBACK, CHOSEN_DECK, answering, sender_of
from bot.platforms.slack.requests import Request
from bot.platforms.slack.responder import Caller, Responder, refusing
from bot.platforms.slack.rosters import Rosters
from bot.platforms.slack.thread_replies import SlackThreadReplies
from bot.platforms.slack.workspaces import WorkspaceClients
from bot.services.services import Services

_log = structlog.get_logger()
SHORTCUT = "use_as_my_answer"
_LAST_MOMENT_S = 1.0
Body = Mapping[str, Any]


class Listeners:
    """Takes commands, buttons, forms, shortcuts and events of every workspace."""

    def __init__(self, services: Services, workspaces: WorkspaceClients, rosters: Rosters) -> None:
        """Register with the app of these workspaces; the `rosters` hear who comes and leaves."""
        self._services = services
        self._workspaces = workspaces
        self._rosters = rosters
        self._channel_events = ChannelEvents(services.channels, rosters, self._show_anew)
        self._thread_replies = SlackThreadReplies(services)
        self._busy: set[asyncio.Task[Any]] = set()
        app = workspaces.app
        app.middleware(self._once)
        app.error(_note_failure)
        for name in commands.COMMANDS:
            app.command(name)(self._doing(requests.run, requests.typist))
        app.action(requests.BUTTON)(self._doing(requests.act))
        app.view(CALLBACK)(self._doing(requests.save, answering))
        for callback in modals.BY_CALLBACK:
            app.view(callback)(self._modal_sent)
        app.action(CHOSEN_DECK)(self._doing(requests.choose_deck, sender_of))
        app.action(home.NAMED_ORGANISERS)(self._doing(requests.name_organisers))
        app.message_shortcut(SHORTCUT)(self._doing(requests.use))
        app.message_shortcut(importing.SHORTCUT)(self._doing(requests.import_notes))
        app.event("app_mention")(self._mention)
        app.event("message")(self._message)
        app.event("app_home_opened")(self._home)
        app.event("app_uninstalled")(self._left)
        app.event("tokens_revoked")(self._left)
        for name in channel_events.EVENTS:
            app.event(name)(self._channel)

    async def finish(self) -> None:
        """Let what is being answered be finished; cancel what takes too long."""
        waiting = {task for task in self._busy if task is not asyncio.current_task()}
        if waiting:
            _, late = await asyncio.wait(waiting, timeout=_LAST_MOMENT_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _doing(
        self,
        do: Callable[[Request], Awaitable[None]],
        caller_of: Callable[[str, Body], Caller] = requests.presser,
    ) -> Callable[..., Awaitable[None]]:
        """Return what acknowledges a request, then does it, and tells what goes wrong."""

        async def listen(
            ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
        ) -> None:
            await ack()
            self._note_busy()
            caller = caller_of(_team(context), body)
            async with refusing(Responder(client, caller)):
                await do(Request(self._services, client, caller, body))

        return listen

    def _note_busy(self) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._busy.add(task)
            task.add_done_callback(self._busy.discard)

    async def _modal_sent(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        caller, view = sender_of(_team(context), body), body["view"]
        values = view["state"]["values"]
        taking = modals.take(self._services, client, caller, view["callback_id"], values)
        self._note_busy()
        async with refusing(Responder(client, caller)):
            await modals.sent_in(ack, taking, values)

    async def _mention(self, body: Body, client: AsyncWebClient) -> None:
        event = body["event"]
        if event.get("files") and event.get("user"):
            await self._shared(body, client)

    async def _shared(self, body: Body, client: AsyncWebClient) -> None:
        self._note_busy()
        event, (team, _) = body["event"], installation(body)
        # In a direct message the answer is a message too, as it is between people.
        channel = "" if importing.is_handed_over(event) else event["channel"]
        caller = Caller(team, event["user"], channel, event.get("thread_ts"))
        async with refusing(Responder(client, caller)):
            interaction = await SlackInteraction.of(self._services, client, caller)
            await importing.offer(interaction, event)

    async def _message(self, body: Body, client: AsyncWebClient) -> None:
        event = body["event"]
        if event.get("subtype") in channel_events.CONVERTED:
            await self._channel(body, client)
            return
        if importing.is_handed_over(event):
            await self._shared(body, client)
            return
        self._note_busy()
        team, _ = installation(body)
        await self._thread_replies.take(client, team, event)

    async def _home(self, body: Body, client: AsyncWebClient) -> None:
        if body["event"]["tab"] == "home":
            team, _ = installation(body)
            caller = Caller(team, body["event"]["user"])
            await home.publish(await SlackInteraction.of(self._services, client, caller))

    async def _channel(self, body: Body, client: AsyncWebClient) -> None:
        self._note_busy()
        await self._channel_events.take(client, body)

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
            await home.publish(await SlackInteraction.of(self._services, client, caller))
        except SlackApiError as error:  # another app, or somebody whose account is gone
            _log.info("tab not shown anew", user=user, reason=code_of(error))

    async def _left(self, body: Body) -> None:
        self._note_busy()
        team = body["team_id"]
        if await self._workspaces.has_left(team):
            self._rosters.forget_all()
            await self._services.workspaces.leave(PLATFORM, team)
            _log.info("workspace left", team=team)

    async def _once(
        self, body: Body, next_: Callable[[], Awaitable[BoltResponse | None]]
    ) -> BoltResponse | None:
        """Pass over an event that was taken before: its acknowledgement may have been lost."""
        event = body.get("event_id")
        if event is None or body["event"]["type"] in channel_events.EVENTS:
            return await next_()
        if await self._services.inbox.take(PLATFORM, event):
            return await next_()
        return BoltResponse(status=200)


async def _note_failure(error: Exception, body: Body) -> None:
    """Log the fault of an event, for which nobody waits: the next one is handled as ever."""
    event = body.get("event", {}).get("type") or body.get("type")
    _log.error("event failed", slack_event=event, exc_info=error)


def _team(context: AsyncBoltContext) -> str:
    """Return the workspace that we act in by our token there: of a request it is the person's own.

    https://docs.slack.dev/apis/slack-connect. Raises NotFound.
    """
    found = context.authorize_result.team_id if context.authorize_result else None
    if found is None:
        raise NotFound("workspace", str(context.team_id))
    return found
