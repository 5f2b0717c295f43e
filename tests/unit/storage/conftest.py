"""Databases that nobody has migrated yet, on every engine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.engine import make_engine
from tests.fakes.postgres import PostgresServer

OpenEngine = Callable[[URL], AsyncEngine]


@pytest.fixture
async def open_url() -> AsyncIterator[OpenEngine]:
    """Make an engine that is disposed of after the test."""
    engines: list[AsyncEngine] = []

    def open_one(url: URL) -> AsyncEngine:
        engines.append(make_engine(url))
        return engines[-1]

    yield open_one
    for engine in engines:
        await engine.dispose()


@pytest.fixture
async def empty_postgres(postgres: PostgresServer) -> AsyncIterator[URL]:
    """A PostgreSQL database without a table."""
    async with postgres.empty_database() as url:
        yield url


@pytest.fixture
def empty_url(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """A database without a table."""
    if engine_name == "sqlite":
        return URL.create("sqlite+aiosqlite", database=str(tmp_path / "new.db"))
    url: URL = request.getfixturevalue("empty_postgres")
    return url
