"""Messages that a platform without a memory of its own asks us to keep: the web room's."""

from __future__ import annotations

from bot.core.models import Channel, DeliveryKey, WebMessage
from bot.core.view import Message
from bot.services.context import Context
from bot.services.live import Topic


class WebMessageService:
    """A message put up under a key is there once, however often it is put up."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def pin(self, channel: Channel, key: DeliveryKey, message: Message) -> None:
        """Put the message up and tell the live pages."""
        web_message = WebMessage(
            channel=channel.id,
            key=key,
            summary=message.summary,
            posted_at=self._context.clock(),
            subject=message.actions[0].subject if message.actions else None,
            for_admins=message.for_admins,
            for_member=message.for_member,
        )
        async with self._context.store.writing() as tx:
            await tx.web_messages.pin(web_message)
        self._context.live.publish(channel.group, Topic.WEB_MESSAGES)

    async def has(self, channel: Channel, key: DeliveryKey) -> bool:
        """Say whether a message is up under the key."""
        async with self._context.store.reading() as tx:
            return await tx.web_messages.find(channel.id, key) is not None
