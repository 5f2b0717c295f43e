"""A place to deliver to whose messages we keep: in storage, for whoever looks at them."""

from __future__ import annotations

from bot.core.deliveries import DeliveryKey, Rates, WebMessage
from bot.core.models import ChannelId
from bot.core.view import Address, Message
from bot.services.messages import WebMessageService

_MOST_WHOLE = 1_000


class KeptPlatform:
    """A `bot.platforms.port.Platform`. A message's id is the key it was stored under."""

    name: str
    rates = Rates()
    seconds_between_edits: float | None = None  # what is shown is made anew for who looks at it

    def __init__(self, kept: WebMessageService) -> None:
        self._kept = kept

    async def post(self, address: Address, message: Message) -> str:
        """Pin the message; storage itself sees to it that it is there once."""
        await self._kept.pin(address.channel, address.key, message)
        return address.key

    async def find(self, address: Address) -> str | None:
        """Return the key when a message is stored under it."""
        return address.key if await self._kept.has(address.channel, address.key) else None

    async def is_unheard(self, address: Address, id_: str) -> bool:  # noqa: ARG002  # the port's
        """Say no: there are no threads."""
        return False

    async def edit(self, address: Address, id_: str, message: Message) -> None:
        """Leave the message: what it leads to says how things are."""


class WholePlatform(KeptPlatform):
    """Storage keeps a message's first line; the whole of what this process put up is here."""

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

    def put_up(self, kept: WebMessage) -> Message | None:
        """Return a message as it was put up, None for one from before this start."""
        return self._whole.get((kept.channel, kept.key))
