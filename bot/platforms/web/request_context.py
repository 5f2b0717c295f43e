"""One request to the web: who makes it, what they may read and do, and the page they get."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast
from urllib.parse import urlsplit

from jinja2 import Environment
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.core.audit import Actor
from bot.core.ids import checked_id
from bot.core.models import Channel, Group, GroupId, Member, PersonId, RoundId, WorkspaceId
from bot.core.read_models import Reader
from bot.core.uploads import Upload
from bot.errors import MemberError, NotAllowed, NotFound
from bot.platforms.web.cookies import Cookies
from bot.platforms.web.forms import Form, Refused, read_answer, read_form
from bot.platforms.web.guesses import Guesses, network_of
from bot.platforms.web.platform import WebPlatform
from bot.platforms.web.reading import Desk, desk_of, reader_in
from bot.platforms.web.reveals import Reveals
from bot.services.acting import acting
from bot.services.services import Services
from bot.services.sessions import Visitor

_THEMES = ("light", "dark")
_REFUSED = "refused"

Context = TypeVar("Context", bound="RequestContext")


@dataclass(frozen=True, slots=True)
class Site:
    """What every page needs: the use cases, where it is, how it looks."""

    services: Services
    public_url: str
    templates: Environment
    cookies: Cookies
    reveals: Reveals
    guesses: Guesses = field(default_factory=Guesses)
    strangers_pages: dict[object, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RequestContext:
    """A request with its visitor."""

    request: Request
    site: Site
    visitor: Visitor

    @property
    def services(self) -> Services:
        """The use cases."""
        return self.site.services

    @property
    def person(self) -> PersonId:
        """Who the visitor is. Raises NotAllowed for nobody."""
        if self.visitor.person is None:
            raise NotAllowed("member")
        return self.visitor.person

    @property
    def token(self) -> str | None:
        """What the browser says it is."""
        return self.site.cookies.token(self.request)

    @property
    def query(self) -> Form:
        """What follows the question mark."""
        return Form(self.request.query_params)

    def may_guess(self, secret: str) -> None:
        """Raise WebRefusal (429) where `guess` would."""
        self.site.guesses.check(self._guesser, secret)

    def guess(self, secret: str) -> None:
        """Count what the visitor tries to come in with. Raises WebRefusal (429)."""
        self.site.guesses.begin(self._guesser, secret)

    def guessed_right(self, secret: str) -> None:
        """Count it no more."""
        self.site.guesses.right(self._guesser, secret)

    @property
    def _guesser(self) -> str:
        # Who is in already shares nothing with others of their address.
        return self.visitor.person or sender_of(self.request)

    def path(self, name: str) -> str:
        """Return the id of what a variable part of the address is called by. Raises NotFound."""
        return checked_id(self.request.path_params[name], name)

    async def form(self) -> Form:
        """Return what was sent. Raises WebRefusal when it is too large."""
        return await form_of(self.request)

    async def answer(self) -> tuple[Form, tuple[Upload, ...]]:
        """Return an answer's form and its pictures. Raises WebRefusal when it is too large."""
        return await answer_of(self.request)

    async def give_back(
        self, address: str, form: Form, error: MemberError, part: str = ""
    ) -> Response:
        """Lead to the page of a form that was refused, which shows it again with what was typed.

        That page can be loaded again, which the answer to a form cannot. `part` is the fragment of
        the form on the page.
        """
        refused, path = Refused.by(error, form, part), urlsplit(address).path
        session = self.token if self.visitor.session else None
        refusal = refused.words, refused.status
        keep = self.services.refused_forms.keep
        secret = await keep(session, path, part, form.fields, refusal)
        if secret is None:
            raise error
        mark = "&" if "?" in address else "?"
        return see_other(f"{address}{mark}{_REFUSED}={secret}{'#' if part else ''}{part}")

    async def refused(self) -> Refused | None:
        """Return the form that this page is to show again, None for a page as it always is."""
        secret = self.query.text(_REFUSED)
        if not secret:
            return None
        path = self.request.url.path
        kept = await self.services.refused_forms.find(secret, self.token, path)
        return Refused.kept(kept) if kept else None

    def page(self, template: str, status: int = 200, **values: object) -> Response:
        """Return a page."""
        return page(self.site, self.request, template, status, context=self, **values)

    def remember(self, response: Response, token: str) -> Response:
        """Return the response with the token in the visitor's browser."""
        return self.site.cookies.remember(response, token)


@dataclass(frozen=True, slots=True)
class GroupContext(RequestContext):
    """A request for one group's pages, of which the visitor can read a channel.

    `channels` are all of the group's, and `reader` sees what was told in those that they can read
    now. `known` is who they are in the group, None for who has done nothing there. `desk` is what
    they may plan and change there, None for who is no organiser.
    """

    group: Group
    channels: Sequence[Channel]
    reader: Reader
    known: Member | None
    desk: Desk | None

    @property
    def here(self) -> str:
        """The address at which the group's pages begin."""
        return f"/g/{self.group.id}"

    @property
    def workspace(self) -> WorkspaceId:
        """Whose decks the visitor changes here. Raises NotAllowed."""
        if self.desk is None or self.desk.workspace is None:
            raise NotAllowed("admin")
        return self.desk.workspace

    async def member(self) -> Member:
        """Return the visitor as a member; what they do here makes them one. Raises NotAllowed."""
        return self.known or await self.member_of(self.group.id)

    async def member_of(self, group: GroupId) -> Member:
        """Return the visitor as a member of a group that asked here, which may be another now."""
        if self.known is not None and self.known.group == group:
            return self.known
        return await self.services.members.of_person(group, self.person)

    async def member_in(self, round_: RoundId) -> Member:
        """Return the visitor as a member of the group of a round that they were told of.

        Raises NotFound for any other round.
        """
        told = await self.services.cards.told(round_, self.reader)
        return await self.member_of(told.group)

    def page(self, template: str, status: int = 200, **values: object) -> Response:
        """Return a page."""
        more = {"context": self, "group": self.group, "here": self.here, **values}
        return page(self.site, self.request, template, status, **more)


