"""Who may read a channel now: asked of its platform, never inside a transaction."""

from __future__ import annotations

from typing import Protocol

from bot.core.models import Channel


class Readers(Protocol):
    """What a platform knows about who reads its channels. It asks there whenever it must."""

    async def may_read(self, channel: Channel, subject: str, *, within_s: float) -> bool:
        """Say whether an account of the platform's can read the channel.

        What is known may be `within_s` seconds old, and the platform's own worst delay at most.
        Unknown is no: a channel that is gone, an account that cannot be found, a platform that
        does not answer.
        """
