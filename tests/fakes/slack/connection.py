"""Taking the waiting out of the unchanged slack_sdk.

Nothing has to be patched to point it here: its `base_url` is `FakeSlack.api_url`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import slack_sdk.http_retry.async_handler as retry
import slack_sdk.http_retry.builtin_async_handlers as retries
import slack_sdk.socket_mode.aiohttp as socket_client
import slack_sdk.socket_mode.async_client as base_client

from tests.fakes.common.hurry import Hurry

_PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
# What the Socket Mode client does while it waits it does over and over: it needs some time.
_POLL = 0.005


@contextmanager
def hurried() -> Iterator[list[float]]:
    """Let slack_sdk not sleep before it tries again; yields the seconds that requests would have.

    Its polls for whether a socket is still there are hurried too, and not noted.
    """
    waits: list[float] = []
    with (
        patch.object(retry, "asyncio", Hurry(waits)),
        patch.object(retries, "asyncio", Hurry(waits)),
        patch.object(base_client, "asyncio", Hurry(waits)),
        patch.object(socket_client, "asyncio", Hurry([], _POLL)),
    ):
        yield waits


@contextmanager
def without_proxies() -> Iterator[None]:
    """Keep slack_sdk from sending what is meant for this machine through a proxy."""
    with patch.dict("os.environ"):
        for name in _PROXIES:
            os.environ.pop(name, None)
        yield
