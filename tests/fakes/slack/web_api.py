"""The route of the Web API: a request is read, struck by faults, counted, let in, handled.

Handlers are plain functions, so that each has its effect in one step. What they return is told
beside `ok`.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from tests.fakes.slack.calls import Call, Table, read_call
from tests.fakes.slack.errors import Json, Refused
from tests.fakes.slack.faults import SlackFaults
from tests.fakes.slack.rates import SlackRates
from tests.fakes.slack.world import World, demand

Answering = Callable[[], Awaitable[web.Response]]

PREFIX = "/api/"
RESPONSE_URL, UPLOAD = "response_url", "upload"

# The scope that each method needs; where it depends on the conversation, the world asks.
_SCOPES = {
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "reactions.add": "reactions:write",
    "pins.add": "pins:write",
    "pins.remove": "pins:write",
    "conversations.open": "im:write",
    "conversations.join": "channels:join",
    "users.info": "users:read",
    "users.list": "users:read",
    "bots.info": "users:read",
    "team.info": "team:read",
    "usergroups.list": "usergroups:read",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
    "files.delete": "files:write",
    "files.info": "files:read",
}
_WITHOUT_BOT_TOKEN = {"api.test", "apps.connections.open", "oauth.v2.access"}


class WebApi:
    """`calls` counts the requests of every method; `failures` are mistakes of the fake itself."""

    def __init__(
        self, world: World, faults: SlackFaults, rates: SlackRates, known: set[str]
    ) -> None:
        self._world = world
        self._faults = faults
        self._rates = rates
        self._known = known
        self._table: Table = {}
        self.calls: dict[str, int] = {}
        self.failures: list[Exception] = []

    def add(self, table: Table) -> None:
        """Serve more methods."""
        self._table |= table
        self._known |= set(table)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer a request to a method."""
        method = request.match_info["method"]
        self.calls[method] = self.calls.get(method, 0) + 1
        self._world.changes.tell()
        return await self.answer(request, method, lambda: self._call(request, method))

    async def answer(
        self, request: web.Request, name: str, handle: Answering
    ) -> web.StreamResponse:
        """Answer a request, struck by the faults that are armed for its name."""

        async def handled() -> web.Response:
            try:
                response = await handle()
            except Exception as failure:
                self.failures.append(failure)
                raise
            self._world.changes.tell()
            return response

        return await self._faults.around(request, name, handled)

    async def _call(self, request: web.Request, method: str) -> web.Response:
        try:
            call = await read_call(request)
            place = call.text("channel") or call.text("channel_id") or call.token
            if (wait := self._rates.spend(method, place, call.token)) is not None:
                body = {"ok": False, "error": "ratelimited"}
                return as_json(429, body, {"Retry-After": str(wait)})
            return as_json(200, {"ok": True} | self._handled(call, method), self._scopes(call))
        except Refused as refused:
            return self.refuse(method, refused)

    def _scopes(self, call: Call) -> dict[str, str]:
        """Return the header that tells what a token may do.

        https://docs.slack.dev/authentication/installing-with-oauth
        """
        known = self._world.installations.by_token.get(call.token)
        return {"X-OAuth-Scopes": ",".join(sorted(known.scopes))} if known else {}

    def refuse(self, name: str, refused: Refused, status: int = 200) -> web.Response:
        """Note and answer what Slack does not take."""
        self._world.refused.append((name, refused.body()))
        return as_json(status, refused.body())

    def _handled(self, call: Call, method: str) -> Json:
        if method not in self._table:
            raise Refused("unknown_method", req_method=method)
        if method in _WITHOUT_BOT_TOKEN:
            return self._table[method](call)
        installation = self._world.installations.let_in(call.token)
        if method in _SCOPES:
            demand(installation, _SCOPES[method])
        let_in = Call(call.arguments, call.token, call.login, installation)
        return self._table[method](let_in)


def as_json(status: int, body: Json, headers: dict[str, str] | None = None) -> web.Response:
    """Return an answer as Slack sends it."""
    return web.Response(
        status=status,
        body=json.dumps(body).encode(),
        headers={"Content-Type": "application/json; charset=utf-8"} | (headers or {}),
    )
