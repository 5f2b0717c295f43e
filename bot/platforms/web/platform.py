"""The web room as a place to deliver to: a message is stored for its pages."""

from __future__ import annotations

from bot.core.deliveries import Rates
from bot.core.view import Address, Message
from bot.services.messages import WebMessageService


class WebPlatform:
    """A `bot.platforms.port.Platform`. A message's id is the key it was stored under."""

    name = "web"
    rates = Rates()
    seconds_between_edits: float | None = None  # a page is made anew for everyone who looks at it

    def __init__(self, web_messages: WebMessageService) -> None:
        self._web_messages = web_messages

    async def post(self, address: Address, message: Message) -> str:
        """Pin the message; the board itself sees to it that it is there once."""
        await self._web_messages.pin(address.channel, address.key, message)
        return address.key

    async def find(self, address: Address) -> str | None:
        """Return the key when a message is stored under it."""
        return address.key if await self._web_messages.has(address.channel, address.key) else None

    async def is_unheard(self, address: Address, id_: str) -> bool:  # noqa: ARG002  # the port's
        """Say no: there are no threads."""
        return False

    async def edit(self, address: Address, id_: str, message: Message) -> None:
        """Leave the message: the pages that it leads to say how things are."""
