"""What comes in from Slack, handed to whoever it concerns. Everything is acknowledged first."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat import replies
from bot.chat.actions import ANSWER, IN_WORKSPACES, OF_ORGANISERS, OF_ROUNDS
from bot.core.models import RoundId
from bot.core.view import Press
from bot.errors import NotFound, NotYourMessage
from bot.platforms.slack import channel_events, commands, home, importing, modals
from bot.platforms.slack.channel_events import ChannelEvents, OnLeft, nobody_waits
from bot.platforms.slack.interactions import PLATFORM, SlackInteraction
from bot.platforms.slack.modal_views import CALLBACK, CHOSEN_DECK, answer_view, sender_of, sent_in
from bot.platforms.slack.mrkdwn import as_markdown
from bot.platforms.slack.responder import Caller, Responder, refusing
from bot.platforms.slack.rosters import Rosters
from bot.platforms.slack.thread_replies import SlackThreadReplies
from bot.services.services import Services

_log = structlog.get_logger()
_BUTTON = re.compile(r"rt:(?P<name>[a-z-]+)(?::\d+)?")
SHORTCUT = "use_as_my_answer"
_LAST_MOMENT_S = 1.0
Body = Mapping[str, Any]


def _caller(body: Body) -> Caller:
    """Return who pressed something, and where; a Home tab and a form are no channel."""
    container = body.get("container", {})
    return Caller(
        team=body["team"]["id"],
        user=body["user"]["id"],
        channel=body.get("channel", {}).get("id", ""),
        thread=container.get("thread_ts"),
        response_url=body.get("response_url"),
        is_private=bool(container.get("is_ephemeral")),
    )


def _typing(body: Body) -> Caller:
    where, way = body["channel_id"], body["response_url"]
    return Caller(body["team_id"], body["user_id"], where, response_url=way)


def _answering(body: Body) -> Caller:
    sent = sent_in(body["view"])
    return Caller(body["team"]["id"], body["user"]["id"], sent.channel, sent.thread)


class Listeners:
    """Takes commands, buttons, forms, shortcuts and events of every workspace."""

    def __init__(
        self,
        services: Services,
        app: AsyncApp,
        has_left: Callable[[str], Awaitable[bool]],
        rosters: Rosters,
        on_left: OnLeft = nobody_waits,
    ) -> None:
        """Register with the app; `has_left` says of a workspace whether we were sent away.

        `on_left` is told of people who left a channel, once the `rosters` know.
        """
        self._services = services
        self._has_left = has_left
        self._rosters = rosters
        self._channel_events = ChannelEvents(rosters, on_left)
        self._thread_replies = SlackThreadReplies(services)
        self._busy: set[asyncio.Task[Any]] = set()
        app.middleware(self._once)
        app.error(_note_failure)
        for name in commands.COMMANDS:
            app.command(name)(self._doing(_run, _typing))
        app.action(_BUTTON)(self._doing(_act))
        app.view(CALLBACK)(self._doing(_save, _answering))
        for callback in modals.BY_CALLBACK:
            app.view(callback)(self._modal_sent)
        app.action(CHOSEN_DECK)(
            self._doing(lambda each, body: modals.other_deck(each, body["view"]), sender_of)
        )
        app.action(home.NAMED_ADMINS)(self._doing(_name_admins))
        app.message_shortcut(SHORTCUT)(self._doing(_use))
        app.message_shortcut(importing.SHORTCUT)(
            self._doing(lambda each, body: importing.offer(each, body["message"]))
        )
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

    async def _do(
        self,
        client: AsyncWebClient,
        caller: Caller,
        do: Callable[[SlackInteraction], Awaitable[None]],
    ) -> None:
        """Do something for somebody, and tell them what goes wrong."""
        self._note_busy()
        async with refusing(Responder(client, caller)):
            await do(await SlackInteraction.of(self._services, client, caller))

    def _doing(
        self,
        do: Callable[[SlackInteraction, Body], Awaitable[None]],
        caller_of: Callable[[Body], Caller] = _caller,
    ) -> Callable[..., Awaitable[None]]:
        """Return what acknowledges a request, then does what it asks for."""

        async def listen(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
            await ack()
            await self._do(client, caller_of(body), lambda interaction: do(interaction, body))

        return listen

    def _note_busy(self) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._busy.add(task)
            task.add_done_callback(self._busy.discard)

    async def _modal_sent(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        caller, view = sender_of(body), body["view"]
        values = view["state"]["values"]

        async def take() -> None:
            interaction = await SlackInteraction.of(self._services, client, caller)
            await modals.take(interaction, view["callback_id"], values)

        self._note_busy()
        async with refusing(Responder(client, caller)):
            await modals.sent_in(ack, take(), values)

    async def _mention(self, body: Body, client: AsyncWebClient) -> None:
        event = body["event"]
        if event.get("files") and event.get("user"):
            await self._shared(body["team_id"], event, client)

    async def _shared(self, team: str, event: Body, client: AsyncWebClient) -> None:
        # In a direct message the answer is a message too, as it is between people.
        channel = "" if importing.is_handed_over(event) else event["channel"]
        caller = Caller(team, event["user"], channel, event.get("thread_ts"))
        await self._do(client, caller, lambda interaction: importing.offer(interaction, event))

    async def _message(self, body: Body, client: AsyncWebClient) -> None:
        event = body["event"]
        if event.get("subtype") in channel_events.CONVERTED:
            await self._channel(body)
            return
        if importing.is_handed_over(event):
            await self._shared(body["team_id"], event, client)
            return
        self._note_busy()
        await self._thread_replies.take(client, body["team_id"], event)

    async def _home(self, body: Body, client: AsyncWebClient) -> None:
        if body["event"]["tab"] == "home":
            caller = Caller(body["team_id"], body["event"]["user"])
            await home.publish(await SlackInteraction.of(self._services, client, caller))

    async def _channel(self, body: Body) -> None:
        self._note_busy()
        await self._channel_events.take(body)

    async def _left(self, body: Body) -> None:
        self._note_busy()
        team = body["team_id"]
        if await self._has_left(team):
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


async def _run(interaction: SlackInteraction, body: Body) -> None:
    name, text = body["command"], (body.get("text") or "").strip()
    if name in modals.CALLBACKS and not text:
        await modals.open_form(interaction, name, body["trigger_id"])
    else:
        await commands.run(interaction, name, text)


async def _act(interaction: SlackInteraction, body: Body) -> None:
    (action,) = body["actions"]
    found = _BUTTON.fullmatch(action["action_id"])
    if found is None:
        raise NotFound("button", action["action_id"])
    name, chosen = found["name"], action.get("selected_option") or action
    press = Press.read(name, chosen.get("value", ""))
    if name == ANSWER:
        # First of all: the trigger is good for three seconds.
        form = await replies.form(interaction, RoundId(press.subject))
        view = answer_view(form, interaction.caller)
        await interaction.client.views_open(trigger_id=body["trigger_id"], view=view)
    elif name in OF_ROUNDS:
        await OF_ROUNDS[name](interaction, press)
    elif name in home.PRESSED:
        await home.act(interaction, press)
    elif name in IN_WORKSPACES:
        await IN_WORKSPACES[name](interaction, press)
    elif name in OF_ORGANISERS:
        # Whoever was shown the button may have lost the right since.
        await interaction.require_admin()
        await OF_ORGANISERS[name](interaction, press)
    else:
        raise NotFound("button", name)


async def _save(interaction: SlackInteraction, body: Body) -> None:
    sent = sent_in(body["view"])
    await replies.save(interaction, sent.round, sent.revision, sent.text)
    if not sent.channel:
        await home.publish(interaction)  # it was opened there, and shows what is answered


async def _name_admins(interaction: SlackInteraction, body: Body) -> None:
    (action,) = body["actions"]
    await home.name_admins(interaction, tuple(action["selected_users"]))


async def _use(interaction: SlackInteraction, body: Body) -> None:
    message = body["message"]
    if message.get("user") != interaction.caller.user:
        raise NotYourMessage
    ids = [str(each) for each in (message.get("thread_ts"), message["ts"]) if each]
    here = await interaction.known_channel()
    text = await as_markdown(interaction.client, message.get("text", ""))
    await replies.use(interaction, text, ids, here.id if here else None)
