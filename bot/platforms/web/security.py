"""What guards every request before a page sees it, and every response after.

A page of another site can make a visitor's browser send a form here, cookie included (CSRF), or
give its own name our address (DNS rebinding). The first is told by where a request says it comes
from, the second by the name it was sent to. See https://cheatsheetseries.owasp.org/cheatsheets/
Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Set
from functools import lru_cache
from typing import ClassVar, cast
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: with it a browser sends `Origin: null` along with our own forms.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
# Asked by machines that know an address of this one but not the room's name, and show no page.
_FOR_MACHINES = frozenset({"/healthz", "/readyz", "/metrics"})
_PORTS = {"http": 80, "https": 443}
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

# Of names and origins that requests have, which are few but for what strangers make up.
_MOST_READ = 256

_Origin = tuple[str, str, int]
Signed = Set[tuple[str, str]]
"""Methods and paths whose requests prove by a signature who sent them, so that neither guard
is needed: no browser can be made to send one."""


class SecurityHeaders:
    """Puts the headers on every response that has not set its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


class _Guard(ABC):
    """Refuses what may not pass: with `status`, and `words` that may name the `public_url`."""

    status: ClassVar[int]
    words: ClassVar[str]

    def __init__(self, app: ASGIApp, public_url: str, signed: Signed = frozenset()) -> None:
        self._app = app
        self._public_url = public_url
        self._signed = signed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http" or self._is_signed(scope) or self._may_pass(scope):
            await self._app(scope, receive, send)
            return
        words = self.words.format(public_url=self._public_url)
        await PlainTextResponse(words, status_code=self.status)(scope, receive, send)

    def _is_signed(self, scope: Scope) -> bool:
        return (scope["method"], scope["path"]) in self._signed

    @abstractmethod
    def _may_pass(self, scope: Scope) -> bool: ...


class HostGuard(_Guard):
    """Refuses a request that was sent to a name which is not the room's."""

    status = 400
    words = "There is no room under this address. Open {public_url} instead.\n"

    def _may_pass(self, scope: Scope) -> bool:
        name = _host_name(Headers(scope=scope).get("host", ""))
        is_ours = name in _THIS_MACHINE or name == urlsplit(self._public_url).hostname
        return is_ours or scope["path"] in _FOR_MACHINES


class OriginGuard(_Guard):
    """Refuses a request that changes something unless it comes from the room's own pages.

    An origin is a scheme, a host and a port: a page that came unencrypted may be anybody's, even
    under the room's name (https://html.spec.whatwg.org/multipage/browsers.html#origin).
    """

    status = 403
    words = (
        "This came from another page than the room's own, so nothing was changed. "
        "Open the room and try again there.\n"
    )

    def _may_pass(self, scope: Scope) -> bool:
        return scope["method"] in _SAFE_METHODS or self._is_ours(scope)

    def _is_ours(self, scope: Scope) -> bool:
        headers, ours = Headers(scope=scope), self._origins(scope)
        if (origin := headers.get("origin")) is not None:
            return _origin(origin) in ours
        if (site := headers.get("sec-fetch-site")) is not None:
            return site == "same-origin"
        return _origin(headers.get("referer", "")) in ours

    def _origins(self, scope: Scope) -> set[_Origin]:
        """Return where the room is: what it is told, and what this request was sent to.

        The latter alone does not do where the room is encrypted and this request was not, unless it
        stayed on this machine.
        """
        public = _origin(self._public_url)
        sent_to = _origin(f"{scope['scheme']}://{Headers(scope=scope).get('host', '')}")
        ours = {public} - {None}
        if sent_to and public and (sent_to[0] == public[0] or sent_to[1] in _THIS_MACHINE):
            ours.add(sent_to)
        return cast(set[_Origin], ours)


def is_sent_to_this_machine(headers: Headers) -> bool:
    """Say whether a request's sender called the room by a name for the machine they share."""
    return _host_name(headers.get("host", "")) in _THIS_MACHINE


@lru_cache(_MOST_READ)
def _host_name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:  # brackets that hold no IPv6 address
        return None


@lru_cache(_MOST_READ)
def _origin(url: str) -> _Origin | None:
    """Return the scheme, host and port of a URL, None for "null" and for what is no URL."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None
