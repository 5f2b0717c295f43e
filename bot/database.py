"""The database that is set, for services: to change it, to look into it, or to try something."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from functools import partial
from pathlib import Path
from threading import Event

from bot.errors import AlreadyRunning, NothingStored
from bot.services.context import Context
from bot.services.live import LiveFeed
from bot.settings import Settings
from bot.storage import backup
from bot.storage.backup import Holdings
from bot.storage.engine import Engine, is_postgresql, make_engine, only_process, shown
from bot.storage.file import refuse_second_name
from bot.storage.index_files import FOLDER, IndexFiles
from bot.storage.migrations import check, is_migrated, migrate
from bot.storage.seal import break_seal
from bot.storage.transaction import Store


@asynccontextmanager
async def writing_context(settings: Settings) -> AsyncIterator[Context]:
    """Give what services change the database with; on SQLite nobody else may use it meanwhile.

    Raises as `exclusive`, DatabaseTooNew, DatabaseForeign, DatabaseUnreadable and
    DatabaseUnavailable.
    """
    async with writing_engine(settings) as engine:
        await break_seal(engine)
        live = LiveFeed()
        others = _others(settings, engine, live) if is_postgresql(engine) else nullcontext()
        async with others:
            yield Context(Store(engine), live, shelf=IndexFiles(settings.folder / FOLDER))


@asynccontextmanager
async def writing_engine(settings: Settings, *, patient: bool = False) -> AsyncIterator[Engine]:
    """Give the migrated database itself. Raises as `writing_context`."""
    with exclusive(settings):
        async with connecting(settings.database_url, patient=patient) as engine:
            await migrate(engine)
            yield engine


def exclusive(settings: Settings) -> AbstractContextManager[None]:
    """Keep other processes out, where the database is a file: it has one writer.

    Raises FolderUnusable, AlreadyRunning and DatabaseLinkedTwice.
    """
    if settings.on_postgresql:
        return nullcontext()
    refuse_second_name(settings.real_database)
    return only_process(settings.folder)


@asynccontextmanager
async def reading_context(settings: Settings) -> AsyncIterator[Context]:
    """Give what services look something up with, also beside a running room.

    Raises NothingStored, DatabaseTooNew, DatabaseUnreadable and DatabaseUnreachable.
    """
    await refuse_empty(settings)
    async with connecting(settings.database_url) as engine:
        await check(engine)
        yield Context(Store(engine))


@asynccontextmanager
async def beside_context(settings: Settings) -> AsyncIterator[Context]:
    """Give what services add a little with, also beside a running room, which reads it anew.

    Raises as `writing_context`, but not AlreadyRunning.
    """
    async with AsyncExitStack() as stack:
        try:
            context = await stack.enter_async_context(writing_context(settings))
        except AlreadyRunning:
            engine = await stack.enter_async_context(connecting(settings.database_url))
            await check(engine)
            context = Context(Store(engine))
        yield context


@asynccontextmanager
async def trying_context(settings: Settings) -> AsyncIterator[Context]:
    """Give what services try something with that is not to be stored."""
    if await _has_something(settings):
        async with reading_context(settings) as context:
            yield context
        return
    async with connecting("sqlite+aiosqlite://") as engine:
        await migrate(engine)
        yield Context(Store(engine))


@asynccontextmanager
async def _others(settings: Settings, engine: Engine, live: LiveFeed) -> AsyncIterator[None]:
    """Share change notices, past a pooler where there is one: behind it nobody is listened to."""
    if not settings.listen_url:
        async with relaying(engine, live):
            yield
        return
    async with connecting(settings.listen_url) as past, relaying(past, live):
        yield


@asynccontextmanager
async def relaying(engine: Engine, live: LiveFeed) -> AsyncIterator[None]:
    """Share change notices with other workers; what was published in the block is sent."""
    # For PostgreSQL alone, whose driver it loads.
    from bot.storage.notify import Relay  # noqa: PLC0415
    from bot.workers.supervisor import Supervisor  # noqa: PLC0415

    supervisor = Supervisor()
    with live.shared() as feed:
        supervisor.start("relay", Relay(engine, feed).run)
        try:
            yield
        finally:
            feed.close()
            await supervisor.stop()


@asynccontextmanager
async def connecting(url: str, *, patient: bool = False) -> AsyncIterator[Engine]:
    """Give an engine, and close its connections. A `patient` one waits for long statements."""
    engine = make_engine(url, patient=patient)
    try:
        yield engine
    finally:
        await engine.dispose()


async def back_up(settings: Settings, file: Path, *, overwrite: bool = False) -> Holdings:
    """Copy the database to a file, also beside a running room; cancelled, it ends between steps.

    Raises NothingStored, and what `storage.backup` raises.
    """
    await refuse_empty(settings)
    if settings.on_postgresql:
        async with connecting(settings.database_url, patient=True) as engine:
            await check(engine)
            return await backup.back_up_server(engine, file, overwrite=overwrite)
    cancelled = Event()

    def go_on() -> None:
        if cancelled.is_set():
            raise asyncio.CancelledError

    copying = partial(backup.back_up, settings.database, file, overwrite=overwrite, go_on=go_on)
    try:
        return await asyncio.to_thread(copying)
    except asyncio.CancelledError:
        cancelled.set()  # nobody waits for the thread any more, but the end of the process does
        raise


async def refuse_empty(settings: Settings) -> None:
    """Raise NothingStored where nothing was ever kept."""
    if not await _has_something(settings):
        url, folder = settings.database_url, str(settings.database.parent)
        raise NothingStored(shown(url) if settings.on_postgresql else folder)


async def _has_something(settings: Settings) -> bool:
    if not settings.on_postgresql:
        return settings.database.is_file()
    async with connecting(settings.database_url) as engine:
        return await is_migrated(engine)
