"""The tables that the migrations make, and the revision that says which they are."""

from __future__ import annotations

import pytest
from sqlalchemy import URL

from bot.storage import schema
from tests.conftest import ENGINES
from tests.unit.storage.conftest import OpenEngine
from tests.unit.storage.schemas import differences, keys_and_indexes


@pytest.mark.parametrize("engine_name", ENGINES)
async def test_the_migrations_make_exactly_the_tables_of_the_schema(
    open_url: OpenEngine, empty_url: URL, database_url: URL
):
    created, migrated = open_url(empty_url), open_url(database_url)
    async with created.begin() as connection:
        await connection.run_sync(schema.metadata.create_all)

    async with migrated.connect() as ours, created.connect() as wanted:
        assert await ours.run_sync(differences) == []
        assert await ours.run_sync(keys_and_indexes) == await wanted.run_sync(keys_and_indexes)
