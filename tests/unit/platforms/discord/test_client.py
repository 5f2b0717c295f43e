"""What discord.py does otherwise than we need it; when a test here fails, ours can go."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from bot.platforms.discord.client import PatientBucket

# What Discord says of the threads of a channel: there is room for more, in a long window.
_HEADERS = {
    "X-Ratelimit-Limit": "50",
    "X-Ratelimit-Remaining": "49",
    "X-Ratelimit-Reset-After": "300",
}
_LONGEST_WAIT_S = 30.0


def _used_once(bucket: discord.http.Ratelimit) -> discord.http.Ratelimit:
    bucket.update(cast("Any", SimpleNamespace(headers=_HEADERS)))
    return bucket


async def test_discord_py_refuses_a_request_that_discord_has_room_for() -> None:
    """discord.py 2.7.1 looks at the window alone (`Ratelimit.acquire`, discord/http.py line 461).

    Once it looks at `remaining` too, PatientBucket is needed no more: let it go with this test.
    """
    library_bucket = PatientBucket.__base__
    assert library_bucket is not None
    bucket = _used_once(library_bucket(_LONGEST_WAIT_S))
    with pytest.raises(discord.RateLimited):
        await bucket.acquire()
    assert bucket.remaining == 49


async def test_our_bucket_lets_it_through() -> None:
    bucket = _used_once(PatientBucket(_LONGEST_WAIT_S))
    await bucket.acquire()
    assert bucket.remaining == 48
