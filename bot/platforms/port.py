"""What a platform must do. `tests/contract/test_platform.py` holds every one of them to it."""

from __future__ import annotations

from typing import Protocol

from bot.core.models import Channel, DeliveryKey
from bot.core.view import Message


class DeliveryFailed(Exception):
    """The platform did not take the message, and said so: it is safe to try again.

    `retry_after` is how many seconds the platform asks to wait, None where it does not say.
    """

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class DeliveryUnclear(Exception):
    """Nobody knows whether the platform took the message: ask `find` before trying again."""


class ChannelGone(Exception):
    """The channel is not there any more, or not open to us: no later attempt would help."""


class Platform(Protocol):
    """One place where groups talk.

    A message posted under a key is in the channel once, as far as the platform can tell. `find`
    answers over restarts of this process. Ids are the platform's own. A message that is
    `for_member` or `for_admins` reaches nobody else.
    """

    @property
    def name(self) -> str:
        """The word that `Channel.platform` has for it."""

    @property
    def seconds_between_posts(self) -> float:
        """How long the platform wants a channel to be left alone after a message."""

    async def post(self, channel: Channel, key: DeliveryKey, message: Message) -> str:
        """Post the message and return its id.

        Raises DeliveryFailed, DeliveryUnclear and ChannelGone.
        """

    async def find(self, channel: Channel, key: DeliveryKey) -> str | None:
        """Return the id of the message that was posted under the key, None without one."""
