"""The smallest slack-bolt app that does everything which the fake Slack must carry.

In a process of its own: `python -m tests.fakes.slack.tiny_app API_URL BOT_TOKEN APP_TOKEN`.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack.server import HOST, FakeSlack

Json = dict[str, Any]

MODAL: Json = {
    "type": "modal",
    "callback_id": "answer",
    "title": {"type": "plain_text", "text": "Your answer"},
    "submit": {"type": "plain_text", "text": "Send"},
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "answer",
            "label": {"type": "plain_text", "text": "Answer"},
            "element": {
                "type": "plain_text_input",
                "action_id": "text",
                "multiline": True,
                "max_length": 200,
            },
        },
        {
            "type": "input",
            "block_id": "mood",
            "optional": True,
            "label": {"type": "plain_text", "text": "Mood"},
            "element": {
                "type": "static_select",
                "action_id": "mood",
                "options": [
                    {"text": {"type": "plain_text", "text": "Sure"}, "value": "sure"},
                    {"text": {"type": "plain_text", "text": "Guessing"}, "value": "guess"},
                ],
            },
        },
    ],
}


def button(text: str, action_id: str, value: str = "1") -> Json:
    """Return a button."""
    shown = {"type": "plain_text", "text": text}
    return {"type": "button", "text": shown, "action_id": action_id, "value": value}


def section(text: str) -> Json:
    """Return a section with mrkdwn."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def rich(*leaves: Json) -> Json:
    """Return a rich text of one section."""
    elements = [{"type": "rich_text_section", "elements": list(leaves)}]
    return {"type": "rich_text", "elements": elements}


def question(text: str = "*Why does dough rise?*") -> list[Json]:
    """Return a question with a button and a date picker."""
    picker = {"type": "datepicker", "action_id": "rt:when"}
    elements = [button("Answer", "rt:answer"), button("More", "rt:more"), picker]
    return [section(text), {"type": "actions", "elements": elements}]


@dataclass
class TinyApp:
    """A running app, and what it heard."""

    bolt: AsyncApp
    heard: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    retries: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    socket: SocketModeClient | None = None

    @property
    def client(self) -> AsyncWebClient:
        """The client for the Web API."""
        return self.bolt.client


def tiny_app(slack: FakeSlack) -> TinyApp:
    """Make an app that is not connected yet."""
    return app_for(slack.api_url, slack.bot_token, slack.signing_secret)


def app_for(api_url: str, token: str, signing_secret: str = "none") -> TinyApp:  # noqa: S107  # Socket Mode signs nothing
    """Make an app that knows Slack by its address and a token alone."""
    retry = [AsyncConnectionErrorRetryHandler(), AsyncRateLimitErrorRetryHandler(max_retry_count=2)]
    client = AsyncWebClient(token=token, base_url=api_url, retry_handlers=retry)
    bolt = AsyncApp(client=client, signing_secret=signing_secret)
    app = TinyApp(bolt)
    _add_commands(bolt)
    _add_actions(bolt, app)
    _add_events(bolt, app)
    return app


def _add_commands(bolt: AsyncApp) -> None:
    @bolt.command("/ask")
    async def ask(ack: Any, command: Json) -> None:
        await ack(f"You asked: {command['text']}")

    @bolt.command("/later")
    async def later(ack: Any, respond: Any, command: Json) -> None:
        await ack()
        await respond(f"Later: {command['text']}")

    @bolt.command("/flood")
    async def flood(ack: Any, respond: Any) -> None:
        await ack()
        for number in range(6):
            await respond(f"{number}")

    @bolt.command("/post")
    async def post(ack: Any, say: Any) -> None:
        await ack()
        await say(text="Why?", blocks=question())

    @bolt.command("/preview")
    async def preview(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="Why?", blocks=question())

    @bolt.shortcut("use_as_answer")
    async def use(ack: Any, shortcut: Json, respond: Any) -> None:
        await ack()
        await respond(f"Took: {shortcut['message']['text']}")

    @bolt.shortcut("new_note")
    async def note(ack: Any, shortcut: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=MODAL)


