"""Terminals as a place to deliver to, and who reads there."""

from __future__ import annotations

from bot.core.deliveries import DeliveryKey, WebMessage
from bot.core.models import Channel, ChannelId
from bot.core.view import Address, Message
from bot.platforms.kept import KeptPlatform
from bot.services.messages import WebMessageService

PLATFORM = "terminal"
_MOST_WHOLE = 1_000


class TerminalPlatform(KeptPlatform):
    """Storage keeps a message's first line; the whole of the latest ones is kept here."""

    name = PLATFORM

    def __init__(self, kept: WebMessageService) -> None:
        super().__init__(kept)
        self._whole: dict[tuple[ChannelId, DeliveryKey], Message] = {}

    async def post(self, address: Address, message: Message) -> str:
        """Put the message up, unless it is there."""
        if await self.find(address) is None:
            self._whole[address.channel.id, address.key] = message
            for old in list(self._whole)[:-_MOST_WHOLE]:
                del self._whole[old]
        return await super().post(address, message)

    def whole(self, kept: WebMessage) -> Message:
        """Return a message as it was put up; of one from before this start there is a line."""
        return self._whole.get((kept.channel, kept.key)) or Message.saying(kept.summary)


class TerminalReaders:
    """A `bot.services.access.Readers`: who has a terminal here reads what is put up for them."""

    async def may_read(self, channel: Channel, subject: str, *, within_s: float) -> bool:  # noqa: ARG002  # the port's
        return channel.platform == PLATFORM
