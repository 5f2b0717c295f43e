"""Rounds and the replies in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.models import (
    DeckId,
    GroupId,
    MemberId,
    QuestionId,
    Reply,
    Round,
    RoundId,
    RoundState,
    ScheduleId,
)
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.rows import as_row, as_value, as_values, put


class SqlRounds:
    """`bot.storage.protocol.Rounds` in the database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, round_: Round) -> None:
        await self._connection.execute(insert(schema.rounds).values(as_row(round_)))

    async def change(self, round_: Round) -> None:
        query = update(schema.rounds).where(schema.rounds.c.id == round_.id)
        await self._connection.execute(query.values(as_row(round_)))

    async def get(self, round_: RoundId) -> Round:
        found = await self._one(select(schema.rounds).where(schema.rounds.c.id == round_))
        if found is None:
            raise NotFound("round", round_)
        return found

    async def open_now(self, group: GroupId) -> Sequence[Round]:
        query = _newest_first(group, RoundState.OPEN)
        return as_values(Round, await self._connection.execute(query))

    async def closed(
        self, group: GroupId, limit: int, before: datetime | None = None
    ) -> Sequence[Round]:
        query = _newest_first(group, RoundState.CLOSED).limit(limit)
        if before is not None:
            query = query.where(schema.rounds.c.opened_at < before)
        return as_values(Round, await self._connection.execute(query))

    async def asked(self, group: GroupId, deck: DeckId) -> frozenset[QuestionId]:
        table = schema.rounds
        query = select(table.c.question).where(table.c.group == group, table.c.deck == deck)
        return frozenset((await self._connection.scalars(query)).all())

    async def any(self) -> bool:
        return await self._connection.scalar(select(schema.rounds.c.id).limit(1)) is not None

    async def due_to_close(self, now: datetime, limit: int = 100) -> Sequence[Round]:
        table = schema.rounds
        query = (
            select(table)
            .where(table.c.state == RoundState.OPEN, table.c.closes_at <= now)
            .order_by(table.c.closes_at, table.c.id)
            .limit(limit)
        )
        return as_values(Round, await self._connection.execute(query))

    async def next_closing(self) -> datetime | None:
        table = schema.rounds
        query = select(func.min(table.c.closes_at)).where(table.c.state == RoundState.OPEN)
        found: datetime | None = await self._connection.scalar(query)
        return found

    async def find_occurrence(self, schedule: ScheduleId, at: datetime) -> Round | None:
        table = schema.rounds
        return await self._one(
            select(table).where(table.c.schedule == schedule, table.c.occurrence == at)
        )

    async def put_reply(self, reply: Reply) -> None:
        await put(self._connection, schema.replies, [as_row(reply)])

    async def find_reply(self, round_: RoundId, member: MemberId) -> Reply | None:
        table = schema.replies
        query = select(table).where(table.c.round == round_, table.c.member == member)
        row = (await self._connection.execute(query)).one_or_none()
        return as_value(Reply, row) if row else None

    async def replies(self, round_: RoundId) -> Sequence[Reply]:
        table = schema.replies
        query = select(table).where(table.c.round == round_)
        query = query.order_by(table.c.saved_at, table.c.member)
        return as_values(Reply, await self._connection.execute(query))

    async def count_replies(self, rounds: Iterable[RoundId]) -> Mapping[RoundId, int]:
        table, wanted = schema.replies, list(rounds)
        query = select(table.c.round, func.count()).where(table.c.round.in_(wanted))
        counted = {
            RoundId(id_): n
            for id_, n in await self._connection.execute(query.group_by(table.c.round))
        }
        return {id_: counted.get(id_, 0) for id_ in wanted}

    async def replied(self, member: MemberId, rounds: Iterable[RoundId]) -> frozenset[RoundId]:
        table = schema.replies
        query = select(table.c.round).where(
            table.c.member == member, table.c.round.in_(list(rounds))
        )
        return frozenset((await self._connection.scalars(query)).all())

    async def _one(self, query: Select[Any]) -> Round | None:
        row = (await self._connection.execute(query)).one_or_none()
        return as_value(Round, row) if row else None


def _newest_first(group: GroupId, state: RoundState) -> Select[Any]:
    table = schema.rounds
    query = select(table).where(table.c.group == group, table.c.state == state)
    return query.order_by(table.c.opened_at.desc(), table.c.id)
