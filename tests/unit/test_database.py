"""Services on a file that one process has, and on a server that many use."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.core.models import GroupId
from bot.database import reading_context, trying_context, writing_context
from bot.errors import AlreadyRunning, DatabaseUnreachable, NothingStored
from bot.services.groups import LOCAL_WORKSPACE, GroupService
from bot.services.live import Topic
from bot.services.services import Services
from bot.settings import Settings
from tests.fakes.postgres import PostgresServer


def _settings(url: URL | str, folder: Path) -> Settings:
    if isinstance(url, URL):
        url = url.render_as_string(hide_password=False)
    return Settings(data=folder, database_url=url)


@pytest.fixture
async def empty(postgres: PostgresServer, tmp_path: Path):
    """Settings for a PostgreSQL database that nobody has migrated."""
    async with postgres.empty_database() as url:
        yield _settings(url, tmp_path / "data")


@pytest.fixture
def served(postgres_url: URL, tmp_path: Path) -> Settings:
    """Settings for a migrated PostgreSQL database."""
    return _settings(postgres_url, tmp_path / "data")


async def test_a_second_process_on_a_file_is_refused_wherever_the_file_is(tmp_path: Path):
    elsewhere = _settings(f"sqlite+aiosqlite:///{tmp_path}/elsewhere/x.db", tmp_path / "data")

    async with writing_context(elsewhere):
        with pytest.raises(AlreadyRunning):
            async with writing_context(elsewhere):
                pytest.fail("both were let in")

    assert not elsewhere.data.exists()


async def test_what_look_ups_worked_out_is_kept_beside_the_file(tmp_path: Path):
    elsewhere = _settings(f"sqlite+aiosqlite:///{tmp_path}/elsewhere/x.db", tmp_path / "data")
    stamp, parts = b"s" * 32, {"words": memoryview(b"rye\n")}

    async with writing_context(elsewhere) as context:
        assert context.shelf is not None
        context.shelf.keep(LOCAL_WORKSPACE, stamp, parts)
    async with writing_context(elsewhere) as context:
        assert context.shelf is not None
        assert context.shelf.take(LOCAL_WORKSPACE, stamp) == parts

    assert len(list((tmp_path / "elsewhere" / "indexes").iterdir())) == 1


async def test_a_server_has_it_kept_in_the_data_folder(served: Settings):
    async with writing_context(served) as context:
        assert context.shelf is not None
        context.shelf.keep(LOCAL_WORKSPACE, b"s" * 32, {"words": memoryview(b"rye\n")})

    assert len(list((served.data / "indexes").iterdir())) == 1


async def test_several_workers_open_an_empty_server_at_once(empty: Settings):
    async def start() -> tuple[GroupId, str]:
        async with writing_context(empty) as context:
            services = Services(context)
            group = await services.groups.local()
            return group.id, await services.members.secret(group.id)

    started = await asyncio.gather(*(start() for _ in range(4)))

    assert len(set(started)) == 1
    assert not empty.data.exists()


async def test_nothing_is_found_on_a_server_that_nobody_used(empty: Settings):
    with pytest.raises(NothingStored) as refusal:
        async with reading_context(empty):
            pytest.fail("there is nothing to read")

    assert "test_" in str(refusal.value.place)


async def test_something_is_tried_beside_an_empty_server_and_leaves_nothing(empty: Settings):
    async with trying_context(empty) as context:
        await GroupService(context).local()

    with pytest.raises(NothingStored):
        async with reading_context(empty):
            pytest.fail("there is nothing to read")


async def test_a_reader_finds_what_a_writer_stored(served: Settings):
    async with writing_context(served) as context:
        group = await GroupService(context).local()

    async with reading_context(served) as context:
        assert await GroupService(context).get(group.id) == group


async def test_a_server_that_is_not_there_is_told(tmp_path: Path):
    gone = _settings("postgresql://ann:hunter2@127.0.0.1:1/room", tmp_path)
    for open_ in (writing_context, reading_context, trying_context):
        with pytest.raises(DatabaseUnreachable):
            async with open_(gone):
                pytest.fail("there is no server")


async def test_what_one_process_changed_last_is_heard_by_another(served: Settings):
    async with writing_context(served) as context:
        await GroupService(context).local()
    async with writing_context(served) as here:
        with here.live.listen(Topic.DECKS) as listener:
            # Once it listens, it says that anything may have changed.
            assert await listener.changes(10)
            async with writing_context(served) as there:
                there.live.publish(GroupId("bread"), Topic.DECKS)
            assert (GroupId("bread"), Topic.DECKS) in await listener.changes(10)
