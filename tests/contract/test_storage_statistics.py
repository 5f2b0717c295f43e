"""What an operator watches, and backups of it, on every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.deliveries import DeliveryKey, DeliveryState
from bot.core.models import (
    Reply,
    RoundState,
    Schedule,
    ScheduleId,
)
from bot.errors import BackupExists
from bot.storage.backup import Holdings, back_up_server
from bot.storage.engine import make_engine
from bot.storage.transaction import Store
from tests.contract.examples import ANN, DECK, DELIVERY, HOUR, NOON, ROUND, G
from tests.fakes.rows import rewrite

SCHEDULE = Schedule(
    id=ScheduleId("s"),
    group=G,
    deck=DECK.id,
    recurrence="0 9 * * *",
    zone="UTC",
    window=HOUR,
    grace=HOUR,
    next_at=None,
)


@pytest.fixture
async def busy(world: Store) -> Store:
    """A round with a reply, and a question on its way."""
    async with world.writing() as tx:
        await tx.rounds.add(ROUND)
        await tx.replies.put([Reply(ROUND.id, ANN.id, "Because.", 1, NOON)])
        await tx.deliveries.add([replace(DELIVERY, next_attempt_at=NOON + 3 * HOUR)])
    return world


async def test_a_migrated_database_is_known_as_one(store: Store, engine: AsyncEngine):
    async with store.reading() as tx:
        assert await tx.statistics.is_migrated()

    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    async with store.reading() as tx:
        assert not await tx.statistics.is_migrated()


async def test_an_empty_database_has_nothing_due_and_nothing_to_count(store: Store):
    async with store.reading() as tx:
        assert await tx.statistics.earliest_due() is None
        assert set((await tx.statistics.count_rounds()).values()) == {0}
        assert await tx.statistics.count_replies() == 0


async def test_everything_is_counted_by_its_state(busy: Store):
    async with busy.writing() as tx:
        await tx.deliveries.add([replace(DELIVERY, key=DeliveryKey("2"))])
        sent = replace(DELIVERY, key=DeliveryKey("2"), state=DeliveryState.SENT)
        await rewrite(tx, sent)

    async with busy.reading() as tx:
        deliveries = await tx.statistics.count_deliveries()
        assert deliveries == dict.fromkeys(DeliveryState, 0) | {
            DeliveryState.PENDING: 1,
            DeliveryState.SENT: 1,
        }
        assert (await tx.statistics.count_rounds())[RoundState.OPEN] == 1
        assert await tx.statistics.count_replies() == 1


async def test_the_first_of_closings_openings_and_deliveries_is_due(busy: Store):
    async with busy.writing() as tx:
        assert await tx.statistics.earliest_due() == ROUND.closes_at

        await tx.schedules.add(replace(SCHEDULE, next_at=NOON + timedelta(minutes=5)))
        assert await tx.statistics.earliest_due() == NOON + timedelta(minutes=5)

        await rewrite(tx, replace(DELIVERY, next_attempt_at=NOON))
        assert await tx.statistics.earliest_due() == NOON


async def test_what_is_over_is_not_due(busy: Store):
    async with busy.writing() as tx:
        await tx.rounds.end([replace(ROUND, state=RoundState.CLOSED)])
        await rewrite(tx, replace(DELIVERY, state=DeliveryState.DEAD, next_attempt_at=NOON))

        assert await tx.statistics.earliest_due() is None


async def test_a_backup_of_a_server_is_a_file_with_everything_in_it(
    busy: Store, engine: AsyncEngine, tmp_path: Path
):
    holdings = await back_up_server(engine, tmp_path / "backup.db")

    assert holdings == Holdings(decks=1, rounds=1, replies=1)
    copied = Store(make_engine(f"sqlite+aiosqlite:///{tmp_path / 'backup.db'}"))
    async with copied.reading() as tx, busy.reading() as original:
        assert await tx.rounds.get(ROUND.id) == await original.rounds.get(ROUND.id)
        assert await tx.replies.of_round(ROUND.id) == await original.replies.of_round(ROUND.id)
        assert await tx.statistics.is_migrated()
    await copied.close()
    with pytest.raises(BackupExists):
        await back_up_server(engine, tmp_path / "backup.db")
