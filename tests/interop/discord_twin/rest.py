"""What a REST call of discord.py needs before the twin can answer it, or its answer afterwards."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp

from tests.interop.discord_twin.control import Control
from tests.interop.discord_twin.scenario import ANN, BOT, GUILD
from tests.interop.discord_twin.threads import ThreadIds

_EPHEMERAL = 1 << 6  # a message's flag
_MESSAGE, _DEFERRED_MESSAGE, _UPDATE = 4, 5, 7  # types of answers to an interaction
_DIRECT_MESSAGES = 1  # a type of channel
_OK = 200
_NO_SUCH_ROUTE = "Not Found"  # the twin's words


@dataclass(frozen=True)
class Call:
    """A call; the path begins after the API's version, the content is its JSON."""

    method: str
    path: str
    query: str = ""
    content: Any = None
    files: tuple[dict[str, Any], ...] = ()  # what is known of uploaded files, without their bytes


@dataclass(frozen=True)
class Reply:
    """What a call is answered with."""

    status: int
    content: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def succeeded(self) -> bool:
        """Whether the twin did as it was asked."""
        return self.status < 300


Help = Callable[..., Awaitable[Reply]]


class RestHelp:
    """Answers calls out of the twin, with help where the two do not meet."""

    def __init__(
        self, session: aiohttp.ClientSession, twin: str, control: Control, threads: ThreadIds
    ) -> None:
        self._session = session
        self._twin = twin
        self._control = control
        self._threads = threads
        self._commands: dict[str, Any] = {}
        self._private: set[str] = set()
        self._helps: list[tuple[re.Pattern[str], Help]] = [
            (re.compile(pattern), help_)
            for pattern, help_ in (
                ("GET oauth2/applications/@me", self._application),
                ("PUT applications/[^/]+(?:/guilds/[^/]+)?/commands", self._keep_commands),
                ("GET applications/[^/]+(?:/guilds/[^/]+)?/commands", self._kept_commands),
                ("POST users/@me/channels", self._open_direct_channel),
                ("GET users/@me/guilds", self._servers),
                ("GET channels/[^/]+/messages", self._public_history),
                ("POST channels/[^/]+/messages/([^/]+)/threads", self._make_thread),
                ("POST interactions/([^/]+)/([^/]+)/callback", self._answer_interaction),
                ("PATCH webhooks/[^/]+/([^/]+)/messages/[^/]+", self._edit_answer),
            )
        ]

    async def answer(self, call: Call) -> Reply:
        """Answer a call."""
        for pattern, help_ in self._helps:
            if found := pattern.fullmatch(f"{call.method} {call.path}"):
                return await help_(call, *found.groups())
        return await self._forward(call)

    async def _forward(self, call: Call) -> Reply:
        url = f"{self._twin}/api/v10/{call.path}?{call.query}"
        async with self._session.request(call.method, url, json=call.content) as response:
            limits = {k: v for k, v in response.headers.items() if k.startswith("X-RateLimit")}
            reply = Reply(response.status, _content(await response.text(), call), limits)
        if call.files and reply.succeeded and reply.content:
            return replace(reply, content=await self._attach(call, reply.content))
        return reply

    async def _read(self, path: str) -> Any:
        reply = await self._forward(Call("GET", path))
        return reply.content if reply.succeeded else None

    async def _attach(self, call: Call, message: dict[str, Any]) -> dict[str, Any]:
        """Let a message have the files that came with it: the twin takes JSON alone."""
        await self._control.ask("attach", message=message["id"], attachments=call.files)
        return {**message, "attachments": call.files}

    async def _application(self, call: Call) -> Reply:
        """The twin answers at the newer address only, and names no owner."""
        reply = await self._forward(replace(call, path="applications/@me"))
        owner = await self._read(f"users/{ANN.id}")
        return replace(reply, content={**reply.content, "owner": owner})

    async def _keep_commands(self, call: Call) -> Reply:
        call = replace(call, content=[_with_permissions_in_digits(each) for each in call.content])
        reply = await self._forward(call)
        if not reply.succeeded:
            return reply
        made = [{**sent, **made} for sent, made in zip(call.content, reply.content, strict=True)]
        self._commands[call.path] = made
        return replace(reply, content=made)

    async def _kept_commands(self, call: Call) -> Reply:
        """The twin has no listing of commands."""
        return Reply(_OK, self._commands.get(call.path, []))

    async def _open_direct_channel(self, call: Call) -> Reply:
        """The twin knows no direct messages."""
        person = call.content["recipient_id"]
        channel = await self._control.ask("direct_channel", person=str(person))
        recipients = [await self._read(f"users/{person}")]
        return Reply(_OK, {"id": channel["id"], "type": _DIRECT_MESSAGES, "recipients": recipients})

    async def _servers(self, call: Call) -> Reply:
        """The twin has no list of the servers that the bot is in: it is in the one there is."""
        return Reply(_OK, [await self._read(f"guilds/{GUILD}")])

    async def _public_history(self, call: Call) -> Reply:
        """The twin shows everybody what is for one person's eyes.

        A page may come back shorter than asked for, which discord.py takes for the last one.
        """
        reply = await self._forward(call)
        if not reply.succeeded:
            return reply
        public = [one for one in reply.content if not one.get("flags", 0) & _EPHEMERAL]
        return replace(reply, content=public)

    async def _make_thread(self, call: Call, message: str) -> Reply:
        """A thread has the id of its message; the twin gives it another one."""
        async with self._threads.making():
            reply = await self._forward(call)
            if not reply.succeeded:
                return reply
            await self._threads.rename(reply.content["id"], message)
        return replace(reply, content={**reply.content, "id": message})

    async def _answer_interaction(self, call: Call, interaction: str, token: str) -> Reply:
        """The twin takes a deferred answer to a button for an edit of the button's message.

        And it acknowledges with nothing, where discord.py reads what became of the answer.
        """
        kind = call.content["type"]
        if kind == _UPDATE:
            call = replace(call, content=await self._with_kept_flags(call.content, token))
        elif _flags(call.content.get("data")) & _EPHEMERAL:
            self._private.add(token)
        if kind == _DEFERRED_MESSAGE:
            await self._control.ask("forget_message", interaction=interaction)
        reply = await self._forward(call)
        if not reply.succeeded:
            return reply
        message = await self._read(_original(token)) if kind in (_MESSAGE, _UPDATE) else None
        if message and call.files:
            message = await self._attach(call, message)
        return Reply(_OK, self._callback(interaction, token, kind, message), reply.headers)

    def _callback(
        self, interaction: str, token: str, kind: int, message: dict[str, Any] | None
    ) -> dict[str, Any]:
        told: dict[str, Any] = {
            "id": interaction,
            "response_message_loading": kind == _DEFERRED_MESSAGE,
            "response_message_ephemeral": token in self._private,
        }
        if message:
            told["response_message_id"] = message["id"]
        return {
            "interaction": told,
            "resource": {"type": kind, "message": message} if message else None,
        }

    async def _with_kept_flags(self, answer: dict[str, Any], token: str) -> dict[str, Any]:
        data = answer.get("data") or {}
        there = await self._read(_original(token))
        return {**answer, "data": {**data, "flags": _flags(data) | _flags(there)}}

    async def _edit_answer(self, call: Call, token: str) -> Reply:
        """An edit neither makes a private answer public nor undoes its layout."""
        there = await self._read(call.path)
        kept = _flags(there) if there else _EPHEMERAL * (token in self._private)
        flags = _flags(call.content) | kept
        return await self._forward(replace(call, content={**call.content, "flags": flags}))


def _with_permissions_in_digits(command: dict[str, Any]) -> dict[str, Any]:
    """discord.py sends a number where Discord documents digits in a text, and takes both."""
    needed = command.get("default_member_permissions")
    digits = None if needed is None else str(needed)
    return {**command, "default_member_permissions": digits}


def _content(text: str, call: Call) -> Any:
    if text == _NO_SUCH_ROUTE:
        return {"code": 0, "message": f"the twin knows no {call.method} {call.path}"}
    return json.loads(text) if text else None


def _flags(message: dict[str, Any] | None) -> int:
    flags: int = (message or {}).get("flags", 0)
    return flags


def _original(token: str) -> str:
    return f"webhooks/{BOT}/{token}/messages/@original"
