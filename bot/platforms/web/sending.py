"""Pages that a browser may keep, if it asks each time whether it still may, and sent compressed.

Who may read a page is found out before anything here: a page that is gone for somebody is gone,
whatever their browser kept of it.

Compressed is what shows neither a secret nor anything out of the address: where both are on one
encrypted page, its length tells one by the other (BREACH, https://breachattack.com). So what was
looked up is sent as it is, and so are the desk, one's own page, and the pages behind a link.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import re
from collections.abc import Container
from functools import partial
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from bot.platforms.web.pieces import Block, PiecedResponse, html_of
from bot.platforms.web.request_context import Endpoint

# What is smaller fits into a packet anyway.
_LEAST = 1_000
_AT_LENGTH = 64_000
# Beyond that it takes twice as long for a twentieth less.
_LEVEL = 4
_KEPT = {"Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Encoding"}
# Each page tells the room's time, by which nothing of it changed.
_CLOCK = re.compile(rb' data-now="[^"]*"')
_HEAD = 4_096


def kept(endpoint: Endpoint, *, compressed: bool = True) -> Endpoint:
    """Let browsers keep what an endpoint shows, by its content; `compressed` as is told above."""

    async def answer(request: Request) -> Response:
        response = await endpoint(request)
        if response.status_code != HTTPStatus.OK or "set-cookie" in response.headers:
            return response
        known = _known(request)
        is_small = not compressed or len(response.body) < _LEAST or not _takes_gzip(request)
        if isinstance(response, PiecedResponse):
            return _in_pieces(response, known, is_small)
        body = bytes(response.body)
        act = partial(_encoded, body, known, is_small)
        # What takes longer than a page's other parts is left to a thread.
        tag, sent = act() if len(body) < _AT_LENGTH else await asyncio.to_thread(act)
        return _sent(response, tag, tag in known, None if is_small else sent)

    return answer


def _in_pieces(response: PiecedResponse, known: Container[str], is_small: bool) -> Response:
    """Return what is sent of a page whose pieces have tags and are compressed already."""
    first, *others = response.pieces
    digest = hashlib.blake2b(_without_clock(html_of(first)), digest_size=12)
    for each in others:
        digest.update(each.digest if isinstance(each, Block) else each)
    tag = f'W/"{digest.hexdigest()}"'
    is_known = tag in known
    return _sent(response, tag, is_known, None if is_small or is_known else response.gzipped())


def _sent(response: Response, tag: str, is_known: bool, gzipped: bytes | None) -> Response:
    """Return a page with its tag, or that it is as it is known; it may be compressed."""
    if is_known:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={**_KEPT, "ETag": tag})
    response.headers.update({**_KEPT, "ETag": tag})
    if gzipped is not None:
        response.body = gzipped
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(gzipped))
    return response


def _encoded(body: bytes, known: Container[str], is_small: bool) -> tuple[str, bytes]:
    """Return a page's tag, and what is sent of it to who has not got it."""
    tag = _tag(body)
    return tag, body if is_small or tag in known else gzip.compress(body, _LEVEL, mtime=0)


def _tag(body: bytes) -> str:
    """Return a weak tag: it stands for the page however it is encoded."""
    digest = hashlib.blake2b(_without_clock(body[:_HEAD]), digest_size=12)
    digest.update(memoryview(body)[_HEAD:])
    return f'W/"{digest.hexdigest()}"'


def _without_clock(html: bytes) -> bytes:
    return _CLOCK.sub(b"", html, count=1)


def _known(request: Request) -> set[str]:
    return {each.strip() for each in request.headers.get("if-none-match", "").split(",")}


def _takes_gzip(request: Request) -> bool:
    """Say whether it is named, and not refused by a weight of nothing."""
    for each in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = each.partition(";")
        if name.strip() == "gzip":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
