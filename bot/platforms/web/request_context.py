"""One request to the room: who makes it, what they may do, and the page they get."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.core.models import Group, GroupId, Member, WorkspaceId
from bot.core.read_models import Reader
from bot.errors import NotAllowed
from bot.platforms.web.forms import Form, read_form
from bot.services.groups import LOCAL_CHANNEL, LOCAL_WORKSPACE
from bot.services.members import Visitor
from bot.services.services import Services

SESSION_COOKIE = "roundtable_session"
THEME_COOKIE = "roundtable_theme"
_THEMES = ("light", "dark")
_YEAR = 365 * 24 * 3600

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Room:
    """What every page needs: the use cases, whose room it is, where it is, how it looks.

    `counts` are how many have answered, in words, for everybody's open page at once.
    """

    services: Services
    group: GroupId
    public_url: str
    templates: Environment
    counts: Shared[dict[str, str]]


@dataclass(frozen=True, slots=True)
class RequestContext:
    """A request with its visitor, and what they can read now."""

    request: Request
    room: Room
    visitor: Visitor
    group: Group
    reader: Reader

    @property
    def services(self) -> Services:
        """The use cases."""
        return self.room.services

    @property
    def workspace(self) -> WorkspaceId:
        """Whose decks an admin changes here."""
        return LOCAL_WORKSPACE

    @property
    def member(self) -> Member:
        """The visitor as a member. Raises NotAllowed."""
        if self.visitor.member is None:
            raise NotAllowed("member")
        return self.visitor.member

    def path(self, name: str) -> str:
        """Return a variable part of the address."""
        return cast(str, self.request.path_params[name])

    async def form(self) -> Form:
        """Return what was sent. Raises WebRefusal when it is too large."""
        return await read_form(self.request)

    def page(self, template: str, status: int = 200, **values: object) -> Response:
        """Return a page."""
        return page(
            self.room, self.request, template, status, context=self, group=self.group, **values
        )

    def remember(self, response: Response, token: str) -> Response:
        """Return the response with the token in the visitor's browser."""
        response.set_cookie(
            SESSION_COOKIE,
            token,
            max_age=_YEAR,
            path="/",
            secure=self.room.public_url.startswith("https:"),
            httponly=True,
            samesite="lax",
        )
        return response


def page(
    room: Room, request: Request, template: str, status: int = 200, **values: object
) -> Response:
    """Return a rendered template; `context` and `group` are None where nothing could be read."""
    theme = request.cookies.get(THEME_COOKIE)
    html = room.templates.get_template(template).render(
        {
            "context": None,
            "group": None,
            "path": request.url.path,
            "query": "",
            "now": room.services.clock(),
            "theme": theme if theme in _THEMES else None,
            **values,
        }
    )
    return HTMLResponse(html, status)


def see_other(address: str) -> Response:
    """Return a redirect after a form was sent, so that loading the page again sends nothing."""
    return RedirectResponse(address, status_code=303)


def room_of(request: Request) -> Room:
    """Return the room that the application was made for."""
    return cast(Room, request.app.state.room)


async def context_of(request: Request) -> RequestContext:
    """Return a request's context."""
    room = room_of(request)
    visitor = await room.services.members.visitor(room.group, request.cookies.get(SESSION_COOKIE))
    reader, group = await _reader(room, visitor), await room.services.groups.get(room.group)
    return RequestContext(request, room, visitor, group, reader)


async def _reader(room: Room, visitor: Visitor) -> Reader:
    """Return what the visitor reads: an organiser's browser without a person reads the room."""
    if visitor.person is not None:
        return await room.services.access.of_person(visitor.person)
    return Reader(frozenset([LOCAL_CHANNEL] if visitor.admin else []))


Handler = Callable[[RequestContext], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


def anybody(handler: Handler) -> Endpoint:
    """Let everyone in."""
    return _guarded(handler, "", lambda _visitor: True)


def insiders(handler: Handler) -> Endpoint:
    """Let members in, and admins whether they are members or not."""
    return _guarded(handler, "member", lambda visitor: visitor.admin or visitor.member is not None)


def members(handler: Handler) -> Endpoint:
    """Let members in."""
    return _guarded(handler, "member", lambda visitor: visitor.member is not None)


def admins(handler: Handler) -> Endpoint:
    """Let admins in."""
    return _guarded(handler, "admin", lambda visitor: visitor.admin)


def _guarded(handler: Handler, right: str, may_enter: Callable[[Visitor], bool]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        context = await context_of(request)
        if not may_enter(context.visitor):
            raise NotAllowed(right)
        return await handler(context)

    return endpoint


class Shared(Generic[Value]):
    """Loads run one after the other, whoever waits for the next one shares it."""

    def __init__(self, load: Callable[[], Awaitable[Value]]) -> None:
        self._load = load
        self._turn = asyncio.Lock()
        self._next: asyncio.Task[Value] | None = None

    async def fresh(self) -> Value:
        """Return a value whose loading began after this call. Raises what loading raises."""
        if self._next is None:
            self._next = asyncio.create_task(self._load_next(), name="shared-load")
        # One who goes away must not take the value from the others.
        return await asyncio.shield(self._next)

    async def _load_next(self) -> Value:
        async with self._turn:
            self._next = None
            return await self._load()
