"""Where a request comes from, behind proxies that are believed and before others."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.workers.connections import Limits
from bot.workers.server import listening, make_server


async def _tell(request: Request) -> Response:
    assert request.client is not None
    return PlainTextResponse(f"{request.url.scheme} {request.client.host}")


async def _told(
    proxies: Sequence[str], headers: dict[str, str], listen: str = "127.0.0.1", to: str = ""
) -> str:
    """Return where the server has it that a request comes from."""
    with listening(listen, 0) as listener:
        app = Starlette(routes=[Route("/", _tell)])
        server = make_server(app, Limits.of_process(), proxies)
        running = asyncio.create_task(server.serve(sockets=[listener]))
        port = listener.getsockname()[1]
        try:
            async with httpx.AsyncClient(trust_env=False) as client:
                answer = await client.get(f"http://{to or listen}:{port}", headers=headers)
        finally:
            server.should_exit = True
            await running
        return answer.text


@pytest.mark.parametrize(
    ("proxies", "headers", "told"),
    [
        (["127.0.0.1"], {"X-Forwarded-For": "203.0.113.7"}, "http 203.0.113.7"),
        (["127.0.0.0/8"], {"X-Forwarded-For": "203.0.113.7"}, "http 203.0.113.7"),
        # Whoever is behind the proxy may write what they like before it.
        (["127.0.0.1"], {"X-Forwarded-For": "10.0.0.9, 203.0.113.7"}, "http 203.0.113.7"),
        (["127.0.0.1"], {"X-Forwarded-Proto": "https"}, "https 127.0.0.1"),
        (["127.0.0.1"], {}, "http 127.0.0.1"),
        (["10.0.0.1"], {"X-Forwarded-For": "203.0.113.7"}, "http 127.0.0.1"),
        ([], {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}, "http 127.0.0.1"),
    ],
)
async def test_what_a_proxy_says_of_who_asks_counts_where_it_is_believed(
    proxies: list[str], headers: dict[str, str], told: str
):
    assert await _told(proxies, headers) == told


async def test_an_address_is_the_same_through_a_socket_for_both_kinds():
    assert await _told([], {}, "::", "127.0.0.1") == "http 127.0.0.1"


async def test_the_environment_of_others_makes_no_proxy_believed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    assert await _told([], {"X-Forwarded-For": "203.0.113.7"}) == "http 127.0.0.1"
