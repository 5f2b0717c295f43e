"""The cookies that the room keeps in browsers, named for it.

A browser sends a host's cookies to whatever listens on any of its ports (RFC 6265, section 8.5):
under one name for all rooms, signing in to a second would sign out of the first.
"""

from __future__ import annotations

from typing import Literal, TypedDict

from starlette.requests import Request
from starlette.responses import Response

from bot.services.services import Services

_LONGEST = 400 * 24 * 3600  # seconds: browsers keep none for longer (RFC 6265bis, section 5.5)

_KEY_S = 3600  # in which somebody types their name
_ASKING_S = 600  # in which they answer what they are asked once


class _Bounds(TypedDict):
    """Where a browser sends a cookie, and who else may read it there."""

    path: str
    secure: bool
    httponly: bool
    samesite: Literal["lax"]


class Cookies:
    """One room's: who a browser is, what it comes in with, and whether it is light or dark."""

    def __init__(self, services: Services, public_url: str) -> None:
        self._services = services
        self._is_secure = public_url.startswith("https:")
        self._room = ""

    async def load(self) -> None:
        """Find out which room it is; nothing else works before."""
        if not self._room:
            self._room = await self._services.sessions.room_id()

    @property
    def session(self) -> str:
        """The name of the cookie with the session's token.

        With `__Host-` a browser takes it from an encrypted page of this very host alone.
        """
        return f"{'__Host-' if self._is_secure else ''}roundtable_session_{self._room}"

    @property
    def theme(self) -> str:
        """The name of the cookie that the page's script sets: `light` or `dark`."""
        return f"roundtable_theme_{self._room}"

    def token(self, request: Request) -> str | None:
        """Return the token that the browser sent."""
        return request.cookies.get(self.session)

    def remember(self, response: Response, token: str) -> Response:
        """Return the response with the token in the visitor's browser."""
        response.set_cookie(self.session, token, max_age=_LONGEST, **self._bounds)
        return response

    def forget(self, response: Response) -> Response:
        """Return the response with which the browser forgets its token."""
        # A browser leaves a `__Host-` cookie alone unless it is told with the bounds that it had.
        response.set_cookie(self.session, "", max_age=0, **self._bounds)
        return response

    def key(self, request: Request) -> str:
        """Return the key that the browser brought to this page, "" without one."""
        return request.cookies.get(self._key, "")

    def keep_key(self, request: Request, response: Response, key: str) -> Response:
        """Return the response with which the browser brings the key to this page by itself."""
        response.set_cookie(self._key, key, max_age=_KEY_S, **self._key_bounds(request))
        return response

    def forget_key(self, request: Request, response: Response) -> Response:
        """Return the response with which the browser forgets a key that it brought."""
        if self.key(request):
            response.set_cookie(self._key, "", max_age=0, **self._key_bounds(request))
        return response

    def asking(self, request: Request) -> str:
        """Return the round below whose answer the browser's visitor is asked something, or ""."""
        return request.cookies.get(self._asking, "")

    def keep_asking(self, response: Response, round_: str) -> Response:
        """Return the response after which the visitor is asked it there, for some minutes."""
        response.set_cookie(self._asking, round_, max_age=_ASKING_S, **self._bounds)
        return response

    def forget_asking(self, request: Request, response: Response) -> Response:
        """Return the response after which the visitor is asked it no more."""
        if self.asking(request):
            response.set_cookie(self._asking, "", max_age=0, **self._bounds)
        return response

    @property
    def _asking(self) -> str:
        return f"roundtable_asking_{self._room}"

    @property
    def _key(self) -> str:
        return f"roundtable_key_{self._room}"

    def _key_bounds(self, request: Request) -> _Bounds:
        return {**self._bounds, "path": request.url.path}

    @property
    def _bounds(self) -> _Bounds:
        return {"path": "/", "secure": self._is_secure, "httponly": True, "samesite": "lax"}
