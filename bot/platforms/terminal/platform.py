"""Terminals as a place to deliver to, and who reads there."""

from __future__ import annotations

from bot.core.deliveries import DeliveryKey, WebMessage
from bot.core.models import Channel, ChannelId
from bot.core.view import Address, Message
from bot.platforms.kept import KeptPlatform
from bot.presentation.deliveries import present
from bot.services.services import Services

PLATFORM = "terminal"
_MOST_WHOLE = 1_000


class TerminalPlatform(KeptPlatform):
    """Storage keeps a message's first line; the whole of what this process put up is here."""

    name = PLATFORM

    def __init__(self, services: Services) -> None:
        super().__init__(services.web_messages)
        self._said = services.deliveries.said
        self._whole: dict[tuple[ChannelId, DeliveryKey], Message] = {}

    async def post(self, address: Address, message: Message) -> str:
        """Put the message up, unless it is there."""
        if await self.find(address) is None:
            self._whole[address.channel.id, address.key] = message
            for old in list(self._whole)[:-_MOST_WHOLE]:
                del self._whole[old]
        return await super().post(address, message)

    async def whole(self, kept: WebMessage) -> Message:
        """Return a message as it was put up, or one from before this start as it would be now."""
        if (here := self._whole.get((kept.channel, kept.key))) is not None:
            return here
        found = await self._said(kept.key)
        return present(*found) if found else Message.saying(kept.summary)


class TerminalReaders:
    """A `bot.services.access.Readers`: who has a terminal here reads what is put up for them."""

    async def may_read(self, channel: Channel, subject: str, *, within_s: float) -> bool:  # noqa: ARG002  # the port's
        return channel.platform == PLATFORM
