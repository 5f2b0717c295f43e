"""Runs twins in a process of their own, each with the helping proxy in front of it."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE

import aiohttp

from tests.fakes.patience import PATIENCE_S
from tests.interop.discord_twin.control import Control, TwinProblem
from tests.interop.discord_twin.files import Files
from tests.interop.discord_twin.installation import node
from tests.interop.discord_twin.proxy import running_proxy
from tests.interop.discord_twin.scenario import Scenario

_SCRIPT = Path(__file__).with_name("twin.mjs")


@dataclass(frozen=True)
class Twin:
    """A running Discord. A bot in any process of this machine reaches it at these addresses."""

    api_url: str  # what `discord.http.Route.BASE` is to be
    gateway_url: str  # what `discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY` is to be
    token: str
    control: Control
    files: Files
    ask_to_reconnect: Callable[[], Awaitable[None]]  # every bot, as Discord does now and then


@contextmanager
def running_twins(installation: Path) -> Iterator[str]:
    """Run the process in which twins are made; the folder is what `installation.install` gave.

    Yields the address of its control server. Loading the packages takes many times what a twin
    does, so all tests share the process; they share nothing in it.
    """
    with subprocess.Popen(
        [node(installation), _SCRIPT], cwd=installation, stdin=PIPE, stdout=PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            if not address:
                raise TwinProblem("the twins' process ended before it was ready; stderr says why")
            yield address
        finally:
            _stop(process)


@asynccontextmanager
async def running_twin(
    twins: str, database: Path, scenario: Scenario | None = None
) -> AsyncIterator[Twin]:
    """Run a fresh twin in the process whose control server has this address.

    The database is a file that does not exist yet.
    """
    scenario = scenario or Scenario()
    async with aiohttp.ClientSession() as session:
        made = await Control(session, twins).ask("", database=str(database), **scenario.described())
        control = Control(session, f"{twins}/{made['number']}")
        async with running_proxy(session, made["api"], control, scenario.token) as proxy:
            yield Twin(
                proxy.api_url,
                proxy.gateway_url,
                scenario.token,
                control,
                proxy.files,
                proxy.ask_to_reconnect,
            )
        await control.ask("stop")


def _stop(process: subprocess.Popen[str]) -> None:
    # The end of its stdin is its sign to go.
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
