"""Terminals as a place to deliver to, and who reads there."""

from __future__ import annotations

from bot.core.deliveries import WebMessage
from bot.core.models import Channel
from bot.core.view import Message
from bot.platforms.kept import WholePlatform
from bot.presentation.deliveries import present
from bot.services.services import Services

PLATFORM = "terminal"


class TerminalPlatform(WholePlatform):
    """Whose messages are read whole, in any terminal."""

    name = PLATFORM

    def __init__(self, services: Services) -> None:
        super().__init__(services.web_messages)
        self._said = services.delivery_contents.said

    async def whole(self, kept: WebMessage) -> Message:
        """Return a message as it was put up, or one from before this start as it would be now."""
        if (here := self.put_up(kept)) is not None:
            return here
        found = await self._said(kept.key)
        return present(*found) if found else Message.saying(kept.summary)


class TerminalReaders:
    """A `bot.services.access.Readers`: who has a terminal here reads what is put up for them."""

    async def may_read(self, channel: Channel, subject: str, *, within_s: float) -> bool:  # noqa: ARG002  # the port's
        return channel.platform == PLATFORM
