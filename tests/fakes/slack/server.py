"""The fake Slack as a whole: one server on 127.0.0.1 with the Web API, Socket Mode and files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import web

from tests.fakes.common.server import HOST, FakeServer
from tests.fakes.slack.application import Application, Code, Installation
from tests.fakes.slack.deliveries import Deliveries
from tests.fakes.slack.entities import Workspace
from tests.fakes.slack.errors import Impossible, Refused
from tests.fakes.slack.faults import SlackFaults
from tests.fakes.slack.http_mode import HttpMode
from tests.fakes.slack.methods_app import AppMethods
from tests.fakes.slack.methods_chat import ChatMethods
from tests.fakes.slack.methods_files import UPLOADS, FileMethods
from tests.fakes.slack.methods_places import PlaceMethods
from tests.fakes.slack.methods_views import ViewMethods
from tests.fakes.slack.people import Person
from tests.fakes.slack.rates import SlackRates
from tests.fakes.slack.socket_mode import SocketMode
from tests.fakes.slack.web_api import PREFIX, RESPONSE_URL, UPLOAD, WebApi, as_json
from tests.fakes.slack.world import World


class FakeSlack(FakeServer):
    """A running server: `async with await FakeSlack.start(clock.now) as slack`."""

    def __init__(self, clock: Callable[[], datetime], port: int) -> None:
        self.world = World(clock, f"http://{HOST}:{port}")
        self.changes, self.refused = self.world.changes, self.world.refused
        self.api_url = self.world.url + PREFIX
        self.sockets = SocketMode(self.world, f"ws://{HOST}:{port}/link/")
        self.http: HttpMode | None = None
        self.world.deliveries.carrier = self.sockets
        known = {RESPONSE_URL, UPLOAD}
        self.faults = SlackFaults(known, as_json)
        self.rates = SlackRates(clock, known)
        self.web_api = WebApi(self.world, self.faults, self.rates, known)
        self._files = FileMethods(self.world)

    async def _end(self) -> list[BaseException]:
        await self.sockets.close()
        failures: list[BaseException] = list(self.web_api.failures)
        if self.http:
            await self.http.close()
            failures += self.http.failures
        return failures

    def _application(self) -> web.Application:
        made = web.Application(client_max_size=64 * 1024 * 1024)
        for methods in (
            AppMethods(self.world, self.sockets.ticket),
            ChatMethods(self.world),
            PlaceMethods(self.world),
            ViewMethods(self.world),
            self._files,
        ):
            self.web_api.add(methods.table())
        made.router.add_route("GET", f"{PREFIX}{{method}}", self.web_api.serve)
        made.router.add_route("POST", f"{PREFIX}{{method}}", self.web_api.serve)
        made.router.add_get("/link/", self._link)
        made.router.add_post("/actions/{workspace}/{token}", self._respond)
        made.router.add_post(f"{UPLOADS}{{file}}", self._upload)
        made.router.add_get("/files-pri/{file}/{path:.+}", self._download)
        return made

    # What is no method

    async def _link(self, request: web.Request) -> web.StreamResponse:
        if self.faults.down:
            raise web.HTTPServiceUnavailable
        return await self.sockets.serve(request)

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        async def handle() -> web.Response:
            try:
                self.world.interactions.respond(request.match_info["token"], await request.json())
            except Refused as refused:
                gone = refused.error in {"used_url", "expired_url", "no_service"}
                return self.web_api.refuse(RESPONSE_URL, refused, 404 if gone else 400)
            return as_json(200, {"ok": True})

        return await self.web_api.answer(request, RESPONSE_URL, handle)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        async def handle() -> web.Response:
            try:
                taken = self._files.upload(request.match_info["file"], await request.read())
            except Refused as refused:
                return self.web_api.refuse(UPLOAD, refused, 400)
            return web.Response(text=taken)

        return await self.web_api.answer(request, UPLOAD, handle)

    async def _download(self, request: web.Request) -> web.Response:
        team, _, own = request.match_info["file"].partition("-")
        file = self.world.files.get(own)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            installation = self.world.installations.let_in(token)
        except Refused:
            installation = None
        reads = installation and "files:read" in installation.scopes
        if not reads or installation is None or installation.workspace.id != team:
            # Slack shows its sign-in page, with a 200.
            return web.Response(
                text="<!DOCTYPE html><title>Sign in</title>", content_type="text/html"
            )
        if file is None or file.data is None:
            raise web.HTTPNotFound
        return web.Response(body=file.data, content_type="application/octet-stream")

    # What a test needs at hand

    @property
    def application(self) -> Application:
        """The app: its keys, scopes and commands."""
        return self.world.application

    @property
    def app_token(self) -> str:
        """The token for Socket Mode."""
        return self.application.app_token

    @property
    def signing_secret(self) -> str:
        """What HTTP mode is signed with."""
        return self.application.signing_secret

    @property
    def bot_token(self) -> str:
        """The token of the only workspace. Raises LookupError where there is not just one."""
        installed = [one for one in self.world.workspaces.values() if one.installation]
        if len(installed) != 1:
            raise LookupError(f"the app is installed in {len(installed)} workspaces")
        return installed[0].bot_token

    @property
    def deliveries(self) -> Deliveries:
        """What the app was told."""
        return self.world.deliveries

    def workspace(self, name: str, *, with_bot: bool = True) -> Workspace:
        """Make a workspace, in which the app is installed by default."""
        return self.world.make_workspace(name, with_bot=with_bot)

    def leave_the_marketplace(self) -> None:
        """Limit reading as for apps that are distributed elsewhere.

        https://docs.slack.dev/reference/methods/conversations.replies and `.history`: "rate limited
        to 1 request per minute", and "the maximum and default values for the limit parameter have
        both been reduced to 15".
        """
        for method in ("conversations.replies", "conversations.history"):
            self.rates.limit(method, 1, timedelta(minutes=1))
        self.world.most_told = 15

    async def point_at(self, url: str) -> HttpMode:
        """Tell the app over HTTP from now on. Raises ConnectionError where it is not there."""
        self.http = HttpMode(self.world, url)
        await self.http.verify()
        self.world.deliveries.carrier = self.http
        return self.http

    def authorize(self, url: str, who: Person) -> str:
        """Let somebody agree on the install page at `url`; return where that leads.

        Raises Impossible for a page that Slack would not show.
        """
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        redirect = asked.get("redirect_uri", "")
        if asked.get("client_id") != self.application.client_id or not asked.get("scope"):
            raise Impossible(f"Slack knows no such app, or no scopes were asked for: {asked}")
        if self.application.redirect_urls and redirect not in self.application.redirect_urls:
            raise Impossible(f"{redirect} is none of the app's redirect URLs")
        code = self.world.ids.next("code")
        scopes = frozenset(asked["scope"].split(","))
        codes = self.world.installations.codes
        codes[code] = Code(who.user.workspace, who.user, scopes, redirect)
        return f"{redirect}?{urlencode({'code': code, 'state': asked.get('state', '')})}"

    def installation(self, workspace: Workspace) -> Installation:
        """Return the app's installation in a workspace. Raises LookupError."""
        if workspace.installation is None:
            raise LookupError(f"the app is not installed in {workspace.name}")
        return workspace.installation

    def time_passed(self) -> None:
        """Do what is due now that the clock was moved: timeouts, retries."""
        self.deliveries.time_passed()

    async def quiet(self) -> None:
        """Wait until everything that the app was told is acknowledged or given up."""
        await self.until(lambda: not self.deliveries.pending, "every acknowledgement")

    def go_down(self) -> None:
        super().go_down()
        self.sockets.cut()
