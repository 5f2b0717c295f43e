"""What an operator watches: what is overdue, how many there are of what, which schema this is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import Table, func, select, text

from bot.core.deliveries import DeliveryState
from bot.core.models import (
    RoundState,
)
from bot.storage import schema
from bot.storage.migrations import is_current
from bot.storage.repository import Repository

S = TypeVar("S", bound=StrEnum)


class StatisticsRepository(Repository):
    """What an operator watches."""

    async def is_migrated(self) -> bool:
        """Say whether the schema is one that this version runs on."""
        revision = await self._connection.scalar(text("SELECT version_num FROM alembic_version"))
        return is_current(revision)

    async def earliest_due(self) -> datetime | None:
        """Return when the first opening, closing or delivery is due, or was due if it is late."""
        rounds, schedules, waiting = schema.rounds.c, schema.schedules.c, schema.deliveries.c
        times = [
            await self._earliest(rounds.closes_at, schema.is_open),
            await self._earliest(schedules.next_at),
            await self._earliest(waiting.next_attempt_at, waiting.state == DeliveryState.PENDING),
        ]
        return min((time for time in times if time is not None), default=None)

    async def count_rounds(self) -> Mapping[RoundState, int]:
        return await self._by_state(schema.rounds, RoundState)

    async def count_deliveries(self) -> Mapping[DeliveryState, int]:
        kept = await self._by_state(schema.deliveries, DeliveryState)
        archived = await self._by_state(schema.archived_deliveries, DeliveryState)
        return {state: kept[state] + archived[state] for state in DeliveryState}

    async def count_replies(self) -> int:
        return await self._count(schema.replies)

    async def _by_state(self, table: Table, states: type[S]) -> Mapping[S, int]:
        query = select(table.c.state, func.count()).group_by(table.c.state)
        counts = dict.fromkeys(states, 0)
        for state, number in await self._connection.execute(query):
            counts[state] = number
        return counts
