"""What platforms have us keep: the web room's messages, events that came in, single values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select

from bot.core.deliveries import DeliveryKey, WebMessage
from bot.core.models import (
    ChannelId,
    MemberId,
)
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.repository import Repository


class WebMessageRepository(Repository):
    """The messages that the web room shows."""

    async def pin(self, web_message: WebMessage) -> None:
        """Put it up; one whose key is there already is left as it is."""
        await self._insert_new(schema.web_messages, [web_message])

    async def find(self, channel: ChannelId, key: DeliveryKey) -> WebMessage | None:
        table = schema.web_messages
        query = select(table).where(table.c.channel == channel, table.c.key == key)
        return await self._find(WebMessage, query)

    async def latest(
        self, channel: ChannelId, reader: MemberId | None, for_admins: bool, limit: int = 20
    ) -> Sequence[WebMessage]:
        """Return the newest that a reader may see: none for another member, or for admins only."""
        table = schema.web_messages
        query = select(table).where(
            table.c.channel == channel,
            or_(table.c.for_member.is_(None), table.c.for_member == reader),
        )
        if not for_admins:
            query = query.where(table.c.for_admins.is_(False))
        query = query.order_by(table.c.posted_at.desc(), table.c.key).limit(limit)
        return await self._all(WebMessage, query)


class InboxRepository(Repository):
    """What platforms told us: some tell it again when they do not know that we heard."""

    async def take(self, platform: str, event: str, now: datetime) -> bool:
        """Note an event by the platform's id of it; False for one that was taken before."""
        row = {"platform": platform, "event": event, "seen_at": now}
        return await self._insert_once(schema.seen_events, row)

    async def forget(self, before: datetime) -> int:
        """Forget what was taken before a time; return how many events that were."""
        table = schema.seen_events
        query = delete(table).where(table.c.seen_at < before)
        return (await self._connection.execute(query)).rowcount


class KeyValueRepository(Repository):
    """Secrets and other single values by name."""

    async def find(self, name: str) -> str | None:
        query = select(schema.key_values.c.value).where(schema.key_values.c.name == name)
        return await self._connection.scalar(query)

    async def put(self, name: str, value: str) -> None:
        await self._put(schema.key_values, [{"name": name, "value": value}])

    async def ensure(self, name: str, value: str) -> str:
        """Put the value unless there is one; return the one there."""
        await self._insert_new(schema.key_values, [{"name": name, "value": value}])
        kept = await self.find(name)
        if kept is None:
            raise NotFound("secret", name)
        return kept
