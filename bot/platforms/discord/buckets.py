"""How long a request may wait for Discord's rate limits."""

from __future__ import annotations

import discord


class Bucket(discord.http.Ratelimit):
    """A bucket that refuses nothing by itself.

    Given a `max_ratelimit_timeout`, that of discord.py 2.7.1 refuses a request as soon as its
    window lasts longer, also while requests are left in it: the second thread of a channel within
    five minutes. What Discord itself refuses for too long, a 429, is still told as RateLimited.
    """

    __slots__ = ()

    def __init__(self, max_ratelimit_timeout: float | None) -> None:  # noqa: ARG002  # discord.py's
        super().__init__(None)


def use_patient_buckets() -> None:
    """Let discord.py make these buckets, in the whole process."""
    discord.http.Ratelimit = Bucket  # type: ignore[misc]  # there is no setting for it
