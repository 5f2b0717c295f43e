"""Messages that were sent long ago: out of the way of what is to be sent, and there when needed.

Those of one round go together and come back together: to edit a reveal its question is needed,
under which it stands. A message that is archived is there: under its key no other is made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.deliveries import Delivery, DeliveryKey, DeliveryState
from bot.core.models import RoundId, RoundState
from bot.storage import schema
from bot.storage.repository import Repository, as_dict, padded
from bot.storage.schema import archived_deliveries as archive
from bot.storage.schema import deliveries as table

_AT_REST = frozenset({DeliveryState.SENT, DeliveryState.DROPPED})


class ArchiveRepository(Repository):
    """Messages that were sent long ago."""

    async def put_away(self, before: datetime, limit: int = 200) -> int:
        """Archive messages that were sent before a time, with all others of their rounds.

        Those of a round stay while one of them is younger, waits, failed or is kept up to date, and
        while the round is open or was closed later. Returns how many there were; 0 for no more.
        """
        found = await self._all(Delivery, _oldest(before).limit(limit))
        alone = [each.key for each in found if each.round is None]
        rounds = {each.round for each in found if each.round is not None}
        # Once more, now that nobody else changes them.
        theirs = or_(table.c.key.in_(alone), table.c.round.in_(rounds))
        query = select(table).where(theirs).order_by(table.c.created_at, table.c.key)
        locked = await self._all(Delivery, query.with_for_update())
        ready = _ready(locked, before) if found else []
        await self._insert(archive, ready)
        await self._remove(each.key for each in ready)
        return len(ready)

    async def _remove(self, keys: Iterable[DeliveryKey]) -> None:
        await self._connection.execute(delete(table).where(table.c.key.in_(list(keys))))


async def bring_back(connection: AsyncConnection, rounds: Collection[RoundId]) -> bool:
    """Take the messages of these rounds out of the archive; say whether there were any."""
    return await _brought_back(connection, archive.c.round.in_(rounds))


async def bring_back_alone(connection: AsyncConnection, keys: Collection[DeliveryKey]) -> None:
    """Take messages out of the archive that are of no round."""
    await _brought_back(connection, archive.c.key.in_(padded(keys)))


async def _brought_back(connection: AsyncConnection, which: ColumnElement[bool]) -> bool:
    taken = delete(archive).where(which).returning(*archive.c)
    rows = [as_dict(row) for row in await connection.execute(taken)]
    if rows:
        await connection.execute(insert(table), rows)
    return bool(rows)


async def remove_known(connection: AsyncConnection, keys: Collection[DeliveryKey]) -> None:
    """Remove what was just added and is archived under the same key: it was sent already."""
    known = select(archive.c.key).where(archive.c.key.in_(padded(keys)))
    await connection.execute(delete(table).where(table.c.key.in_(known)))


def _oldest(before: datetime) -> Select[Any]:
    rounds, other = schema.rounds, table.alias("other")
    # One key is looked for in each round: whether there is any is asked of the whole table at once.
    stays = select(other.c.key).where(other.c.round == table.c.round, _is_needed(other, before))
    stays = stays.correlate(table).limit(1)
    is_over = and_(
        rounds.c.state != RoundState.OPEN,
        or_(rounds.c.closed_at.is_(None), rounds.c.closed_at < before),
    )
    return (
        select(table)
        .outerjoin(rounds, rounds.c.id == table.c.round)
        .where(
            table.c.sent_at < before,
            table.c.edit_at.is_(None),
            or_(table.c.round.is_(None), and_(is_over, stays.scalar_subquery().is_(None))),
        )
        .order_by(table.c.sent_at)
    )


def _is_needed(other: FromClause, before: datetime) -> ColumnElement[bool]:
    return or_(
        other.c.state.not_in(_AT_REST),
        other.c.edit_at.is_not(None),
        other.c.sent_at >= before,
    )


def _ready(locked: Iterable[Delivery], before: datetime) -> list[Delivery]:
    """Return what may go: of a round all or nothing."""
    together = defaultdict[str, list[Delivery]](list)
    for each in locked:
        together[each.round or each.key].append(each)
    return [each for some in together.values() if _may_go(some, before) for each in some]


def _may_go(some: Sequence[Delivery], before: datetime) -> bool:
    return all(
        each.state in _AT_REST
        and each.edit_at is None
        and (each.sent_at is None or each.sent_at < before)
        for each in some
    )
