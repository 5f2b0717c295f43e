"""Whether the room works, and what it holds, for its operator."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.deliveries import DeliveryState
from bot.core.models import (
    Member,
    Round,
    RoundState,
)
from bot.services import statistics
from bot.services.context import Context
from bot.services.services import Services
from bot.services.statistics import StatisticsService
from bot.storage.transaction import Store, Transaction
from tests.fakes.clock import Clock


class _BrokenStore(Store):
    """A database that fails, or says nothing at all."""

    def __init__(self, *, silent: bool) -> None:
        self._silent = silent

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        if self._silent:
            await asyncio.Event().wait()
        raise ConnectionResetError("postgresql://user:password@server")
        yield  # what makes it a context manager


async def test_a_database_that_answers_is_ok(services: Services):
    assert await services.statistics.condition() == {"database": "ok", "migrations": "ok"}


async def test_a_database_that_fails_is_told_without_its_secrets(context: Context):
    broken = StatisticsService(replace(context, store=_BrokenStore(silent=False)))

    assert await broken.condition() == {"database": "it does not answer", "migrations": "unknown"}


async def test_a_database_that_says_nothing_is_not_waited_for(
    context: Context, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(statistics, "_LONGEST_ANSWER_S", 0.0)
    silent = StatisticsService(replace(context, store=_BrokenStore(silent=True)))

    assert "no answer within" in (await silent.condition())["database"]


async def test_stock_is_taken_of_what_there_is(
    services: Services, open_round: Round, ann: Member, clock: Clock
):
    await services.replies.save(open_round.id, ann, "Because of the gluten.", 0)

    stock = await services.statistics.stocktaking()

    assert stock.replies == 1
    assert stock.rounds[RoundState.OPEN] == 1
    assert stock.deliveries[DeliveryState.PENDING] == 1
    assert stock.due_lag == 0


async def test_what_nobody_did_in_time_is_late(services: Services, open_round: Round, clock: Clock):
    clock.advance(timedelta(minutes=10))

    assert (await services.statistics.stocktaking()).due_lag == 600


async def test_stock_is_taken_anew_after_five_seconds(
    services: Services, open_round: Round, ann: Member, clock: Clock
):
    await services.statistics.stocktaking()
    await services.replies.save(open_round.id, ann, "Because of the gluten.", 0)

    assert (await services.statistics.stocktaking()).replies == 0
    clock.advance(timedelta(seconds=5))
    assert (await services.statistics.stocktaking()).replies == 1


async def test_a_clock_that_was_set_back_does_not_stop_the_stocktaking(
    services: Services, open_round: Round, ann: Member, clock: Clock
):
    await services.statistics.stocktaking()
    await services.replies.save(open_round.id, ann, "Because of the gluten.", 0)
    clock.advance(timedelta(days=-1))

    assert (await services.statistics.stocktaking()).replies == 1
