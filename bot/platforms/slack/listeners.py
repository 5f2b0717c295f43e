"""What comes in from Slack, handed to whoever it concerns. Everything is acknowledged first."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation import answering
from bot.conversation.pressing import ANSWER, OF_HOMES, OF_ROUNDS
from bot.core.models import RoundId
from bot.errors import NotFound, NotYourMessage
from bot.platforms.slack import commands
from bot.platforms.slack.answers import Answers, Caller
from bot.platforms.slack.forms import CALLBACK, answer_view, sent_in
from bot.platforms.slack.home import home_view
from bot.platforms.slack.refusals import refusing
from bot.platforms.slack.visits import PLATFORM, SlackVisit
from bot.platforms.slack.written import WrittenReplies
from bot.services.catalogue import Services

_log = structlog.get_logger()
_BUTTON = re.compile(r"rt:(?P<name>[a-z-]+)(?::\d+)?")
SHORTCUT = "use_as_my_answer"
_LAST_MOMENT_S = 1.0
Body = Mapping[str, Any]


class Listeners:
    """Takes commands, buttons, forms, shortcuts and events of every workspace."""

    def __init__(self, services: Services, app: AsyncApp) -> None:
        self._services = services
        self._written = WrittenReplies(services)
        self._busy: set[asyncio.Task[Any]] = set()
        for name in commands.COMMANDS:
            app.command(name)(self._command)
        app.action(_BUTTON)(self._action)
        app.view(CALLBACK)(self._form)
        app.message_shortcut(SHORTCUT)(self._shortcut)
        app.event("message")(self._message)
        app.event("app_home_opened")(self._home)
        app.event("app_uninstalled")(self._left)
        app.event("tokens_revoked")(self._left)

    async def finish(self) -> None:
        """Let what is being answered be finished; cancel what takes too long."""
        waiting = {task for task in self._busy if task is not asyncio.current_task()}
        if waiting:
            _, late = await asyncio.wait(waiting, timeout=_LAST_MOMENT_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _do(
        self, client: AsyncWebClient, caller: Caller, do: Callable[[SlackVisit], Awaitable[None]]
    ) -> None:
        """Do something for somebody, and tell them what goes wrong."""
        task = asyncio.current_task()
        if task is not None:
            self._busy.add(task)
            task.add_done_callback(self._busy.discard)
        async with refusing(Answers(client, caller)):
            await do(await SlackVisit.of(self._services, client, caller))

    async def _command(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        caller = Caller(
            team=body["team_id"],
            user=body["user_id"],
            channel=body["channel_id"],
            answers_to=body["response_url"],
        )

        async def do(visit: SlackVisit) -> None:
            await commands.run(visit, body["command"], body.get("text") or "")

        await self._do(client, caller, do)

    async def _action(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        (action,) = body["actions"]
        found = _BUTTON.fullmatch(action["action_id"])
        if found is None:
            raise NotFound("button", action["action_id"])
        chosen = action.get("selected_option") or action
        await self._do(
            client,
            _caller(body),
            lambda visit: _press(visit, found["name"], chosen["value"], body["trigger_id"]),
        )

    async def _form(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        sent = sent_in(body["view"])
        caller = Caller(body["team"]["id"], body["user"]["id"], sent.channel, sent.thread)
        await self._do(
            client,
            caller,
            lambda visit: answering.save(visit, sent.round, sent.revision, sent.text),
        )

    async def _shortcut(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        await self._do(client, _caller(body), lambda visit: _use(visit, body["message"]))

    async def _message(self, body: Body, client: AsyncWebClient) -> None:
        await self._written.take(client, body["team_id"], body["event"])

    async def _home(self, body: Body, client: AsyncWebClient) -> None:
        event = body["event"]
        if event["tab"] != "home":
            return
        caller = Caller(body["team_id"], event["user"])
        visit = await SlackVisit.of(self._services, client, caller)
        await client.views_publish(user_id=event["user"], view=await home_view(visit))

    async def _left(self, body: Body) -> None:
        await self._services.homes.leave(PLATFORM, body["team_id"])
        _log.info("workspace left", team=body["team_id"])


async def _press(visit: SlackVisit, name: str, subject: str, trigger: str) -> None:
    if name == ANSWER:
        # First of all: the trigger is good for three seconds.
        form = await answering.form(visit, RoundId(subject))
        await visit.client.views_open(trigger_id=trigger, view=answer_view(form, visit.caller))
    elif name in OF_ROUNDS:
        await OF_ROUNDS[name](visit, subject)
    elif name in OF_HOMES:
        await OF_HOMES[name](visit, subject)
    else:
        raise NotFound("button", name)


async def _use(visit: SlackVisit, message: Body) -> None:
    if message.get("user") != visit.caller.user:
        raise NotYourMessage
    ids = [str(each) for each in (message.get("thread_ts"), message["ts"]) if each]
    here = (await visit.channel()).id
    await answering.use(visit, message.get("text", ""), ids, here)


def _caller(body: Body) -> Caller:
    """Return who pressed something, and where; a Home tab and a form are no channel."""
    container = body.get("container", {})
    return Caller(
        team=body["team"]["id"],
        user=body["user"]["id"],
        channel=body.get("channel", {}).get("id", ""),
        thread=container.get("thread_ts"),
        answers_to=body.get("response_url"),
        is_private=bool(container.get("is_ephemeral")),
    )
