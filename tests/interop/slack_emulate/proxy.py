"""What slack_sdk sends, as `emulate` reads it.

slack_sdk asks with GET, and puts some arguments of a POST into the address; Slack takes both.
`emulate` looks for arguments in the body of a POST alone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web

_MOST_BYTES = 32 << 20
_OWN = {"host", "content-length", "transfer-encoding", "content-encoding", "connection"}
_AS_IT_IS = ("application/json", "multipart/form-data")


@dataclass
class Proxy:
    """Stands between a client and `emulate`; `api_url` is slack_sdk's `base_url`.

    The answer to each method that is in `unanswered` is lost once: the line breaks after the
    server did what it was asked for.
    """

    session: aiohttp.ClientSession
    upstream: str
    api_url: str = ""
    unanswered: set[str] = field(default_factory=set)

    async def pass_on(self, request: web.Request) -> web.StreamResponse:
        """Ask the server and return what it says."""
        method, data, headers = await _as_read(request)
        url = f"{self.upstream}{request.path if method else request.path_qs}"
        async with self.session.request(
            method or request.method, url, data=data, headers=headers, allow_redirects=False
        ) as answer:
            body = await answer.read()
        name = request.path.rpartition("/")[2]
        if name in self.unanswered and request.transport is not None:
            self.unanswered.remove(name)
            request.transport.abort()
        kept = {key: each for key, each in answer.headers.items() if key.lower() not in _OWN}
        return web.Response(status=answer.status, body=body, headers=kept)


@asynccontextmanager
async def running_proxy(upstream: str) -> AsyncIterator[Proxy]:
    """Run a proxy on a free port of this machine."""
    async with aiohttp.ClientSession() as session:
        proxy = Proxy(session, upstream)
        app = web.Application(client_max_size=_MOST_BYTES)
        app.router.add_route("*", "/{path:.*}", proxy.pass_on)
        runner = web.AppRunner(app)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            host, port = runner.addresses[0][:2]
            proxy.api_url = f"http://{host}:{port}/api/"
            yield proxy
        finally:
            await runner.cleanup()


async def _as_read(
    request: web.Request,
) -> tuple[str, bytes | dict[str, str], dict[str, str]]:
    """Return the method, "" for what goes on as it came, the body and the headers."""
    headers = {key: each for key, each in request.headers.items() if key.lower() not in _OWN}
    body = await request.read()
    if not request.path.startswith("/api/") or request.content_type in _AS_IT_IS:
        return "", body, headers
    headers.pop("Content-Type", None)
    return "POST", dict(request.query) | dict(parse_qsl(body.decode())), headers
