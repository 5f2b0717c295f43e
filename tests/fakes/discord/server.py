"""The fake Discord as a whole: one server on 127.0.0.1 with REST, gateway and uploads."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Self

from aiohttp import web

from tests.fakes.discord.application import Application
from tests.fakes.discord.commands import Commands
from tests.fakes.discord.connection import pointed_at, still_heartbeats
from tests.fakes.discord.entities import Guild, User
from tests.fakes.discord.errors import Json
from tests.fakes.discord.faults import Faults
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.rates import Rates
from tests.fakes.discord.rest import PREFIX, Rest
from tests.fakes.discord.rest_commands import CommandRoutes
from tests.fakes.discord.rest_messages import MessageRoutes
from tests.fakes.discord.rest_places import PlaceRoutes
from tests.fakes.discord.world import World

HOST = "127.0.0.1"


class FakeDiscord:
    """A running server: `async with await FakeDiscord.start(clock.now) as discord`."""

    def __init__(self, clock: Callable[[], datetime], port: int) -> None:
        self.world = World(clock, f"http://{HOST}:{port}")
        self.gateway = Gateway(self.world, f"ws://{HOST}:{port}/gateway")
        routes: set[str] = set()
        self.faults = Faults(routes)
        self.rates = Rates(clock, routes)
        self.rest = Rest(self.world, self.faults, self.rates, routes)
        self.api_url = self.world.url + PREFIX
        self.gateway_url = self.gateway.url
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=0.1)

    @classmethod
    async def start(cls, clock: Callable[[], datetime], port: int = 0) -> Self:
        """Start a server on a port, by default a free one; its deadlines run on the clock."""
        listening = socket.create_server((HOST, port))
        made = cls(clock, listening.getsockname()[1])
        await made._runner.setup()
        await web.SockSite(made._runner, listening).start()
        return made

    async def stop(self) -> None:
        """Stop; every connection breaks. Raises what went wrong inside the fake itself."""
        self.faults.clear()
        still_heartbeats()
        self.gateway.go_down()
        await self._runner.cleanup()
        if self.rest.failures:
            raise ExceptionGroup("the fake Discord failed", self.rest.failures)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

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

    @property
    def refused(self) -> list[tuple[str, Json]]:
        """What Discord would not take: routes and answers, in order.

        A bot that does everything right leaves it empty.
        """
        return self.world.refused

    def guild(self, name: str, *, with_bot: bool = True) -> Guild:
        """Make a server, in which the bot is by default."""
        return self.world.make_guild(name, with_bot=with_bot)

    def connection(self) -> AbstractContextManager[None]:
        """Let the discord.py of this process connect here."""
        return pointed_at(self.api_url, self.gateway_url)

    async def until(self, holds: Callable[[], object], what: str = "it") -> None:
        """Wait until something holds; looked at whenever the state changes. Raises TimeoutError."""
        await self.world.changes.until(holds, what)

    def go_down(self) -> None:
        """Answer nothing any more: every connection, old and new, breaks."""
        self.faults.down = True
        self.gateway.go_down()

    def come_up(self) -> None:
        """Be there again, with the state as it was."""
        self.faults.down = False
        self.gateway.come_up()
