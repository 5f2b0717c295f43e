"""Refusals: two workers with many posts at once, and platforms that refuse what comes too fast.

    python -m tests.bench.refusals

What is refused is counted by the fakes' own limits on the real clock: of Slack one post a second
and channel and 300 a minute and workspace, of Discord 50 requests a second. A post takes as long as
real ones until it arrives, now more and now less.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bot.core.deliveries import Rates
from bot.core.view import Address, Message
from bot.logs import configure_logs
from bot.platforms.discord.platform import DiscordPlatform
from bot.platforms.port import DeliveryFailed
from bot.platforms.slack.platform import SlackPlatform
from bot.services.context import utc_now
from bot.storage.transaction import Store
from tests.bench.crowd import add_groups
from tests.bench.nine import BenchPlatform, watch_workers
from tests.fakes.common.rates import Rates as Limits
from tests.fakes.postgres import PostgresServer, running_postgres
from tests.fakes.slack.rates import POSTING, SlackRates

_WORKERS = 2
_WANTED = 0.01
_CHANNELS, _WORKSPACES, _QUESTIONS_EACH = 64, 4, 4
_SERVERS = 400
_ON_THE_WAY_S = 0.02, 0.15
_DISCORD, _DISCORD_A_SECOND = "POST", 50

# Returns the seconds to wait for what was sent to a channel and a workspace, None if it is taken.
_Take = Callable[[str, str], float | None]


class _Gate:
    """The platform's door, one for all workers: it takes a post or refuses it."""

    def __init__(self, take: _Take) -> None:
        self._take = take
        self.asked = self.refused = 0

    @asynccontextmanager
    async def open_at(self, path: Path) -> AsyncIterator[None]:
        """Answer on a Unix socket."""
        async with await asyncio.start_unix_server(self._answer, str(path)):
            yield

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            wait = self._take(*json.loads(line))
            self.asked += 1
            self.refused += wait is not None
            writer.write(json.dumps(wait).encode() + b"\n")
        writer.close()


class _Guarded(BenchPlatform):
    """A platform whose posts come to a gate after a while."""

    def __init__(self, rates: Rates, gate: str) -> None:
        super().__init__(rates)
        self._gate = gate
        self._turn = asyncio.Lock()
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, address: Address, message: Message) -> str:
        await asyncio.sleep(random.uniform(*_ON_THE_WAY_S))  # noqa: S311  # delays, guards nothing
        wait = await self._asked(address.channel.address, address.channel.workspace)
        if wait is not None:
            raise DeliveryFailed("ratelimited", wait)
        return await super().post(address, message)

    async def _asked(self, *place: str) -> float | None:
        async with self._turn:
            if self._line is None:
                self._line = await asyncio.open_unix_connection(self._gate)
            reader, writer = self._line
            writer.write(json.dumps(place).encode() + b"\n")
            found: float | None = json.loads(await reader.readline())
        return found


def bench_refusals() -> list[dict[str, Any]]:
    """Return how many of the posts are refused, beside the share that is wanted at the most."""
    slack = SlackRates(utc_now, {*POSTING, "conversations.open"})
    slack.one_post_a_second()
    discord = Limits(utc_now, {_DISCORD})
    discord.limit(_DISCORD, _DISCORD_A_SECOND, timedelta(seconds=1))
    many = partial(add_groups, groups=_CHANNELS, workspaces=_WORKSPACES, decks=_QUESTIONS_EACH)
    with running_postgres() as server:
        gates = {
            "Slack": _watched(
                server,
                partial(_Guarded, SlackPlatform.rates),
                partial(slack.spend, POSTING[0]),
                many,
                _CHANNELS * _QUESTIONS_EACH,
            ),
            "Discord": _watched(
                server,
                partial(_Guarded, DiscordPlatform.rates),
                lambda _channel, _workspace: discord.wait(_DISCORD, "bot"),
                partial(add_groups, groups=_SERVERS),
                _SERVERS,
            ),
        }
    return [_row(name, gate) for name, gate in gates.items()]


def _row(platform: str, gate: _Gate) -> dict[str, Any]:
    share = gate.refused / gate.asked
    return {
        "name": f"{platform}'s refusals of posts by {_WORKERS} workers, beside what is wanted",
        "ours": share,
        "baseline": _WANTED,
        "unit": "of all",
        "ratio": _WANTED / max(share, 1 / gate.asked),
        "size": gate.asked,
    }


def _watched(
    server: PostgresServer,
    platform: Callable[[str], BenchPlatform],
    take: _Take,
    prepare: Callable[[Store], Awaitable[None]],
    posts: int,
) -> _Gate:
    gate = _Gate(take)

    async def watch(path: Path) -> None:
        async with gate.open_at(path):
            there = partial(platform, str(path))
            await watch_workers(server, posts, _WORKERS, there, prepare)

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(watch(Path(folder) / "gate"))
    return gate


if __name__ == "__main__":
    configure_logs("warning")
    sys.stdout.write(json.dumps(bench_refusals(), indent=2) + "\n")
