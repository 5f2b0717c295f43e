"""What a platform must do. `tests/contract/test_platform.py` holds every one of them to it."""

from __future__ import annotations

from typing import Protocol

from bot.core.models import Channel, DeliveryKey
from bot.core.view import Message


class DeliveryFailed(Exception):
    """The platform did not take the message, and said so: it is safe to try again later."""


class DeliveryUnclear(Exception):
    """Nobody knows whether the platform took the message: ask `find` before trying again."""


class Platform(Protocol):
    """One place where groups talk.

    A message posted under a key is in the channel once, as far as the platform can tell. `find`
    answers over restarts of this process. Ids are the platform's own.
    """

    @property
    def name(self) -> str:
        """The word that `Channel.platform` has for it."""

    async def post(self, channel: Channel, key: DeliveryKey, message: Message) -> str:
        """Post the message and return its id. Raises DeliveryFailed and DeliveryUnclear."""

    async def find(self, channel: Channel, key: DeliveryKey) -> str | None:
        """Return the id of the message that was posted under the key, None without one."""
