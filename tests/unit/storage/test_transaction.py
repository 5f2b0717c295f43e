"""Transactions, where the engines differ."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import text

from bot.storage.engine import make_engine
from bot.storage.transaction import Store
from tests.conftest import ENGINES
from tests.fakes.patience import PATIENCE_S


async def test_writers_on_sqlite_are_served_in_the_order_in_which_they_came(store: Store):
    served: list[int] = []

    async def write(number: int) -> None:
        async with store.writing() as tx:
            await tx.key_values.put("n", str(number))
            served.append(number)

    await asyncio.gather(*(write(number) for number in range(10)))

    assert served == list(range(10))


@pytest.mark.parametrize("engine_name", ["postgresql"])
async def test_writers_on_postgresql_do_not_wait_for_each_other(
    open_store: Callable[[], Store],
):
    store = open_store()
    async with store.writing() as ours, store.writing() as theirs, asyncio.timeout(PATIENCE_S):
        await ours.key_values.put("a", "1")
        await theirs.key_values.put("b", "2")

    async with store.reading() as tx:
        assert (await tx.key_values.find("a"), await tx.key_values.find("b")) == ("1", "2")


@pytest.mark.parametrize("engine_name", ENGINES)
async def test_more_at_once_than_there_are_connections_all_have_their_turn(
    open_store: Callable[[], Store],
):
    store = open_store()

    async def read() -> str | None:
        async with store.reading() as tx:
            await asyncio.sleep(0)
            return await tx.key_values.find("a")

    async with asyncio.timeout(PATIENCE_S):
        assert await asyncio.gather(*(read() for _ in range(100))) == [None] * 100


async def test_sslmode_as_libpq_writes_it_is_ssl_to_our_driver():
    engine = make_engine("postgresql+asyncpg://ann@db/room?sslmode=require&host=other")

    assert dict(engine.url.query) == {"ssl": "require", "host": "other"}


@pytest.mark.parametrize("engine_name", ["postgresql"])
async def test_a_patient_engine_sets_no_limit_to_a_statement(database_url):
    for patient, limit in ((True, "0"), (False, "1min")):
        engine = make_engine(database_url, patient=patient)
        async with engine.connect() as connection:
            name = "SHOW idle_in_transaction_session_timeout"
            assert await connection.scalar(text(name)) == limit
        await engine.dispose()
