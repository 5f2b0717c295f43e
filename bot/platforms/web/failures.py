"""Refusals and faults as pages."""

from __future__ import annotations

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import MemberError, NotAllowed
from bot.platforms.web.refusals import status_of, words_of
from bot.platforms.web.request_context import Room, context_of, page

_log = structlog.get_logger()

_TITLES = {
    400: "That was not understood",
    403: "Not open to you yet",
    404: "Nothing here",
    405: "Not this way",
    409: "Something is in the way",
    410: "Too late",
    413: "Too large",
    422: "Not quite",
    429: "Not so fast",
}
_HTTP_WORDS = {
    404: "There is no such page. The address may be mistyped, or what it showed was removed.",
    405: "This address takes forms only from the room's own pages.",
}


async def refused(request: Request, error: Exception) -> Response:
    """Return the page for a refusal; Starlette calls it for every MemberError."""
    if not isinstance(error, MemberError):
        raise error
    status = status_of(error)
    context = await context_of(request)
    return context.page(
        "refused.html",
        status,
        title=_TITLES[status],
        words=words_of(error).splitlines(),
        outsider=isinstance(error, NotAllowed) and error.right == "member",
    )


async def no_such_page(request: Request, error: Exception) -> Response:
    """Return the page for what Starlette itself refuses: unknown addresses, broken forms."""
    if not isinstance(error, HTTPException):
        raise error
    context = await context_of(request)
    return context.page(
        "refused.html",
        error.status_code,
        title=_TITLES.get(error.status_code, "That did not work"),
        words=[_HTTP_WORDS.get(error.status_code, error.detail)],
        outsider=False,
    )


class FaultPage:
    """Turns an exception that nobody expected into a plain page and a line in the log."""

    def __init__(self, app: ASGIApp, room: Room) -> None:
        self._app = app
        self._room = room

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception:
            if scope["type"] != "http":
                raise
            _log.exception("page failed", method=scope["method"], path=scope["path"])
            if started:
                raise  # half a page is out: only closing the connection says that it broke
            response = page(self._room, Request(scope), "fault.html", 500)
            await response(scope, receive, send)
