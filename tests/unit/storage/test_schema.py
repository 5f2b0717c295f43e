"""The tables that the migrations make, and the revision that says which they are."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import URL
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.storage import schema
from bot.storage.migrations import REVISIONS
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


def test_another_schema_has_a_revision_of_another_name():
    """Whoever changes a table renames the first revision, and puts here what this fails with."""
    tables = schema.metadata.sorted_tables
    made = [
        CreateTable(table).compile(dialect=sqlite.dialect()).string
        + "".join(
            sorted(
                CreateIndex(index).compile(dialect=sqlite.dialect()).string
                for index in table.indexes
            )
        )
        for table in tables
    ]
    fingerprint = hashlib.sha256("".join(sorted(made)).encode()).hexdigest()[:12]

    assert (REVISIONS[-1], fingerprint) == ("0001_doubts_as_asked", "24b04fb20a5f")
