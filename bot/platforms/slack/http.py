"""Being on Slack over HTTP: it comes to the room's own server, whichever worker that is."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.platforms.port import WAITED, ChatState, PlatformAway, PlatformRoute
from bot.platforms.slack.arrival import HEARD, sent
from bot.platforms.slack.command_names import CommandNames
from bot.platforms.slack.listeners import Listeners
from bot.platforms.slack.mentions import Mentions
from bot.platforms.slack.platform import SlackPlatform
from bot.platforms.slack.rosters import OLDEST_OVER_HTTP, Rosters
from bot.platforms.slack.workspaces import WorkspaceClients, noting
from bot.services.arrivals import Arrival
from bot.services.services import Services

EVENTS = "/slack/events"
_TOKEN = "bot's token"  # noqa: S105  # what it is called
# Slack's own requests are far smaller: a form has a hundred blocks of 3,000 characters.
_LONGEST_BODY = 2_000_000
_PRESSED = frozenset({"block_actions", "message_action"})
_REFUSED = PlainTextResponse("This request is not signed by Slack.\n", status_code=401)
_TOO_LONG = PlainTextResponse("This request is too long.\n", status_code=413)


class SlackOverHttp:
    """A `bot.platforms.port.Chat` that has no connection of its own: Slack comes by itself."""

    def __init__(
        self,
        services: Services,
        workspaces: WorkspaceClients,
        signing_secret: str,
        routes: Sequence[PlatformRoute] = (),
    ) -> None:
        """Prepare; `routes` are more addresses that the room's server is to have."""
        self._services = services
        self._workspaces = workspaces
        self.readers = Rosters(workspaces, services.clock, oldest=OLDEST_OVER_HTTP)
        self._listeners = Listeners(services, workspaces, self.readers)
        services.access.ask(SlackPlatform.name, self.readers)
        self._verifier = SignatureVerifier(signing_secret)
        names = CommandNames(services.key_values)
        mentions = Mentions(workspaces.of, self.readers, services.channels, services.clock)
        self.platform = SlackPlatform(
            workspaces, services.pictures.files, names.message, mentions.known
        )
        self.state = ChatState(SlackPlatform.name, services.clock)
        self.routes = (PlatformRoute("POST", EVENTS, self._take, signed=True), *routes)

    async def start(self) -> None:
        """Look whose token it is. Raises SlackTokenRefused."""
        await self._workspaces.start(self.state)

    async def run(self) -> None:
        """See to it that we are installed, and that nothing which was written stays missing."""
        with noting(self.state, _TOKEN):
            await self._workspaces.enter()
        self.state.connected()
        self._listeners.catch_up.ask()
        await self._listeners.catch_up.run()

    async def look(self) -> None:
        """Ask Slack about the token, where there is one for all."""
        with suppress(PlatformAway), noting(self.state, _TOKEN):
            await self._workspaces.look()
            self.state.connected()

    async def stop(self) -> None:
        """Let what is being answered be finished."""
        await self._listeners.finish()

    async def _take(self, request: Request) -> Response:
        """Answer what Slack signed within five minutes, and look no further at anything else.

        Bolt reads a body before it checks whose it is, and trips over what no Slack would send.
        """
        services, known = self._services, request.scope
        waited = {"waited": known[WAITED]} if WAITED in known else {}
        arrival = Arrival(services.clock, **waited)
        with services.arrivals.answering(arrival):
            body = await _body(request)
            if body is None:
                return _TOO_LONG
            if not self._is_signed(body, request):
                return _REFUSED
            asked = to_async_bolt_request(request, body)
            at = request.headers.get("x-slack-request-timestamp")
            asked.context[HEARD] = sent(at, arrival.at() or services.clock())
            await self._find_home(asked)
            return to_starlette_response(await self._workspaces.app.async_dispatch(asked))

    async def _find_home(self, asked: AsyncBoltRequest) -> None:
        """Let what is pressed in a channel be for the workspace that has it.

        A person of a connected workspace comes with that workspace's id, where we may not be
        installed: https://docs.slack.dev/apis/slack-connect.
        """
        channel = asked.context.channel_id
        if asked.body.get("type") not in _PRESSED or channel is None:
            return
        known = await self._services.groups.find_channel(SlackPlatform.name, channel)
        if known is not None:
            asked.context["team_id"] = known.workspace

    def _is_signed(self, body: bytes, request: Request) -> bool:
        try:
            return self._verifier.is_valid(
                body,
                request.headers.get("x-slack-request-timestamp"),
                request.headers.get("x-slack-signature"),
            )
        # A time that is no number or beyond all numbers, a text that is no UTF-8.
        except (ValueError, TypeError, OverflowError):
            return False


async def _body(request: Request) -> bytes | None:
    """Read what was sent, None for more than Slack would send."""
    read = bytearray()
    async for part in request.stream():
        read += part
        if len(read) > _LONGEST_BODY:
            return None
    return bytes(read)