def page(
    site: Site, request: Request, template: str, status: int = 200, **values: object
) -> Response:
    """Return a rendered template; `group` is None on pages of none, `context` where none is known.

    `here` is where the group's pages begin.
    """
    html = site.templates.get_template(template).render(
        {
            "context": None,
            "group": None,
            "here": "",
            "path": request.url.path,
            "query": "",
            "now": site.services.clock(),
            "theme": theme_of(site, request),
            "public_url": site.public_url,
            "theme_cookie": site.cookies.theme,
            **values,
        }
    )
    return HTMLResponse(html, status)


async def answer_of(request: Request) -> tuple[Form, tuple[Upload, ...]]:
    """Return what `form_of` does, and the pictures that came with it."""
    # What was refused half-way cannot be read again.
    request.state.form = Form(FormData())
    request.state.form, pictures = await read_answer(request)
    return request.state.form, pictures


async def form_of(request: Request) -> Form:
    """Return the form that was sent, read once. Raises WebRefusal when it is too large."""
    if (known := getattr(request.state, "form", None)) is not None:
        return cast(Form, known)
    # What was refused half-way cannot be read again.
    request.state.form = Form(FormData())
    request.state.form = form = await read_form(request)
    return form


def theme_of(site: Site, request: Request) -> str | None:
    """Return whether a browser is to show the room light or dark, None where it decides."""
    theme = request.cookies.get(site.cookies.theme)
    return theme if theme in _THEMES else None


def see_other(address: str) -> Response:
    """Return a redirect after a form was sent, so that loading the page again sends nothing."""
    return RedirectResponse(address, status_code=303)


def sender_of(request: Request) -> str:
    """Return the network that a request comes from."""
    return network_of(request.client.host) if request.client is not None else ""


def site_of(request: Request) -> Site:
    """Return what the application was made with."""
    return cast(Site, request.app.state.site)


async def context_of(request: Request) -> RequestContext:
    """Return a request's context: that of a group's page, once it was found readable."""
    known = getattr(request.state, "context", None)
    if known is not None:
        return cast(RequestContext, known)
    site = site_of(request)
    return RequestContext(request, site, await _visitor(site, request))


async def _visitor(site: Site, request: Request) -> Visitor:
    await site.cookies.load()
    return await site.services.sessions.visitor(site.cookies.token(request))


async def group_context_of(request: Request) -> GroupContext:
    """Return the context of a group's page. Raises NotFound for a group that is not readable.

    That there is such a group is told to nobody who can read none of its channels.
    """
    site, id_ = site_of(request), GroupId(checked_id(request.path_params["group"], "page"))
    await site.cookies.load()
    visit = await site.services.visits.of_group(site.cookies.token(request), id_)
    reader = reader_in(visit) if visit is not None else Reader()
    if visit is None or not reader.channels:
        raise NotFound("page", id_)
    visitor, group, desk = visit.visitor, visit.group, desk_of(visit)
    context = GroupContext(request, site, visitor, group, visit.channels, reader, visit.known, desk)
    request.state.context = context
    return context


async def _answered(
    context: Context, handler: Callable[[Context], Awaitable[Response]]
) -> Response:
    """Return the handler's answer, with which the browser keeps its token for longer."""
    response = await handler(context)
    token = context.token
    # A handler that gave the browser another token, or took it, has had the last word.
    if context.visitor.is_first_today and token and "set-cookie" not in response.headers:
        context.remember(response, token)
    return response


Handler = Callable[[RequestContext], Awaitable[Response]]
GroupHandler = Callable[[GroupContext], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


def anybody(handler: Handler) -> Endpoint:
    """Let everyone in."""

    async def endpoint(request: Request) -> Response:
        return await _answered(await context_of(request), handler)

    return endpoint


def persons(handler: Handler) -> Endpoint:
    """Let everyone in who is somebody, in whatever groups."""

    async def endpoint(request: Request) -> Response:
        context = await context_of(request)
        _ = context.person  # raises for nobody
        return await _answered(context, handler)

    return endpoint


def signed_in(handler: Handler) -> Endpoint:
    """Let every browser in that has a session, whether it is somebody's or merely organises."""

    async def endpoint(request: Request) -> Response:
        context = await context_of(request)
        if context.visitor.session is None:
            raise NotAllowed("member")
        return await _answered(context, handler)

    return endpoint


def readers(handler: GroupHandler) -> Endpoint:
    """Let those in who can read a channel of the group: for others the page does not exist."""

    async def endpoint(request: Request) -> Response:
        return await _answered(await group_context_of(request), handler)

    return endpoint


def members(handler: GroupHandler) -> Endpoint:
    """Let those readers in who are somebody: an organiser's browser need be nobody."""

    async def endpoint(request: Request) -> Response:
        context = await group_context_of(request)
        if context.visitor.person is None:
            raise NotAllowed("member")
        return await _answered(context, handler)

    return endpoint


def organisers(handler: GroupHandler) -> Endpoint:
    """Let those readers in who may plan for the group."""

    async def endpoint(request: Request) -> Response:
        context = await group_context_of(request)
        if context.desk is None:
            raise NotAllowed("admin")
        who, workspace = context.visitor.person, context.desk.workspace
        with acting(Actor(WebPlatform.name, person=who, workspace=workspace)):
            return await _answered(context, handler)

    return endpoint
