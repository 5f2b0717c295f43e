"""The fake Discord as a whole: one server on 127.0.0.1 with REST, gateway and uploads."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

from aiohttp import web

from tests.fakes.common.server import HOST, FakeServer
from tests.fakes.discord.application import Application
from tests.fakes.discord.commands import Commands
from tests.fakes.discord.connection import pointed_at, still_heartbeats
from tests.fakes.discord.entities import Guild, User
from tests.fakes.discord.faults import DiscordFaults
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.rates import DiscordRates
from tests.fakes.discord.rest import PREFIX, Rest, as_json
from tests.fakes.discord.rest_commands import CommandRoutes
from tests.fakes.discord.rest_messages import MessageRoutes
from tests.fakes.discord.rest_places import PlaceRoutes
from tests.fakes.discord.world import World


class FakeDiscord(FakeServer):
    """A running server: `async with await FakeDiscord.start(clock.now) as discord`."""

    def __init__(self, clock: Callable[[], datetime], port: int) -> None:
        self.world = World(clock, f"http://{HOST}:{port}")
        self.changes, self.refused = self.world.changes, self.world.refused
        self.gateway = Gateway(self.world, f"ws://{HOST}:{port}/gateway")
        routes: set[str] = set()
        self.faults = DiscordFaults(routes, as_json)
        self.rates = DiscordRates(clock, routes)
        self.rest = Rest(self.world, self.faults, self.rates, routes)
        self.api_url = self.world.url + PREFIX
        self.gateway_url = self.gateway.url

    async def _end(self) -> list[BaseException]:
        still_heartbeats()
        self.gateway.go_down()
        return list(self.rest.failures)

    def _application(self) -> web.Application:
        made = web.Application(client_max_size=64 * 1024 * 1024)
        for routes in (
            PlaceRoutes(self.world, self.gateway),
            MessageRoutes(self.world),
            CommandRoutes(self.world),
        ):
            made.add_routes(self.rest.routes(routes.table()))
        made.router.add_get("/gateway", self.gateway.serve)
        made.router.add_get("/attachments/{path:.+}", self._upload)
        return made

    async def _upload(self, request: web.Request) -> web.Response:
        upload = self.world.uploads.get(request.path)
        if upload is None:
            raise web.HTTPNotFound
        return web.Response(body=upload.data, content_type=upload.content_type or "text/plain")

    # What a test needs at hand

    @property
    def application(self) -> Application:
        """The application: its token and its toggles."""
        return self.world.application

    @property
    def bot(self) -> User:
        """The bot's account."""
        return self.world.bot

    @property
    def commands(self) -> Commands:
        """The registered commands."""
        return self.world.commands

    def guild(self, name: str, *, with_bot: bool = True) -> Guild:
        """Make a server, in which the bot is by default."""
        return self.world.make_guild(name, with_bot=with_bot)

    def connection(self) -> AbstractContextManager[None]:
        """Let the discord.py of this process connect here."""
        return pointed_at(self.api_url, self.gateway_url)

    def go_down(self) -> None:
        super().go_down()
        self.gateway.go_down()

    def come_up(self) -> None:
        super().come_up()
        self.gateway.come_up()
