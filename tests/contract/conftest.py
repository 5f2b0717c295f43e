"""Every engine that storage runs on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.models import Group
from bot.storage.engine import make_engine
from bot.storage.protocol import Store
from bot.storage.store import SqlStore
from tests.contract.examples import ANN, CHANNEL, DECK, QUESTION, SOURCE, G


def _sqlite(database: Path) -> AsyncEngine:
    return make_engine(f"sqlite+aiosqlite:///{database}")


ENGINES: dict[str, Callable[[Path], AsyncEngine]] = {"sqlite": _sqlite}


@pytest.fixture(params=ENGINES)
async def engine(request: pytest.FixtureRequest, database: Path) -> AsyncIterator[AsyncEngine]:
    """A migrated, empty database."""
    engine = ENGINES[request.param](database)
    yield engine
    await engine.dispose()


@pytest.fixture
def store(engine: AsyncEngine) -> SqlStore:
    """A store on it."""
    return SqlStore(engine)


@pytest.fixture
async def world(store: Store) -> Store:
    """A group with one of everything that other rows hang on."""
    async with store.writing() as kept:
        await kept.groups.add(Group(G, "Group"))
        await kept.groups.add_channel(CHANNEL)
        await kept.members.add(ANN)
        await kept.decks.add(DECK)
        await kept.decks.add_source(SOURCE)
        await kept.decks.put_questions([QUESTION])
    return store
