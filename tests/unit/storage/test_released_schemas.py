"""From every schema that was ever released to this one, with everything that was stored."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import URL, Connection, MetaData
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage import schema
from bot.storage.engine import writing
from bot.storage.migrations import migrate
from tests.conftest import ENGINES
from tests.unit.storage.conftest import OpenEngine
from tests.unit.storage.schemas import contents, differences, keys_and_indexes, upgrade_to

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RELEASED = ("0001",)

pytestmark = pytest.mark.parametrize("engine_name", ENGINES)

# One row of each table of schema 0001, and more where a migration tells rows apart.
ROWS: dict[str, list[dict[str, Any]]] = {
    "groups": [{"id": "g", "name": "Group", "naming": "names"}],
    "key_values": [{"name": "member:g", "value": "secret"}],
    "channels": [{"id": "c", "group": "g", "platform": "web", "address": "room"}],
    "members": [{"id": "m", "group": "g", "name": "Ann", "name_key": "ann", "joined_at": NOON}],
    "identities": [{"group": "g", "platform": "web", "subject": "m", "member": "m"}],
    "sessions": [
        {"token_hash": "h", "group": "g", "member": "m", "admin": True, "created_at": NOON}
    ],
    "decks": [
        {
            "id": "d",
            "group": "g",
            "title": "Bread",
            "created_at": NOON,
            "language": "english",
            "reference": "s",
            "pack": None,
        }
    ],
    "sources": [
        {
            "id": "s",
            "deck": "d",
            "name": "a.md",
            "author": "Mara",
            "title": "",
            "format": "numbered",
            "content_hash": "hash",
            "imported_at": NOON,
            "position": 0,
        }
    ],
    "questions": [{"id": "q", "deck": "d", "position": 0, "text": "Why?", "section": ""}],
    "answers": [
        {
            "id": "a",
            "question": "q",
            "source": "s",
            "text": "Because.",
            "status": "answered",
            "confidence": 0.5,
            "first_line": 1,
            "last_line": 2,
            "position": 0,
        }
    ],
    "drafts": [{"id": "f", "group": "g", "created_at": NOON}],
    "draft_files": [{"draft": "f", "position": 0, "name": "a.md", "data": b"\x00text"}],
    "schedules": [
        {
            "id": "p",
            "group": "g",
            "deck": "d",
            "recurrence": "0 9 * * *",
            "zone": "Europe/Paris",
            "window": 3600.0,
            "grace": 60.0,
            "next_at": NOON,
        }
    ],
    "rounds": [
        {
            "id": "r",
            "group": "g",
            "deck": "d",
            "question": "q",
            "state": "open",
            "opened_at": NOON,
            "closes_at": NOON,
            "closed_at": None,
            "schedule": "p",
            "occurrence": NOON,
            "naming": "names",
        }
    ],
    "replies": [{"round": "r", "member": "m", "text": "So.", "revision": 2, "saved_at": NOON}],
    "deliveries": [
        {
            "key": key,
            "kind": "question",
            "group": "g",
            "channel": "c",
            "created_at": NOON,
            "round": "r",
            "note": "",
            "attempts": 1,
            "next_attempt_at": None if sent else NOON,
            "sent_at": sent,
            "external_id": None,
            "failure": None,
        }
        for key, sent in (("k1", NOON), ("k2", None))
    ],
    "web_messages": [
        {
            "channel": "c",
            "key": "k1",
            "summary": "A question",
            "subject": "r",
            "for_admins": False,
            "posted_at": NOON,
        }
    ],
}


def _fill(connection: Connection) -> None:
    found = MetaData()
    found.reflect(connection)
    for table in found.sorted_tables:
        if table.name in ROWS:
            connection.execute(table.insert(), ROWS[table.name])


async def _released(engine: AsyncEngine, revision: str) -> dict[str, list[dict[str, Any]]]:
    async with writing(engine) as connection:
        await connection.run_sync(upgrade_to, revision)
        await connection.run_sync(_fill)
        return await connection.run_sync(contents)


@pytest.mark.parametrize("revision", RELEASED)
async def test_a_database_of_every_released_schema_gets_this_one_and_keeps_every_row(
    open_url: OpenEngine, empty_url: URL, revision: str
):
    engine = open_url(empty_url)
    before = await _released(engine, revision)
    assert all(before[table] for table in ROWS)

    await migrate(engine)

    async with engine.connect() as connection:
        after = await connection.run_sync(contents)
        assert await connection.run_sync(differences) == []
    for table, rows in before.items():
        kept = [{name: row[name] for name in rows[0]} for row in after[table]]
        assert sorted(kept, key=str) == sorted(rows, key=str), table


async def test_what_was_sent_before_there_were_states_counts_as_sent(
    open_url: OpenEngine, empty_url: URL
):
    engine = open_url(empty_url)
    await _released(engine, "0001")

    await migrate(engine)

    async with engine.connect() as connection:
        rows = (await connection.run_sync(contents))["deliveries"]
    assert {row["key"]: row["state"] for row in rows} == {"k1": "sent", "k2": "pending"}


async def test_the_migrations_make_exactly_the_tables_of_the_schema(
    open_url: OpenEngine, empty_url: URL, database_url: URL
):
    created, migrated = open_url(empty_url), open_url(database_url)
    async with created.begin() as connection:
        await connection.run_sync(schema.metadata.create_all)

    async with migrated.connect() as ours, created.connect() as wanted:
        assert await ours.run_sync(differences) == []
        assert await ours.run_sync(keys_and_indexes) == await wanted.run_sync(keys_and_indexes)
