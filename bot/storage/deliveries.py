"""Messages on their way out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    tuple_,
    update,
)

from bot.core.deliveries import (
    ANYWHERE,
    OF_REPLIES,
    Delivery,
    DeliveryKey,
    DeliveryKind,
    DeliveryState,
    SentMessage,
    Whither,
)
from bot.core.models import (
    Channel,
    GroupId,
    MemberId,
    Round,
    RoundId,
    RoundState,
)
from bot.core.schedules import MAX_WINDOW
from bot.core.view import Address
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.archive import bring_back, remove_known
from bot.storage.next_deliveries import next_times, platforms_that_wait, to_claim
from bot.storage.repository import Repository, parts_of
from bot.storage.rounds import asked_twice
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
        leased = (
            update(table)
            .where(table.c.key.in_(keys))
            .values(leased_until=until, attempts=table.c.attempts + 1)
            .returning(table)
        )
        found = await self._all(Delivery, leased)
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
        row = (await self._connection.execute(_address_of_one(), {"of_key": key})).one_or_none()
        if row is None:
            raise NotFound("message", key)
        return _with_address(row)[1]

    async def addresses(self, keys: Collection[DeliveryKey]) -> Mapping[DeliveryKey, Address]:
        """Return where each of the messages that are there goes."""
        query = _addressed().where(table.c.key.in_(keys))
        found = [_with_address(row) for row in await self._connection.execute(query)]
        return {delivery.key: address for delivery, address in found}

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

    async def revive(self, key: DeliveryKey, now: datetime) -> None:
        """Take it up again if it is dead."""
        # Not from nought: an attempt may have got through, so the platform is asked first.
        values = {"state": DeliveryState.PENDING, "attempts": 1, "next_attempt_at": now}
        dead = _one(key).where(table.c.state == DeliveryState.DEAD)
        await self._connection.execute(dead.values(values))

    async def revive_questions(self, groups: Iterable[GroupId], now: datetime) -> None:
        """Take up the dead questions of the groups' open rounds again, which can be asked now."""
        rounds = schema.rounds
        still_open = select(rounds.c.id).where(rounds.c.group.in_(list(groups)), schema.is_open)
        dead = update(table).where(
            table.c.round.in_(still_open),
            table.c.kind == DeliveryKind.QUESTION,
            table.c.state == DeliveryState.DEAD,
        )
        values = {"state": DeliveryState.PENDING, "attempts": 1, "next_attempt_at": now}
        await self._connection.execute(dead.values(values))

    async def unasked_in(self, platform: str, workspace: str) -> Sequence[Channel]:
        """Return a workspace's channels where the question of an open round was given up."""
        channels, rounds = schema.channels, schema.rounds
        dead = (
            select(table.c.channel)
            .join(rounds, rounds.c.id == table.c.round)
            .where(
                schema.is_open,
                table.c.kind == DeliveryKind.QUESTION,
                table.c.state == DeliveryState.DEAD,
            )
        )
        query = select(channels).where(
            channels.c.platform == platform,
            channels.c.workspace == workspace,
            channels.c.id.in_(dead),
        )
        return await self._all(Channel, query.order_by(channels.c.id))

    async def unasked(self, keys: Collection[DeliveryKey]) -> frozenset[DeliveryKey]:
        """Return those of the messages that show answers to what nobody can know was asked.

        The question was to go to the same channel and does not stand there, and has no reply.
        """
        question, replies = table.alias("question"), schema.replies
        key_of_question = table.c.round.concat(f":{DeliveryKind.QUESTION}:").concat(table.c.channel)
        missing = exists().where(
            question.c.key == key_of_question, question.c.state != DeliveryState.SENT
        )
        answered = exists().where(replies.c.round == table.c.round)
        query = select(table.c.key).where(table.c.key.in_(keys), missing, not_(answered))
        return await self._set(query)

    async def questions_posted_as(
        self, platform: str, external_ids: Collection[str]
    ) -> Sequence[Delivery]:
        """Return the questions that are there under one of the platform's ids."""
        found = list[Delivery]()
        for sent in (table, schema.archived_deliveries):
            query = _questions_on(platform, sent).where(sent.c.external_id.in_(external_ids))
            found += await self._all(Delivery, query)
        return found

    async def open_questions(
        self, platform: str, workspace: str, closed_since: datetime | None = None
    ) -> Sequence[tuple[Delivery, Channel]]:
        """Return the questions of open rounds that are there in a workspace, and where.

        And those of rounds that were closed since a time.
        """
        rounds, channels = schema.rounds, schema.channels
        query = (
            _questions_on(platform, table)
            .add_columns(*channels.c)
            .join(channels, channels.c.id == table.c.channel)
            .join(rounds, rounds.c.id == table.c.round)
            .where(channels.c.workspace == workspace)
            .order_by(table.c.sent_at, table.c.key)
        )
        # Each for itself: open rounds have an index, closed ones are few of those asked of late.
        wanted = [query.where(schema.is_open)]
        if closed_since is not None:
            is_closed = rounds.c.state == RoundState.CLOSED, rounds.c.closed_at >= closed_since
            of_late = table.c.created_at >= closed_since - MAX_WINDOW
            wanted.append(query.where(of_late, *is_closed))
        found = list[tuple[Delivery, Channel]]()
        for each in wanted:
            for row in await self._connection.execute(each):
                (delivery, channel), _ = parts_of(row, (Delivery, table.c), (Channel, channels.c))
                found.append((delivery, channel))
        return found

    async def to_edit(
        self, platforms: Collection[str], groups: Collection[GroupId]
    ) -> Sequence[tuple[Delivery, Address]]:
        """Return what was sent on the platforms and is kept up to date, of these groups."""
        query = _kept_on(platforms).where(table.c.group.in_(groups))
        return [_with_address(row) for row in await self._connection.execute(query)]

    async def next_to_edit(
        self, platforms: Collection[str], after: Delivery | None, limit: int = 100
    ) -> Sequence[tuple[Delivery, Address]]:
        """Return the next of what was sent on the platforms and is kept up to date."""
        query = _kept_on(platforms).limit(limit)
        if after is not None:
            last = tuple_(literal(after.group), literal(after.key))
            query = query.where(tuple_(table.c.group, table.c.key) > last)
        return [_with_address(row) for row in await self._connection.execute(query)]

    async def claim_edit(self, key: DeliveryKey, now: datetime, until: datetime) -> bool:
        """Let no other worker edit the message until then; False when it is not time yet."""
        free = update(table).where(table.c.key == key, table.c.edit_at <= now)
        taken = await self._connection.execute(free.values(edit_at=until).returning(table.c.key))
        return taken.first() is not None

    async def mark_edited(
        self,
        key: DeliveryKey,
        fingerprint: str,
        *,
        last_at: datetime | None = None,
        external_id: str | None = None,
    ) -> None:
        """Note what it says now. It is kept up to date no more if `edit_at` still is `last_at`.

        `external_id` is the platform's new id for it, None where that stays.
        """
        edit_at, values = table.c.edit_at, dict[str, Any](fingerprint=fingerprint)
        if last_at is not None:
            values["edit_at"] = case((edit_at == last_at, None), else_=edit_at)
        if external_id is not None:
            values["external_id"] = external_id
        await self._connection.execute(_one(key).values(values))

    async def postpone_edit(self, key: DeliveryKey, until: datetime) -> None:
        """Edit it later, if it is kept up to date."""
        kept = _one(key).where(table.c.edit_at.is_not(None))
        await self._connection.execute(kept.values(edit_at=until))

    async def end_edits(self, key: DeliveryKey) -> None:
        """Keep it up to date no more."""
        await self._connection.execute(_one(key).values(edit_at=None))

    async def keep_up_to_date(
        self, rounds: Iterable[RoundId], now: datetime, *, questions: bool = False
    ) -> None:
        """Look at the reveals and counts of the rounds again: what they show was changed.

        And at their questions, which tell how many replied.
        """
        wanted, kinds = list(rounds), (DeliveryKind.REVEAL, DeliveryKind.TALLY)
        if not wanted:
            return
        shown = update(table).where(
            table.c.round.in_(wanted),
            table.c.kind.in_((*kinds, DeliveryKind.QUESTION) if questions else kinds),
            table.c.state == DeliveryState.SENT,
        )
        shown = shown.values(edit_at=now)
        await self._connection.execute(shown)
        # After that: whoever archives them at this moment was waited for.
        if await bring_back(self._connection, wanted):
            await self._connection.execute(shown)

    async def channels_shown(self, rounds: Iterable[RoundId]) -> Sequence[Channel]:
        """Return the channels where posts show replies of the rounds, each once."""
        channels = schema.channels
        shows = select(table.c.channel).where(
            table.c.round.in_(list(rounds)),
            table.c.kind.in_(OF_REPLIES),
            table.c.state == DeliveryState.SENT,
        )
        query = select(channels).where(channels.c.id.in_(shows)).order_by(channels.c.id)
        return await self._all(Channel, query)

    async def look_again(self, rounds: Iterable[Round], now: datetime) -> None:
        """Look again at what was shown of earlier rounds of the same words in the same groups."""
        ids = [each.id for each in rounds]
        if ids:
            query, earlier = asked_twice(schema.rounds)
            asked = schema.rounds.c.id.in_(ids), earlier.c.state == RoundState.CLOSED
            if again := await self._set(query.where(*asked)):
                await self.keep_up_to_date(again, now)

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
        """Return the dead, and those whose last attempt failed."""
        query = select(table).where(
            table.c.group == group,
            table.c.failure.is_not(None),
            table.c.state.in_((DeliveryState.PENDING, DeliveryState.DEAD)),
        )
        query = query.order_by(table.c.created_at)
        return await self._all(Delivery, query)


