"""A proxy between a bot and the twin, with help where discord.py and the twin do not meet.

discord.py is used as it comes and the twin too. What each of them needs of Discord and the other
does not give is in `rest.py`, `events.py` and `threads.py`; here is how it passes.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp
from aiohttp import WSMsgType, web

from tests.interop.discord_twin.control import Control
from tests.interop.discord_twin.events import EventHelp
from tests.interop.discord_twin.files import PATH as FILES_PATH
from tests.interop.discord_twin.files import Files
from tests.interop.discord_twin.rest import Call, Reply, RestHelp
from tests.interop.discord_twin.threads import ThreadIds

_API = "/api/v10"
_GATEWAY = "/gateway/"
_NEED_NO_TOKEN = (_API + "/interactions/", _API + "/webhooks/")
_MOST_BYTES = 32 << 20
_IDENTIFY, _RESUME, _RECONNECT, _INVALID_SESSION = 2, 6, 7, 9  # opcodes of the gateway


class Proxy:
    """The two legs: REST and gateway."""

    def __init__(
        self, session: aiohttp.ClientSession, twin: str, control: Control, token: str
    ) -> None:
        self._session = session
        self._twin = twin
        self._token = token
        self._threads = ThreadIds(control)
        self._rest = RestHelp(session, twin, control, self._threads)
        self._bots: set[web.WebSocketResponse] = set()
        self.files = Files()
        self._host = ""

    def stand_at(self, host: str) -> None:
        """Learn the address and port at which it is reached."""
        self._host = self.files.host = host

    @property
    def api_url(self) -> str:
        """Where a bot finds the REST API."""
        return f"http://{self._host}{_API}"

    @property
    def gateway_url(self) -> str:
        """Where a bot finds the gateway."""
        return f"ws://{self._host}{_GATEWAY}"

    def routes(self) -> list[web.AbstractRouteDef]:
        """Return what the proxy serves."""
        return [
            web.get(_API + "/gateway/bot", self._gateway_for_bots),
            web.get(_GATEWAY, self._gateway),
            web.get(FILES_PATH + "{number}/{name}", self.files.serve),
            web.route("*", _API + "/{path:.+}", self._call),
        ]

    async def ask_to_reconnect(self) -> None:
        """Ask every bot to connect anew, as Discord does when it moves to another machine."""
        for bot in self._bots:
            await bot.send_json({"op": _RECONNECT, "d": None, "s": None, "t": None})

    async def close(self) -> None:
        """End every connection to the gateway."""
        for bot in list(self._bots):
            await bot.close()

    async def _call(self, request: web.Request) -> web.Response:
        if not self._may_call(request):
            return _response(Reply(401, {"code": 0, "message": "401: Unauthorized"}))
        reply = await self._rest.answer(await _read_call(request, self.files))
        return _response(reply)

    def _may_call(self, request: web.Request) -> bool:
        """The twin lets anybody call. An interaction's own token is a part of the address."""
        if request.path.startswith(_NEED_NO_TOKEN):
            return True
        return request.headers.get("Authorization") == f"Bot {self._token}"

    async def _gateway_for_bots(self, request: web.Request) -> web.Response:
        reply = await self._rest.answer(await _read_call(request, self.files))
        return _response(replace(reply, content=reply.content | {"url": self.gateway_url}))

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        bot = web.WebSocketResponse()
        await bot.prepare(request)
        self._bots.add(bot)
        try:
            async with self._session.ws_connect(f"{self._twin}/gateway", max_msg_size=0) as twin:
                events = EventHelp(self.gateway_url, self._threads)
                to_bot = asyncio.create_task(_to_bot(twin, bot, events))
                await _to_twin(bot, twin, events)
                await twin.close()
                await to_bot
        finally:
            self._bots.remove(bot)
        return bot


async def _to_bot(
    twin: aiohttp.ClientWebSocketResponse, bot: web.WebSocketResponse, events: EventHelp
) -> None:
    async for message in twin:
        event = json.loads(message.data)
        await events.help(event)
        if not bot.closed:
            await bot.send_json(event)
    if not bot.closed:
        await bot.close(code=twin.close_code or aiohttp.WSCloseCode.GOING_AWAY)


async def _to_twin(
    bot: web.WebSocketResponse, twin: aiohttp.ClientWebSocketResponse, events: EventHelp
) -> None:
    async for message in bot:
        if message.type is not WSMsgType.TEXT:
            continue
        sent = json.loads(message.data)
        if sent["op"] == _RESUME:
            # The twin would never answer; so the bot begins a new session.
            await bot.send_json({"op": _INVALID_SESSION, "d": False, "s": None, "t": None})
            continue
        if sent["op"] == _IDENTIFY:
            events.shard = sent["d"].get("shard")
        await twin.send_str(message.data)


def _response(reply: Reply) -> web.Response:
    if reply.content is None:
        return web.Response(status=reply.status, headers=reply.headers)
    # As Discord: without a charset, which discord.py does not take for JSON.
    body = json.dumps(reply.content).encode()
    headers = {**reply.headers, "Content-Type": "application/json"}
    return web.Response(body=body, status=reply.status, headers=headers)


async def _read_call(request: web.Request, files: Files) -> Call:
    path = request.rel_url.raw_path.removeprefix(_API + "/").replace("%40", "@")
    query = request.rel_url.raw_query_string
    if request.content_type.startswith("multipart/"):
        content, attached = await _read_multipart(request, files)
        return Call(request.method, path, query, content, attached)
    content = await request.json() if request.content_type == "application/json" else None
    return Call(request.method, path, query, content)


async def _read_multipart(
    request: web.Request, files: Files
) -> tuple[Any, tuple[dict[str, Any], ...]]:
    """Part a message from its files, for each of which an attachment is returned."""
    content: dict[str, Any] = {}
    kept: list[dict[str, Any]] = []
    async for part in await request.multipart():
        assert isinstance(part, aiohttp.BodyPartReader)
        if part.name == "payload_json":
            content = json.loads(await part.text())
        else:
            kept.append(files.keep(str(part.filename), bytes(await part.read())))
    described = {int(one["id"]): one for one in content.get("attachments", [])}
    return content, tuple({**described.get(index, {}), **one} for index, one in enumerate(kept))


@asynccontextmanager
async def running_proxy(
    session: aiohttp.ClientSession, twin: str, control: Control, token: str
) -> AsyncIterator[Proxy]:
    """Serve on a free port of the loopback interface, in this event loop."""
    proxy = Proxy(session, twin, control, token)
    application = web.Application(client_max_size=_MOST_BYTES)
    application.add_routes(proxy.routes())
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        proxy.stand_at(f"{host}:{port}")
        yield proxy
    finally:
        await proxy.close()
        await runner.cleanup()