def _add_actions(bolt: AsyncApp, app: TinyApp) -> None:
    @bolt.action("rt:answer")
    async def answer(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        where = body.get("channel", {}).get("id", "")
        await client.views_open(
            trigger_id=body["trigger_id"], view=MODAL | {"private_metadata": where}
        )

    @bolt.action("rt:more")
    async def more(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="More", blocks=question("More"), replace_original=True)

    @bolt.action("rt:when")
    async def when(ack: Any, action: Json, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text=action["selected_date"])

    @bolt.view("answer")
    async def submitted(ack: Any, body: Json, view: Json, client: AsyncWebClient) -> None:
        values = view["state"]["values"]
        text = values["answer"]["text"]["value"]
        if text == "no":
            await ack(response_action="errors", errors={"answer": "Say more."})
            return
        await ack()
        mood = values["mood"]["mood"]["selected_option"]
        said = f"Saved: {text} {mood['value'] if mood else '-'}"
        where = view["private_metadata"]
        await client.chat_postEphemeral(channel=where, user=body["user"]["id"], text=said)

    @bolt.view_closed("answer")
    async def closed(ack: Any, body: Json) -> None:
        await ack()
        app.closed.append(body["user"]["id"])


def _add_events(bolt: AsyncApp, app: TinyApp) -> None:
    @bolt.event("message")
    async def message(event: Json, body: Json, request: Any) -> None:
        attempts = request.headers.get("x-slack-retry-num", [])
        app.retries += [attempt for attempt in attempts if attempt != "0"]
        if body["event_id"] not in app.events:
            app.events.append(body["event_id"])
            app.heard.append(event.get("text") or event["subtype"])

    @bolt.event("app_mention")
    async def mention(event: Json, say: Any) -> None:
        await say(text="Yes?", thread_ts=event["ts"])

    @bolt.event("app_home_opened")
    async def home(event: Json, client: AsyncWebClient) -> None:
        view = {"type": "home", "blocks": question("*Home*")}
        await client.views_publish(user_id=event["user"], view=view)

    @bolt.event("app_uninstalled")
    @bolt.event("tokens_revoked")
    @bolt.event("member_joined_channel")
    @bolt.event("member_left_channel")
    @bolt.event("channel_archive")
    @bolt.event("channel_unarchive")
    @bolt.event("channel_deleted")
    @bolt.event("channel_id_changed")
    @bolt.event("channel_left")
    @bolt.event("channel_rename")
    @bolt.event("group_archive")
    @bolt.event("group_deleted")
    @bolt.event("group_left")
    @bolt.event("group_rename")
    @bolt.event("group_unarchive")
    @bolt.event("user_change")
    @bolt.event("reaction_added")
    async def other(event: Json) -> None:
        app.heard.append(event["type"])


@asynccontextmanager
async def on_socket(slack: FakeSlack, connections: int = 1) -> AsyncIterator[TinyApp]:
    """Let an app run in Socket Mode."""
    app = tiny_app(slack)
    handler = AsyncSocketModeHandler(app.bolt, slack.app_token)
    app.socket = handler.client
    await handler.connect_async()  # type: ignore[no-untyped-call]  # as Bolt wrote it
    await slack.sockets.connected(connections)
    try:
        yield app
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # as above
        await asyncio.sleep(0)  # its cancelled tasks end


@asynccontextmanager
async def on_http(slack: FakeSlack) -> AsyncIterator[TinyApp]:
    """Let an app run in HTTP mode."""
    app = tiny_app(slack)

    async def serve(request: web.Request) -> web.Response:
        return await to_aiohttp_response(
            await app.bolt.async_dispatch(await to_bolt_request(request))
        )

    served = web.Application()
    served.router.add_post("/slack/events", serve)
    runner = web.AppRunner(served, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, HOST, 0)
    await site.start()
    assert site._server is not None
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]  # asyncio's has it
    try:
        await slack.point_at(f"http://{HOST}:{port}/slack/events")
        yield app
    finally:
        await runner.cleanup()


async def _run(api_url: str, bot_token: str, app_token: str) -> None:
    app = app_for(api_url, bot_token)
    await AsyncSocketModeHandler(app.bolt, app_token).start_async()  # type: ignore[no-untyped-call]  # as Bolt wrote it


if __name__ == "__main__":
    asyncio.run(_run(*sys.argv[1:]))
