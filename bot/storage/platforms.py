"""What platforms have us keep: the web room's messages, events that came in, single values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, tuple_, update

from bot.core.deliveries import DeliveryKey, WebMessage
from bot.core.models import (
    ChannelId,
    InboxEntry,
    MemberId,
    QuestionId,
)
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.repository import Repository, as_row


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
        """Return the newest that a reader may see: none of another member or for organisers."""
        table = schema.web_messages
        query = select(table).where(
            table.c.channel == channel,
            or_(table.c.for_member.is_(None), table.c.for_member == reader),
        )
        if not for_admins:
            query = query.where(table.c.for_admins.is_(False))
        query = query.order_by(table.c.posted_at.desc(), table.c.key).limit(limit)
        return await self._all(WebMessage, query)

    async def forget_words(self, questions: Collection[QuestionId], instead: str) -> None:
        """Let what told of rounds of these questions, or of challenges, no longer quote them."""
        table, rounds, challenges = schema.web_messages, schema.rounds, schema.challenges
        told = or_(
            table.c.subject.in_(select(rounds.c.id).where(rounds.c.question.in_(questions))),
            table.c.subject.in_(
                select(challenges.c.id).where(challenges.c.question.in_(questions))
            ),
        )
        await self._connection.execute(update(table).where(told).values(summary=instead))


class InboxRepository(Repository):
    """What platforms told us, by their ids of it: some tell it again until they know it is done."""

    async def take(self, entry: InboxEntry, now: datetime) -> bool:
        """Note that an event is done, with what it caused; False for one that was done before."""
        table = schema.seen_events
        row = {**as_row(entry), "seen_at": now, "leased_until": None}
        statement = self._own_insert(table)
        statement = statement.on_conflict_do_update(
            index_elements=[table.c.platform, table.c.event],
            set_={"seen_at": now, "leased_until": None},
            where=table.c.leased_until.is_not(None),
        )
        return bool((await self._connection.execute(statement, row)).rowcount)

    async def take_all(self, entries: Iterable[InboxEntry], now: datetime) -> None:
        """Note that they are done; one that was before is left as it is."""
        rows = [{**as_row(each), "seen_at": now} for each in sorted(entries)]
        await self._insert_new(schema.seen_events, rows)

    async def done(self, entries: Iterable[InboxEntry]) -> frozenset[InboxEntry]:
        """Return those that are done."""
        table, keys = schema.seen_events, [(each.platform, each.event) for each in entries]
        if not keys:
            return frozenset()
        query = select(table.c.platform, table.c.event).where(
            tuple_(table.c.platform, table.c.event).in_(keys), table.c.leased_until.is_(None)
        )
        return frozenset(await self._all(InboxEntry, query))

    async def lease(self, entry: InboxEntry, now: datetime, until: datetime) -> bool:
        """Let no other worker do an event until then; False while another does, or once done."""
        table = schema.seen_events
        row = {**as_row(entry), "seen_at": now, "leased_until": until}
        statement = self._own_insert(table)
        statement = statement.on_conflict_do_update(
            index_elements=[table.c.platform, table.c.event],
            set_={"seen_at": now, "leased_until": until},
            where=table.c.leased_until <= now,
        )
        return bool((await self._connection.execute(statement, row)).rowcount)

    async def release(self, entry: InboxEntry) -> None:
        """Let the next worker that hears of an event do it, unless it is done."""
        table = schema.seen_events
        leased = (
            table.c.platform == entry.platform,
            table.c.event == entry.event,
            table.c.leased_until.is_not(None),
        )
        await self._connection.execute(delete(table).where(*leased))

    async def forget(self, before: datetime) -> int:
        """Forget what was done before a time; return how many events that were."""
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

    async def forget(self, start: str, before: str) -> int:
        """Remove those with names from `start` on and before another; return how many."""
        table = schema.key_values
        query = delete(table).where(table.c.name >= start, table.c.name < before)
        return (await self._connection.execute(query)).rowcount

    async def ensure(self, name: str, value: str) -> str:
        """Put the value unless there is one; return the one there."""
        await self._insert_new(schema.key_values, [{"name": name, "value": value}])
        kept = await self.find(name)
        if kept is None:
            raise NotFound("secret", name)
        return kept
