"""Around every request: an id in the log, a count, and a page for a refusal or a fault."""

from __future__ import annotations

import secrets
import time

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import DatabaseUnavailable, MemberError, NotAllowed
from bot.monitoring.metrics import Metrics
from bot.platforms.web.refusals import WebRefusal, status_of, words_of
from bot.platforms.web.request_context import (
    Site,
    context_of,
    form_of,
    page,
    see_other,
    site_of,
    theme_of,
)
from bot.presentation.errors import unavailable_words
from bot.services.sessions import Visitor

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
_WITHDRAWN = "Withdrawn"
_HTTP_WORDS = {
    404: "There is no such page. The address may be mistyped, or what it showed was removed.",
    405: "This address takes forms only from the room's own pages.",
}

_FORM = "application/x-www-form-urlencoded"

# There are only so many words for strangers, and themes.
_STRANGERS_PAGES = 100

# Anybody may send any word for a method, and each would be a time series of its own.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


async def refused(request: Request, error: Exception) -> Response:
    """Return the page for a refusal; Starlette calls it for every MemberError."""
    if not isinstance(error, MemberError):
        raise error
    typed = await _typed(request) if request.method == "POST" else ""
    is_gone = isinstance(error, NotAllowed) and error.right == "withdrawn"
    title = _WITHDRAWN if is_gone else _title(status_of(error))
    words = words_of(error).splitlines()
    response = await _page(request, status_of(error), words, typed, title=title)
    if isinstance(error, WebRefusal) and error.retry_s is not None:
        response.headers["Retry-After"] = str(error.retry_s)
    return response


async def _typed(request: Request) -> str:
    """Return the text of a form that was sent, which nobody shall have typed in vain."""
    is_form = request.headers.get("content-type", "").startswith(_FORM)
    return (await form_of(request)).text("text") if is_form else ""


async def no_such_page(request: Request, error: Exception) -> Response:
    """Return the page for what Starlette itself refuses: unknown addresses, broken forms.

    Nobody is looked up for that: anybody can ask for as many as they like.
    """
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == 405 and request.method in ("GET", "HEAD"):  # noqa: PLR2004
        return see_other(_page_above(request))
    words = _HTTP_WORDS.get(error.status_code, error.detail)
    if hasattr(request.state, "context"):
        return await _page(request, error.status_code, [words])
    await site_of(request).cookies.load()  # asks once
    return _strangers_page(request, error.status_code, [words], outsider=False)


def _page_above(request: Request) -> str:
    """Return the nearest address above that shows a page: where an address takes forms alone.

    A browser asks for such an address when somebody loads the answer to a form again.
    """
    path = request.url.path
    while path:
        path = path.rpartition("/")[0]
        scope = {**request.scope, "path": path, "method": "GET"}
        if any(each.matches(scope)[0] is Match.FULL for each in request.app.routes):
            return path
    return "/"


async def _page(
    request: Request, status: int, words: list[str], typed: str = "", *, title: str = ""
) -> Response:
    """Return the page; whoever is nobody so far is told how to come in, wherever they go."""
    context = await context_of(request)
    if context.visitor == Visitor() and not typed:
        return _strangers_page(request, status, words, outsider=status in (403, 404))
    outsider = status in (403, 404) and context.visitor == Visitor()
    title = title or _title(status)
    values = {"title": title, "words": words, "typed": typed, "outsider": outsider}
    return context.page("refused.html", status, **values)


def _strangers_page(request: Request, status: int, words: list[str], *, outsider: bool) -> Response:
    """Return the page as it is for all who are nobody; it is made once."""
    site = site_of(request)
    key = (status, *words, outsider, theme_of(site, request))
    made = site.strangers_pages.get(key)
    if made is not None:
        return HTMLResponse(made, status)
    values = {
        "title": _title(status),
        "words": words,
        "outsider": outsider,
        "now": None,
        "typed": "",
    }
    response = page(site, request, "refused.html", status, **values)
    if len(site.strangers_pages) >= _STRANGERS_PAGES:
        site.strangers_pages.clear()
    site.strangers_pages[key] = bytes(response.body)
    return response


def _title(status: int) -> str:
    return _TITLES.get(status, "That did not work")


# A minute is what people are told; a script may look a little sooner.
_RETRY_S = 30


class FaultPage:
    """Turns an exception that nobody expected into a plain page and a line in the log.

    That the database does not serve us is nobody's fault: the log is told of it by the store, and
    whoever asked in words.
    """

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except ClientDisconnect:
            # They went before all of their form was here: nobody is left to be answered.
            _log.debug("request given up", method=scope["method"], path=scope["path"])
        except DatabaseUnavailable as error:
            if scope["type"] != "http" or started:
                raise
            await self._unavailable(Request(scope), error)(scope, receive, send)
        except Exception:
            if scope["type"] != "http":
                raise
            _log.exception("page failed", method=scope["method"], path=scope["path"])
            if started:
                raise  # half a page is out: only closing the connection says that it broke
            response = page(self._site, Request(scope), "fault.html", 500)
            await response(scope, receive, send)

    def _unavailable(self, request: Request, error: DatabaseUnavailable) -> Response:
        # Without the visitor: who it is stands in the database.
        words = unavailable_words(error)
        sent = request.method == "POST"
        response = page(self._site, request, "unavailable.html", 503, words=words, sent=sent)
        response.headers["Retry-After"] = str(_RETRY_S)
        return response


class RequestLog:
    """Counts an answer when it begins: a live page's does not end for hours."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()

        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._note(scope, message["status"], time.perf_counter() - started)
            await send(message)

        with structlog.contextvars.bound_contextvars(request=secrets.token_hex(4)):
            await self._app(scope, receive, watch)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.http_requests.labels(method, status).inc()
        # The path alone: what follows the question mark may be a link's secret or a look-up.
        _log.debug(
            "request answered",
            method=method,
            path=scope["path"],
            status=status,
            milliseconds=round(seconds * 1000, 1),
        )