@cache
def _addressed() -> Select[Any]:
    """Deliveries, each with all that its address is made of. To put it together takes a while."""
    channels = schema.channels
    question, members, accounts = table.alias("question"), schema.members, schema.accounts
    key_of_question = table.c.round.concat(f":{DeliveryKind.QUESTION}:").concat(table.c.channel)
    question_there = select(question.c.external_id).where(
        question.c.key == key_of_question, question.c.state == DeliveryState.SENT
    )
    subject = (
        select(accounts.c.subject)
        .join(members, members.c.person == accounts.c.person)
        .where(members.c.id == table.c.member, _is_in(accounts, channels))
        .order_by(accounts.c.subject)
        .limit(1)
    )
    return select(
        table,
        channels,
        question_there.scalar_subquery(),
        subject.scalar_subquery(),
    ).join(channels, channels.c.id == table.c.channel)


@cache
def _address_of_one() -> Select[Any]:
    return _addressed().where(table.c.key == bindparam("of_key"))


def _kept_on(platforms: Collection[str]) -> Select[Any]:
    kept = table.c.edit_at.is_not(None), table.c.platform.in_(platforms)
    return _addressed().where(*kept).order_by(table.c.group, table.c.key)


def _is_in(accounts: Table, channels: Table) -> ColumnElement[bool]:
    """Say in SQL what `Account.is_in` says."""
    subject, prefix = accounts.c.subject, channels.c.workspace.concat(":")
    own = or_(not_(subject.contains(":")), func.substr(subject, 1, func.length(prefix)) == prefix)
    return and_(accounts.c.platform == channels.c.platform, own)


def _with_address(row: Row[Any]) -> tuple[Delivery, Address]:
    kinds = (Delivery, table.c), (Channel, schema.channels.c)
    (delivery, channel), (question, subject) = parts_of(row, *kinds)
    return delivery, Address.of(delivery, channel, question=question, subject=subject)


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


def _questions_on(platform: str, sent: Table) -> Select[Any]:
    return select(sent).where(
        sent.c.platform == platform,
        sent.c.kind == DeliveryKind.QUESTION,
        sent.c.external_id.is_not(None),
    )
