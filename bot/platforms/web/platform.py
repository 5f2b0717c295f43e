"""The web room as a place to deliver to: a message is a notice on its board."""

from __future__ import annotations

from bot.core.models import Channel, DeliveryKey
from bot.core.view import Message
from bot.services.noticeboard import NoticeboardService


class WebPlatform:
    """A `bot.platforms.port.Platform`. A notice's id is the key it was pinned under."""

    def __init__(self, noticeboard: NoticeboardService) -> None:
        self._noticeboard = noticeboard

    @property
    def name(self) -> str:
        """The word that `Channel.platform` has for it."""
        return "web"

    @property
    def seconds_between_posts(self) -> float:
        """How long the platform wants a channel to be left alone after a message."""
        return 0.0

    async def post(self, channel: Channel, key: DeliveryKey, message: Message) -> str:
        """Pin the message; the board itself sees to it that it is there once."""
        await self._noticeboard.pin(channel, key, message)
        return key

    async def find(self, channel: Channel, key: DeliveryKey) -> str | None:
        """Return the key when a notice is pinned under it."""
        return key if await self._noticeboard.has(channel, key) else None
