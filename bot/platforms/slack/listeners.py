"""What comes in from Slack, handed to whoever it concerns.

What people press and type is acknowledged first; events and answers once they are done or stored.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.catching_up import CatchUp
from bot.errors import DatabaseUnavailable, MemberError, NotFound, ReadersUnknown
from bot.platforms.slack import home, importing, kept_forms, modals, requests
from bot.platforms.slack.arrival import HEARD, happened
from bot.platforms.slack.catching_up import SlackCatchUp
from bot.platforms.slack.command_names import CommandNames
from bot.platforms.slack.events import SlackEvents
from bot.platforms.slack.interactions import SlackInteraction
from bot.platforms.slack.modal_views import (
    CALLBACK,
    CHOSEN_DECK,
    FIRST_FIELD,
    answering,
    sender_of,
)
from bot.platforms.slack.requests import Request
from bot.platforms.slack.responder import Caller, Responder, refusing
from bot.platforms.slack.rosters import Rosters
from bot.platforms.slack.text_form import TEXT_FORM, writer_of
from bot.platforms.slack.thread_replies import SlackThreadReplies, is_gone
from bot.platforms.slack.workspaces import WorkspaceClients
from bot.presentation.errors import FAULT, unavailable_words, words_for
from bot.services.services import Services

_log = structlog.get_logger()
SHORTCUT = "use_as_my_answer"
_COMMAND = re.compile(r"/.+")
_EVENT = "event_callback"
_OF_ANYBODY = frozenset({"member_joined_channel", "member_left_channel"})
_LAST_MOMENT_S = 1.0
Body = Mapping[str, Any]


class Listeners:
    """Takes commands, buttons, forms, shortcuts and events of every workspace."""

    def __init__(self, services: Services, workspaces: WorkspaceClients, rosters: Rosters) -> None:
        """Register with the app of these workspaces; the `rosters` hear who comes and leaves."""
        self._services = services
        self._rosters = rosters
        self._names = CommandNames(services.key_values)
        thread_replies = SlackThreadReplies(services, rosters)
        self.events = SlackEvents(services, workspaces, rosters, thread_replies)
        self.catch_up = CatchUp(SlackCatchUp(services, workspaces, thread_replies).look)
        self._busy: set[asyncio.Task[Any]] = set()
        app = workspaces.app
        app.middleware(self._happened)
        app.error(_note_failure)
        # Whatever an app was told to call them: `slack.general_command` knows which it is.
        app.command(_COMMAND)(self._doing(requests.run, requests.typist))
        app.action(requests.BUTTON)(self._doing(requests.act))
        app.options(requests.BUTTON)(self._suggest)
        app.view(CALLBACK)(self._answer_sent)
        app.view(TEXT_FORM)(self._doing(requests.take_text_form, writer_of))
        for callback in modals.TAKEN:
            app.view(callback)(self._modal_sent)
        app.action(CHOSEN_DECK)(self._doing(requests.choose_deck, sender_of))
        app.action(home.NAMED_ORGANISERS)(self._doing(requests.name_organisers))
        app.message_shortcut(SHORTCUT)(self._doing(requests.use))
        app.message_shortcut(importing.SHORTCUT)(self._doing(requests.import_notes))

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
            arrived = happened(body, context[HEARD])
            caller = replace(caller_of(_team(context), body), arrived=arrived)
            async with refusing(Responder(client, caller, self._names)):
                await do(Request(self._services, client, caller, self._rosters, body))

        return listen

    async def _suggest(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Offer what fits what is typed in a search; a refusal and a fault offer nothing."""
        caller = requests.presser(_team(context), body)
        offered: list[dict[str, Any]] = []
        try:
            request = Request(self._services, client, caller, self._rosters, body)
            offered = await requests.suggest(request)
        except (MemberError, DatabaseUnavailable) as error:
            _log.info("nothing suggested", reason=type(error).__name__)
        await ack(options=offered)

    async def _answer_sent(
        self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """Store an answer, then let its form close; where that cannot be, it stays open."""
        self._note_busy()
        arrived = happened(body, context[HEARD])
        caller = replace(answering(_team(context), body), arrived=arrived)
        async with refusing(Responder(client, caller, self._names)):
            try:
                request = Request(self._services, client, caller, self._rosters, body)
                await requests.save(request, ack)
            except Exception as error:
                if ack.response is not None:
                    raise
                if isinstance(error, MemberError) and not isinstance(error, ReadersUnknown):
                    await ack()
                    raise
                await ack(response_action="errors", errors={FIRST_FIELD: _why_not_stored(error)})

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

        def meet(caller: Caller) -> Awaitable[SlackInteraction]:
            return SlackInteraction.of(self._services, client, caller, self._rosters)

        taking = modals.take(meet, caller, view["callback_id"], values)
        self._note_busy()
        responder = Responder(client, caller, self._names)
        async with refusing(responder):
            named = partial(self._names.words, caller.team)
            give_back = partial(kept_forms.give_back, self._services, responder, view)
            await modals.sent_in(ack, client, taking, view, named, give_back=give_back)

    async def _happened(
        self,
        body: Body,
        client: AsyncWebClient,
        context: AsyncBoltContext,
        next_: Callable[[], Awaitable[BoltResponse | None]],
    ) -> BoltResponse | None:
        """Do events before anything else: what Bolt would hand to listeners it acknowledges."""
        context.setdefault(HEARD, self._services.clock())
        if body.get("type") != _EVENT:
            return await next_()
        if _is_own(body["event"], context):
            return BoltResponse(status=200)
        self._note_busy()
        return await self.events.take(body, client)


def _is_own(event: Mapping[str, Any], context: AsyncBoltContext) -> bool:
    """Say whether an event tells of what we did ourselves, as Bolt's IgnoringSelfEvents does.

    Who joined or left counts whoever it is, and that a post of ours was deleted is told as ours.
    """
    if event["type"] in _OF_ANYBODY or (event["type"] == "message" and is_gone(event)):
        return False
    by_user = context.user_id is not None and context.user_id == context.bot_user_id
    by_bot = event.get("bot_id") is not None and event["bot_id"] == context.bot_id
    return by_user or by_bot


async def _note_failure(error: Exception, body: Body) -> None:
    """Log the fault of an event, for which nobody waits: Slack tells it again."""
    event = body.get("event", {}).get("type") or body.get("type")
    if isinstance(error, DatabaseUnavailable):
        _log.debug("event not handled", slack_event=event)  # the store told why, once
        return
    _log.error("event failed", slack_event=event, exc_info=error)


def _why_not_stored(error: Exception) -> str:
    if isinstance(error, DatabaseUnavailable):
        return unavailable_words(error)
    if isinstance(error, ReadersUnknown):
        return words_for(error)
    _log.error("answer not stored", exc_info=error)
    return FAULT


def _team(context: AsyncBoltContext) -> str:
    """Return the workspace that we act in by our token there: of a request it is the person's own.

    https://docs.slack.dev/apis/slack-connect. Raises NotFound.
    """
    found = context.authorize_result.team_id if context.authorize_result else None
    if found is None:
        raise NotFound("workspace", str(context.team_id))
    return found
