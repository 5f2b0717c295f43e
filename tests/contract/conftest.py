"""Every engine that storage runs on."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.models import Group
from bot.storage.engine import make_engine
from bot.storage.transaction import Store
from tests.conftest import ENGINES
from tests.contract.examples import ANN, CHANNEL, DECK, QUESTION, SOURCE, WORKSPACE, G
from tests.fakes.members import add_member


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each of them."""
    name: str = request.param
    return name


@pytest.fixture
async def engine(database_url: URL) -> AsyncIterator[AsyncEngine]:
    """A migrated, empty database."""
    engine = make_engine(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
def store(engine: AsyncEngine) -> Store:
    """A store on it."""
    return Store(engine)


@pytest.fixture
async def world(store: Store) -> Store:
    """A group with one of everything that other rows hang on."""
    async with store.writing() as tx:
        await tx.groups.add(Group(G, "Group"))
        await tx.groups.add_channel(CHANNEL)
        await tx.workspaces.ensure(WORKSPACE)
        await add_member(tx, ANN)
        await tx.decks.add(DECK)
        await tx.decks.add_source(SOURCE)
        await tx.decks.put_questions([QUESTION])
    return store
