"""Messages on their way out."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Update, and_, bindparam, case, exists, literal, not_, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from bot.core.deliveries import (
    ANYWHERE,
    Delivery,
    DeliveryKey,
    DeliveryKind,
    DeliveryState,
    SentMessage,
    Whither,
)
from bot.core.models import (
    Channel,
    ChannelId,
    GroupId,
    MemberId,
    RoundId,
)
from bot.core.preferences import Answerer, news_for
from bot.core.view import Address
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.addresses import addressed_among, with_address
from bot.storage.archive import remove_known
from bot.storage.next_deliveries import next_times, platforms_that_wait, to_claim
from bot.storage.repository import Repository, padded
from bot.storage.reveal_news import answerers
from bot.storage.schema import deliveries as table

# Sending is logged where it is done: there it is known how long it took and what went wrong.
_UNSENT = {DeliveryState.DEAD: "delivery given up", DeliveryState.DROPPED: "delivery dropped"}

_AT_REST = {"next_attempt_at": None, "leased_until": None}


class DeliveryRepository(Repository):
    """Messages on their way out."""

    async def add(self, deliveries: Iterable[Delivery]) -> None:
        """Add them; one whose key is there already is left as it is."""
        added = list(deliveries)
        await self._insert_new(table, added)
        if added:
            await remove_known(self._connection, [each.key for each in added])

    async def claim(
        self, now: datetime, until: datetime, limit: int = 100, whither: Whither = ANYWHERE
    ) -> Sequence[Delivery]:
        """Lease what is due to the caller and count the attempt; one message a channel, its oldest.

        What another worker has leased is passed over until its lease is over.
        """
        keys = list[str]()
        for platform in await self._platforms(whither):
            asked = {"now": now, "limit": limit - len(keys), "platform": platform}
            keys += await self._connection.scalars(to_claim(anywhere=platform is None), asked)
        if not keys:
            return []
        found = await self._all(Delivery, _leased(), {"keys": padded(keys), "until": until})
        return sorted(found, key=lambda delivery: (delivery.created_at, delivery.key))

    async def due(self, now: datetime, limit: int = 100) -> Sequence[Delivery]:
        """Return what is due, oldest first, without taking it."""
        query = (
            select(table)
            .where(table.c.state == DeliveryState.PENDING, table.c.next_attempt_at <= now)
            .order_by(table.c.created_at, table.c.key)
            .limit(limit)
        )
        return await self._all(Delivery, query)

    async def release(self) -> None:
        """End every lease: only for a process that is alone with the database."""
        leased = table.c.leased_until.is_not(None)
        await self._connection.execute(update(table).where(leased).values(leased_until=None))

    async def hold_back(self, until: Mapping[DeliveryKey, datetime]) -> None:
        """Let go again of what was claimed in this transaction: each has its turn later."""
        values = {
            "next_attempt_at": bindparam("turn"),
            "attempts": table.c.attempts - 1,
            "leased_until": None,
        }
        rows = [{"of_key": key, "turn": turn} for key, turn in until.items()]
        itself = update(table).where(table.c.key == bindparam("of_key"))
        if rows:
            await self._connection.execute(itself.values(values), rows)

    async def next_attempt(self, now: datetime, whither: Whither = ANYWHERE) -> datetime | None:
        """Return when the next message is due, or the next lease over."""
        times = [
            await self._connection.scalar(each, {"now": now, "platform": platform})
            for platform in await self._platforms(whither)
            for each in next_times(anywhere=platform is None)
        ]
        return min((time for time in times if time is not None), default=None)

    async def _platforms(self, whither: Whither) -> Sequence[str | None]:
        """Return each platform by itself, for which there are indexes; None for all together."""
        if whither == ANYWHERE or whither.platform is not None:
            return [whither.platform]
        waiting = (await self._connection.scalars(platforms_that_wait())).all()
        return [each for each in waiting if each not in whither.but]

    async def get(self, key: DeliveryKey) -> Delivery:
        query = select(table).where(table.c.key == key)
        return await self._get(Delivery, query, NotFound("message", key))

    async def address(self, key: DeliveryKey) -> Address:
        """Return where the message goes."""
        found = (await self.addresses([key])).get(key)
        if found is None:
            raise NotFound("message", key)
        return found

    async def addresses(self, keys: Collection[DeliveryKey]) -> Mapping[DeliveryKey, Address]:
        """Return where each of the messages that are there goes."""
        rows = await self._connection.execute(addressed_among(), {"keys": padded(keys)})
        found = [with_address(row) for row in rows]
        return {delivery.key: address for delivery, address in found}

    async def mentioning(
        self, found: Sequence[tuple[Delivery, Address]], now: datetime
    ) -> Sequence[tuple[Delivery, Address]]:
        """Return the messages with whom each reveal mentions of those who answered by form."""
        rounds = {
            each.round for each, _ in found if each.kind is DeliveryKind.REVEAL and each.round
        }
        if not rounds:
            return found
        mentions = news_for(await self.answerers(rounds, now)).mentions
        return [
            (each, replace(address, mentions=tuple(called)))
            if (called := mentions.get((each.round or RoundId(""), each.channel)))
            and each.kind is DeliveryKind.REVEAL
            else (each, address)
            for each, address in found
        ]

    async def answerers(self, rounds: Collection[RoundId], now: datetime) -> Sequence[Answerer]:
        """Return who answered the rounds by form, as `reveal_news.answerers` does."""
        return await answerers(self._connection, rounds, now) if rounds else ()

    async def mark_sent(self, sent: Iterable[SentMessage]) -> None:
        """Note that they arrived: whatever became of them meanwhile, they are there."""
        rows = [
            {
                "of_key": each.key,
                "at": each.at,
                "id": each.external_id,
                "says": each.fingerprint,
                "edit_from": each.edit_at,
            }
            for each in sent
        ]
        if rows:
            await self._connection.execute(_sent(), rows)

    async def retry(
        self, delivery: Delivery, at: datetime, reason: str, *, counted: bool = True
    ) -> None:
        """Let it wait for another attempt, unless it was ended or taken over meanwhile.

        Without `counted` the platform was never asked: this was no attempt.
        """
        attempts = table.c.attempts
        values = {"failure": reason, "next_attempt_at": at, "leased_until": None}
        if not counted:
            values["attempts"] = attempts - 1
        await self._connection.execute(_as_taken(delivery).values(values))

    async def end(
        self, delivery: Delivery, state: DeliveryState, reason: str | None = None
    ) -> None:
        """Send it no more, unless it was ended or taken over meanwhile."""
        ended = _as_taken(delivery).values(state=state, failure=reason, **_AT_REST)
        for row in await self._connection.execute(ended.returning(table)):
            self._events.note(_UNSENT[state], delivery=row.key, round=row.round, group=row.group)

    async def revive(self, key: DeliveryKey, now: datetime) -> bool:
        """Take it up again if it is dead; say whether it was."""
        # Not from nought: an attempt may have got through, so the platform is asked first.
        again = literal(now, table.c.created_at.type)
        values = {
            "state": DeliveryState.PENDING,
            "attempts": 1,
            "next_attempt_at": now,
            # What stood there and was deleted begins anew: no platform is to find it again.
            "created_at": case((table.c.sent_at.is_not(None), again), else_=table.c.created_at),
            "sent_at": None,
        }
        dead = _one(key).where(table.c.state == DeliveryState.DEAD)
        revived = await self._connection.execute(dead.values(values))
        return revived.rowcount == 1

    async def drop_dead(self, key: DeliveryKey) -> bool:
        """Let it not be sent again; say whether it was dead."""
        dead = _one(key).where(table.c.state == DeliveryState.DEAD)
        dropped = await self._connection.execute(dead.values(state=DeliveryState.DROPPED))
        return dropped.rowcount == 1

    async def revive_questions(self, groups: Iterable[GroupId], now: datetime) -> None:
        """Take up the dead questions of the groups' open rounds again, which can be asked now.

        One that stood there was deleted by somebody, which nobody but organisers undoes.
        """
        rounds = schema.rounds
        still_open = select(rounds.c.id).where(rounds.c.group.in_(list(groups)), schema.is_open)
        dead = update(table).where(
            table.c.round.in_(still_open),
            table.c.kind == DeliveryKind.QUESTION,
            table.c.state == DeliveryState.DEAD,
            table.c.sent_at.is_(None),
        )
        values = {"state": DeliveryState.PENDING, "attempts": 1, "next_attempt_at": now}
        await self._connection.execute(dead.values(values))

    async def revive_reveals(
        self, channels: Iterable[ChannelId], since: datetime, now: datetime
    ) -> None:
        """Take up what channels did not take of how rounds ended since a time."""
        rounds = schema.rounds
        lately = select(rounds.c.id).where(rounds.c.closed_at >= since)
        dead = update(table).where(
            table.c.round.in_(lately),
            table.c.channel.in_(list(channels)),
            table.c.kind == DeliveryKind.REVEAL,
            table.c.state == DeliveryState.DEAD,
        )
        values = {"state": DeliveryState.PENDING, "attempts": 1, "next_attempt_at": now}
        await self._connection.execute(dead.values(values))

    async def revive_greetings(self, channels: Iterable[ChannelId], now: datetime) -> None:
        """Take up what channels did not take of their greeting; it tells no first time any more."""
        dead = update(table).where(
            table.c.channel.in_(list(channels)),
            table.c.kind == DeliveryKind.GREETING,
            table.c.state == DeliveryState.DEAD,
        )
        values = {"state": DeliveryState.PENDING, "attempts": 1, "next_attempt_at": now}
        note = json.dumps({"code": DeliveryKind.GREETING})
        await self._connection.execute(dead.values(note=note, **values))

    async def unasked_in(self, platform: str, workspace: str, since: datetime) -> Sequence[Channel]:
        """Return a workspace's channels where the question of an open round was given up.

        Or the reveal of one that ended since a time, or the greeting.
        """
        channels, rounds = schema.channels, schema.rounds
        never_stood = table.c.kind == DeliveryKind.QUESTION, table.c.sent_at.is_(None)
        is_question = and_(schema.is_open, *never_stood)
        is_reveal = and_(rounds.c.closed_at >= since, table.c.kind == DeliveryKind.REVEAL)
        is_greeting = table.c.kind == DeliveryKind.GREETING
        dead = (
            select(table.c.channel)
            .outerjoin(rounds, rounds.c.id == table.c.round)
            .where(or_(is_question, is_reveal, is_greeting), table.c.state == DeliveryState.DEAD)
        )
        query = select(channels).where(
            channels.c.platform == platform,
            channels.c.workspace == workspace,
            channels.c.id.in_(dead),
        )
        return await self._all(Channel, query.order_by(channels.c.id))

    async def unasked(self, keys: Collection[DeliveryKey]) -> frozenset[DeliveryKey]:
        """Return those of the messages that show answers to what nobody can know was asked.

        The question was to go to the same channel and never stood there, and has no reply.
        """
        question, replies = table.alias("question"), schema.replies
        key_of_question = table.c.round.concat(f":{DeliveryKind.QUESTION}:").concat(table.c.channel)
        missing = exists().where(question.c.key == key_of_question, question.c.sent_at.is_(None))
        answered = exists().where(replies.c.round == table.c.round)
        query = select(table.c.key).where(table.c.key.in_(padded(keys)), missing, not_(answered))
        return await self._set(query)

    async def reminded(self, round_: RoundId, since: datetime) -> frozenset[MemberId]:
        """Return who was reminded of a round, or is about to be, since a time."""
        table = schema.deliveries
        query = select(table.c.member).where(
            table.c.round == round_,
            table.c.kind == DeliveryKind.REMINDER,
            table.c.created_at >= since,
        )
        return await self._set(query)

    async def failing(self, group: GroupId) -> Sequence[Delivery]:
        """Return the dead, and those whose last attempt failed.

        A question that stood there until it was deleted is not missed once its round is over.
        """
        rounds = schema.rounds
        still_open = select(rounds.c.id).where(rounds.c.id == table.c.round, schema.is_open)
        was_asked = table.c.kind == DeliveryKind.QUESTION, table.c.sent_at.is_not(None)
        query = select(table).where(
            table.c.group == group,
            or_(not_(and_(*was_asked)), still_open.exists()),
            table.c.failure.is_not(None),
            table.c.state.in_((DeliveryState.PENDING, DeliveryState.DEAD)),
        )
        query = query.order_by(table.c.created_at)
        return await self._all(Delivery, query)


@cache
def _leased() -> ReturningUpdate[Any]:
    """Return what leases those whose keys are among `keys`, `until` then."""
    values = {"leased_until": bindparam("until"), "attempts": table.c.attempts + 1}
    ours = table.c.key.in_(bindparam("keys", expanding=True))
    return update(table).where(ours).values(values).returning(table)


@cache
def _sent() -> Update:
    values: dict[str, Any] = {
        "state": DeliveryState.SENT,
        "sent_at": bindparam("at"),
        "external_id": bindparam("id"),
        "failure": None,
        "fingerprint": bindparam("says"),
        "edit_at": bindparam("edit_from"),
    }
    return update(table).where(table.c.key == bindparam("of_key")).values(values | _AT_REST)


def _one(key: DeliveryKey) -> Update:
    return update(table).where(table.c.key == key)


def _as_taken(delivery: Delivery) -> Update:
    """Begin the change of a message that still waits under the lease it was claimed with."""
    is_leased = table.c.leased_until == delivery.leased_until
    return _one(delivery.key).where(table.c.state == DeliveryState.PENDING, is_leased)
