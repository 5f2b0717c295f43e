"""One request: read, struck by faults, counted, let in, handled, answered.

Handlers are plain functions, so that each has its effect in one step. What they return is the
JSON of a 200, None is a 204.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from tests.fakes.discord.errors import Json, Refused, unauthorized
from tests.fakes.discord.faults import DiscordFaults
from tests.fakes.discord.messages import Files, Upload
from tests.fakes.discord.rates import DiscordRates
from tests.fakes.discord.world import World

PREFIX = "/api/v10"
# Their token is in their path.
_WITHOUT_LOGIN = ("/interactions/", "/webhooks/")
_MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token")


@dataclass(frozen=True)
class Call:
    """A request that was read. `body` is its JSON, a list only for bulk overwrites."""

    path: dict[str, str]
    query: dict[str, str]
    body: Any = None
    files: Files = field(default_factory=dict)

    def id(self, name: str) -> int:
        """Return an id out of the path. Raises Refused for what is none."""
        if not self.path[name].isdecimal():
            raise Refused(400, 50035, "Invalid Form Body")
        return int(self.path[name])

    @property
    def json(self) -> Json:
        """The body where it must be an object."""
        if not isinstance(self.body, dict):
            raise Refused(400, 50109, "The request body contains invalid JSON.")
        return self.body


Handler = Callable[[Call], Any]
Table = dict[str, Handler]  # by `METHOD /path`


class Rest:
    """The route of the REST side.

    `calls` counts the requests of every route; `failures` are mistakes of the fake itself.
    """

    def __init__(
        self, world: World, faults: DiscordFaults, rates: DiscordRates, known: set[str]
    ) -> None:
        self._world = world
        self._faults = faults
        self._rates = rates
        self._known = known
        self.calls: dict[str, int] = {}
        self.failures: list[Exception] = []

    def routes(self, table: Table) -> list[web.RouteDef]:
        """Return a table's routes for aiohttp."""
        made = []
        for route, handler in table.items():
            self._known.add(route)
            method, path = route.split(" ", 1)
            made.append(web.route(method, PREFIX + path, self._route(route, handler)))
        return made

    def _route(
        self, route: str, handler: Handler
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def answer(request: web.Request) -> web.StreamResponse:
            return await self._answer(request, route, handler)

        return answer

    async def _answer(
        self, request: web.Request, route: str, handler: Handler
    ) -> web.StreamResponse:
        self.calls[route] = self.calls.get(route, 0) + 1
        call = await _read(request)

        async def handle() -> web.Response:
            response = self._handled(request, call, route, handler)
            self._world.changes.tell()
            return response

        return await self._faults.around(request, route, handle)

    def _handled(
        self, request: web.Request, call: Call, route: str, handler: Handler
    ) -> web.Response:
        major = "+".join(call.path[name] for name in _MAJOR if name in call.path)
        headers, wait = self._rates.spend(route, major)
        headers |= {"Via": "1.1 google"}
        if wait is not None:
            body = {"message": "You are being rate limited.", "retry_after": wait, "global": False}
            return as_json(429, body, headers | {"Retry-After": str(wait)})
        try:
            self._let_in(request, route)
            answer = handler(call)
        except Refused as refused:
            self._world.refused.append((route, refused.body()))
            return as_json(refused.status, refused.body(), headers)
        except Exception as failure:
            self.failures.append(failure)
            raise
        if answer is None:
            return web.Response(status=204, headers=headers)
        return as_json(200, answer, headers)

    def _let_in(self, request: web.Request, route: str) -> None:
        if route.split(" ", 1)[1].startswith(_WITHOUT_LOGIN):
            return
        if request.headers.get("Authorization") != f"Bot {self._world.application.token}":
            raise unauthorized()


async def _read(request: web.Request) -> Call:
    path, query = dict(request.match_info), dict(request.query)
    if request.content_type == "multipart/form-data":
        body, files = await _read_parts(request)
        return Call(path, query, body, files)
    text = await request.text()
    return Call(path, query, json.loads(text) if text else None)


async def _read_parts(request: web.Request) -> tuple[Any, Files]:
    body: Any = {}
    files: Files = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        data = bytes(await part.read())
        name = part.name or ""
        if name == "payload_json":
            body = json.loads(data)
        elif name.startswith("files["):
            files[int(name[6:-1])] = Upload(part.filename or "file", data)
    return body, files


def as_json(status: int, body: object, headers: dict[str, str]) -> web.Response:
    """Return an answer as Discord sends it."""
    # discord.py takes exactly this type for JSON, without a charset after it.
    return web.Response(
        status=status,
        body=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"} | headers,
    )
