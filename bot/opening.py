"""Services on a data folder: to change it, to look into it, or to try something out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.errors import NothingStored
from bot.services.catalogue import Services, make_services
from bot.services.context import Context
from bot.settings import Settings
from bot.storage.engine import make_engine
from bot.storage.folder import only_process
from bot.storage.migrate import check, migrate
from bot.storage.store import SqlStore


@asynccontextmanager
async def writing_services(settings: Settings) -> AsyncIterator[Services]:
    """Give services on the data folder, which nobody else may use meanwhile.

    Raises FolderUnusable, AlreadyRunning, DatabaseTooNew and DatabaseUnreadable.
    """
    with only_process(settings.data):
        engine = make_engine(settings.database_url)
        try:
            await migrate(engine)
            yield make_services(Context(SqlStore(engine)))
        finally:
            await engine.dispose()


@asynccontextmanager
async def reading_services(settings: Settings) -> AsyncIterator[Services]:
    """Give services to look something up with, also beside a running room.

    Raises NothingStored, DatabaseTooNew and DatabaseUnreadable.
    """
    if not settings.database.is_file():
        raise NothingStored(settings.data)
    engine = make_engine(settings.database_url)
    try:
        await check(engine)
        yield make_services(Context(SqlStore(engine)))
    finally:
        await engine.dispose()


@asynccontextmanager
async def trying_services(settings: Settings) -> AsyncIterator[Services]:
    """Give services to try something with that is not to be stored."""
    if settings.database.is_file():
        async with reading_services(settings) as services:
            yield services
        return
    engine = make_engine("sqlite+aiosqlite://")
    try:
        await migrate(engine)
        yield make_services(Context(SqlStore(engine)))
    finally:
        await engine.dispose()
