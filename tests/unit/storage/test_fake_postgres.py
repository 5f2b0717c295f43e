"""A database of the tests' own server that is used again is like a new one."""

from __future__ import annotations

import pytest
from sqlalchemy import URL

from bot.storage import schema
from tests.fakes.postgres import PostgresServer

_TABLE = schema.key_values.name
_NUMBERS = "SELECT nextval(oid::regclass) FROM pg_class WHERE relkind = 'S'"
_OPEN = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"


async def _used(postgres: PostgresServer, *statements: str) -> str:
    async with postgres.database() as url:
        for statement in statements:
            await postgres.run(statement, _name(url))
    return _name(url)


def _name(url: URL) -> str:
    assert url.database is not None
    return url.database


async def test_it_has_no_rows_and_its_numbers_begin_anew(postgres: PostgresServer):
    row = f"INSERT INTO {_TABLE} (name, value) VALUES ('a', 'b')"  # noqa: S608  # our own name
    used = await _used(postgres, row, _NUMBERS)

    async with postgres.database() as url:
        assert _name(url) == used
        assert await postgres.run(f"SELECT * FROM {_TABLE}", used) == []  # noqa: S608  # as above
        assert {number for (number,) in await postgres.run(_NUMBERS, used)} == {1}


async def test_nobody_is_connected_to_it(postgres: PostgresServer):
    async with postgres.database() as url:
        used = _name(url)
        async with postgres._connected(used) as line:
            assert await postgres._cleaned(used)
            assert line.is_closed()
        ((open_lines,),) = await postgres.run(_OPEN, used)
        assert open_lines == 1


@pytest.mark.parametrize(
    "change",
    [
        f"ALTER TABLE {_TABLE} DROP value",
        f"CREATE INDEX another ON {_TABLE} (value)",
        "UPDATE alembic_version SET version_num = '9'",
    ],
)
async def test_one_whose_tables_were_changed_is_not_used_again(
    postgres: PostgresServer, change: str
):
    changed = await _used(postgres, change)

    async with postgres.database() as url:
        assert _name(url) != changed
    databases = {name for (name,) in await postgres.run("SELECT datname FROM pg_database")}
    assert changed not in databases
