"""A place to deliver to whose messages we keep: in storage, for whoever looks at them."""

from __future__ import annotations

from bot.core.deliveries import Rates
from bot.core.view import Address, Message
from bot.services.messages import WebMessageService


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
