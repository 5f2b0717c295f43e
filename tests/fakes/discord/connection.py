"""Pointing the unchanged discord.py at the fake, and taking the waiting out of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

import discord
import yarl
from discord.backoff import ExponentialBackoff
from discord.gateway import DiscordWebSocket, KeepAliveHandler
from discord.http import Route
from discord.webhook import async_ as webhook

from tests.fakes.common.hurry import Hurry


@contextmanager
def pointed_at(api_url: str, gateway_url: str) -> Iterator[None]:
    """Let discord.py talk to a server of ours; what it talked to before is restored."""
    with (
        patch.object(Route, "BASE", api_url),
        patch.object(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(gateway_url)),
    ):
        yield


@contextmanager
def hurried() -> Iterator[list[float]]:
    """Let discord.py not sleep before it tries again; yields the seconds that it would have.

    Requests, reconnects and the five seconds between two shards are hurried. Its waits for
    something to arrive are not.
    """
    waits: list[float] = []
    modules: tuple[object, ...] = (discord.http, webhook, discord.shard, discord.client)
    no_delay: Callable[[object], float] = lambda _: 0.0  # noqa: E731  # its type is the point
    patches = [patch.object(module, "asyncio", Hurry(waits)) for module in modules]
    with patch.object(ExponentialBackoff, "delay", no_delay):
        for one in patches:
            one.start()
        try:
            yield waits
        finally:
            for one in patches:
                one.stop()


def still_heartbeats() -> None:
    """End the threads that discord.py leaves when a client is closed while it reconnects.

    They would go on for a minute, on an event loop that is closed when its test ends.
    """
    for thread in threading.enumerate():
        if isinstance(thread, KeepAliveHandler):
            thread.stop()
