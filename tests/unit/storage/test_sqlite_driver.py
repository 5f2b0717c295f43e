"""SQLite's own thread is asked once for each statement, and everything is as it is without that."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from sqlite3 import IntegrityError, OperationalError

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError as RefusedRow
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.engine import make_engine, reading, writing
from bot.storage.sqlite_driver import Connection, open_connection
from tests.fakes.patience import PATIENCE_S

_MANY = 1_000


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(f"sqlite+aiosqlite:///{tmp_path / 'some.db'}")
    async with writing(engine) as connection:
        await connection.execute(text("CREATE TABLE numbers (number INTEGER PRIMARY KEY)"))
        rows = [{"number": number} for number in range(_MANY)]
        await connection.execute(text("INSERT INTO numbers VALUES (:number)"), rows)
    yield engine
    await engine.dispose()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return what threads are asked for from now on."""
    asked: list[object] = []
    run = Connection.run

    async def noted(self: Connection, act: object) -> object:
        asked.append(act)
        return await run(self, act)  # type: ignore[arg-type]

    monkeypatch.setattr(Connection, "run", noted)
    return asked


async def test_a_reading_transaction_asks_once_a_statement_and_waits_for_nothing_at_its_end(
    engine: AsyncEngine, asked: list[object]
):
    async with reading(engine) as connection:
        for number in (1, 2, 3):
            query = text("SELECT number FROM numbers WHERE number = :number")
            assert await connection.scalar(query, {"number": number}) == number

    assert len(asked) == 3


async def test_what_was_read_is_over_before_the_connection_is_used_again(engine: AsyncEngine):
    count = text("SELECT count(*) FROM numbers")
    async with reading(engine) as connection:
        first = await connection.scalar(count)
        used = await connection.get_raw_connection()
    async with writing(engine) as connection:
        again = await connection.get_raw_connection()
        await connection.execute(text("DELETE FROM numbers WHERE number = 1"))
    async with reading(engine) as connection:
        second = await connection.scalar(count)

    assert again.driver_connection is used.driver_connection
    assert (first, second) == (_MANY, _MANY - 1)


async def test_a_transaction_that_asks_nothing_does_not_ask_the_thread(
    engine: AsyncEngine, asked: list[object]
):
    async with reading(engine):
        pass

    assert asked == []


async def test_a_connection_that_read_may_write_afterwards_and_not_while_it_reads(
    engine: AsyncEngine,
):
    insert = text("INSERT INTO numbers VALUES (-1)")
    async with reading(engine):
        pass
    with pytest.raises(Exception, match="readonly"):
        async with reading(engine) as connection:
            await connection.execute(insert)
    async with writing(engine) as connection:
        await connection.execute(insert)
    async with reading(engine) as connection:
        assert await connection.scalar(text("SELECT min(number) FROM numbers")) == -1


async def test_what_one_transaction_reads_is_one_state(engine: AsyncEngine):
    count = text("SELECT count(*) FROM numbers")
    async with reading(engine) as connection:
        before = await connection.scalar(count)
        async with writing(engine) as other:
            await other.execute(text("DELETE FROM numbers"))
        assert await connection.scalar(count) == before == _MANY


async def test_more_rows_than_come_at_once_are_all_there_in_their_order(engine: AsyncEngine):
    query = text("SELECT number FROM numbers ORDER BY number")
    async with reading(engine) as connection:
        at_once = (await connection.scalars(query)).all()
        async with connection.stream(query) as found:
            streamed = [row.number async for row in found]

    assert at_once == streamed == list(range(_MANY))


async def test_a_table_is_not_read_further_than_it_is_asked_for(
    engine: AsyncEngine, asked: list[object]
):
    async with reading(engine) as connection:
        async with connection.stream(text("SELECT number FROM numbers")) as found:
            assert (await anext(aiter(found))).number == 0
        assert len(asked) == 2  # the first rows, and that no more are wanted


async def test_what_changes_rows_and_returns_them_tells_how_many(engine: AsyncEngine):
    query = text("UPDATE numbers SET number = -number WHERE number > 0 RETURNING number")
    async with writing(engine) as connection:
        found = await connection.execute(query)
        assert len(found.all()) == _MANY - 1


async def test_a_statement_that_fails_is_undone_with_its_transaction(engine: AsyncEngine):
    async def replace() -> None:
        async with writing(engine) as connection:
            await connection.execute(text("DELETE FROM numbers WHERE number > 1"))
            await connection.execute(text("INSERT INTO numbers VALUES (1)"))

    with pytest.raises(RefusedRow):
        await replace()
    async with reading(engine) as connection:
        assert await connection.scalar(text("SELECT count(*) FROM numbers")) == _MANY


async def test_who_is_cancelled_leaves_nothing_begun(engine: AsyncEngine):
    begun = asyncio.Event()

    async def delete() -> None:
        async with writing(engine) as connection:
            await connection.execute(text("DELETE FROM numbers"))
            begun.set()
            await connection.execute(text("SELECT count(*) FROM numbers a, numbers b"))
            await asyncio.Event().wait()

    deleting = asyncio.create_task(delete())
    await begun.wait()
    deleting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await deleting

    async with writing(engine) as connection:
        assert await connection.scalar(text("SELECT count(*) FROM numbers")) == _MANY


async def test_an_error_of_the_thread_is_told_to_who_asked(tmp_path: Path):
    connection = await open_connection(tmp_path / "other.db")
    try:
        cursor = connection.cursor()
        await cursor.execute("CREATE TABLE one (number INTEGER PRIMARY KEY)")
        await cursor.executemany("INSERT INTO one VALUES (?)", [(1,), (2,)])
        with pytest.raises(IntegrityError):
            await cursor.execute("INSERT INTO one VALUES (1)")
        await connection.rollback()
        await cursor.execute("SELECT number FROM one")
        assert await cursor.fetchone() is None
    finally:
        await connection.close()


async def test_what_cannot_be_opened_leaves_nothing_that_comes_to_a_closed_loop(tmp_path: Path):
    connection = open_connection(tmp_path / "nowhere" / "some.db")

    with pytest.raises(OperationalError):
        await connection

    assert connection._stopping is not None
    assert connection._stopping.done()


async def test_who_closes_a_connection_that_is_stopped_meanwhile_waits_for_no_thread_that_ended(
    tmp_path: Path,
):
    connection = await open_connection(tmp_path / "other.db")
    closing = asyncio.create_task(connection.close())
    await asyncio.sleep(0)  # it has asked the thread

    connection.stop()

    await asyncio.wait_for(closing, PATIENCE_S)
