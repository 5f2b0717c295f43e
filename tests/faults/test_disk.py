"""The disk is full, and then it is not: nothing half-stored, nobody misled, and work goes on."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.core.deliveries import Delivery, DeliveryState
from bot.core.models import (
    Group,
    Member,
    MemberId,
    Round,
)
from bot.core.uploads import ImportDraft, Upload
from bot.core.view import Address, Message
from bot.errors import DatabaseUnavailable, DiskFailing, DiskFull
from bot.presentation.deliveries import present
from bot.services.live import Topic
from bot.services.replies import Saved
from bot.services.services import Services
from bot.storage.transaction import Store
from bot.workers.outbox_dispatcher import OutboxDispatcher
from tests.fakes.clock import Clock
from tests.fakes.eventually import eventually
from tests.fakes.full_disk import PageLimit
from tests.fakes.memory_platform import MemoryPlatform, MemoryServer
from tests.fakes.rows import stored
from tests.faults.invariants import revealed
from tests.faults.loops import running_loops
from tests.faults.people import add_members

MEMBERS = 40
_LONG = "A loaf that was weighed, measured and noted down at every hour of its proving. " * 60
_SEEN = ("warning", "error", "critical")
_WAL_BYTES = 2_000_000  # less than SQLite moves into the database by itself: 1,000 pages


@pytest.fixture
def engine_name() -> str:
    """PostgreSQL's disk is its server's."""
    return "sqlite"


@pytest.fixture
async def members(store: Store, room: Group) -> list[Member]:
    """A group."""
    return await add_members(store, room, MEMBERS)


class FileLimit:
    """The kernel's limit of a file's size: whatever is committed from now on is refused."""

    def __init__(self, database: Path) -> None:
        self._wal = Path(f"{database}-wal")
        self._before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(self) -> None:
        # Far behind whatever else this process writes meanwhile, such as pytest's captured output.
        assert self._wal.stat().st_size >= _WAL_BYTES
        _, most = self._before
        resource.setrlimit(resource.RLIMIT_FSIZE, (self._wal.stat().st_size, most))

    def free(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self._before)


Disk = PageLimit | FileLimit


@pytest.fixture
async def file_limit(
    store: Store, room: Group, database: Path, clock: Clock
) -> AsyncIterator[FileLimit]:
    """A disk on which the write-ahead log can grow no further."""
    upload = Upload("notes.bin", b"0" * _WAL_BYTES)
    async with store.writing() as tx:
        await tx.drafts.add(ImportDraft("large", room.id, clock.now(), (upload,)))
    limit = FileLimit(database)
    yield limit
    limit.free()  # or every test after this one would have it


@pytest.fixture(params=[PageLimit, FileLimit])
def disk(request: pytest.FixtureRequest, store: Store, file_limit: FileLimit) -> Iterator[Disk]:
    """Both ways in which it can be full."""
    disk = PageLimit(store) if request.param is PageLimit else file_limit
    yield disk
    disk.free()


@contextmanager
def _full(disk: Disk) -> Iterator[None]:
    disk.fill()
    try:
        yield
    finally:
        disk.free()


async def test_replies_are_refused_whole_and_taken_again_when_there_is_room(
    services: Services, disk: Disk, members: list[Member], open_round: Round, store: Store
):
    early, late = members[: MEMBERS // 2], members[MEMBERS // 2 :]
    told = await _reply_all(services, open_round, early)
    assert all(isinstance(outcome, Saved) for outcome in told)

    with _full(disk):
        refused = await _reply_all(services, open_round, late)
    assert all(isinstance(outcome, DiskFull | DiskFailing) for outcome in refused)
    assert await _stored(store, open_round) == {member.id for member in early}

    told = await _reply_all(services, open_round, late)
    assert all(isinstance(outcome, Saved) for outcome in told)
    await services.rounds.close(open_round.group, open_round.id)
    assert len(await revealed(services, open_round)) == MEMBERS


async def test_however_many_are_refused_the_log_has_one_line(
    services: Services, disk: Disk, members: list[Member], open_round: Round
):
    with capture_logs() as told, _full(disk):
        for _ in range(3):
            refused = await _reply_all(services, open_round, members)
            assert all(isinstance(each, DatabaseUnavailable) and each.unsaved for each in refused)

    (line,) = told
    assert line["event"] == "database unavailable"
    assert line["kind"] in ("DiskFull", "DiskFailing")
    assert line["use"] == "writing"
    assert "exc_info" not in line


async def _reply_all(
    services: Services, round_: Round, members: list[Member]
) -> list[Saved | BaseException]:
    saves = (
        services.replies.save(round_.id, member, f"{member.name}: {_LONG}", 0) for member in members
    )
    return await asyncio.gather(*saves, return_exceptions=True)


async def _stored(store: Store, round_: Round) -> set[MemberId]:
    async with store.reading() as tx:
        return {reply.member for reply in await tx.replies.of_round(round_.id)}


async def test_what_was_posted_while_it_was_full_is_not_posted_again(
    *,
    services: Services,
    file_limit: FileLimit,
    clock: Clock,
    open_round: Round,
    store: Store,
):
    server = MemoryServer(deduplicates=False)
    filling = _Filling(server, file_limit)
    dispatcher = OutboxDispatcher(services, {"web": filling}, present)

    with suppress(DatabaseUnavailable):  # as it is told when it looks for more
        await dispatcher.deliver_due()
    async with store.reading() as tx:
        (unnoted,) = await stored(tx, Delivery, round=open_round.id)
    assert unnoted.state is DeliveryState.PENDING
    file_limit.free()
    await services.deliveries.release()
    await dispatcher.deliver_due()

    assert [len(posts) for posts in server.channels.values()] == [1]
    async with store.reading() as tx:
        (question,) = await stored(tx, Delivery, round=open_round.id)
    assert question.state is DeliveryState.SENT


class _Filling(MemoryPlatform):
    """The disk is full from the moment when the message is there."""

    def __init__(self, server: MemoryServer, disk: FileLimit) -> None:
        super().__init__(server, "web")
        self._disk = disk

    async def post(self, address: Address, message: Message) -> str:
        id_ = await super().post(address, message)
        self._disk.fill()
        return id_


async def test_the_running_loops_close_and_reveal_when_there_is_room_again(
    *,
    services: Services,
    file_limit: FileLimit,
    clock: Clock,
    open_round: Round,
):
    server = MemoryServer(deduplicates=False)

    async def have_failed() -> bool:
        return len(failures) >= 10

    with capture_logs() as told:
        async with running_loops(services, MemoryPlatform(server, "web")) as failures:
            await eventually(lambda: _all_sent(services))
            with _full(file_limit):
                clock.set(open_round.closes_at)
                services.live.publish(open_round.group, Topic.ROUNDS)
                await eventually(have_failed)
            await eventually(lambda: _revealed_in(server))

    assert [len(posts) for posts in server.channels.values()] == [2]
    assert [each["event"] for each in told if each["log_level"] in _SEEN] == [
        "database unavailable"
    ]


async def _all_sent(services: Services) -> bool:
    return await services.deliveries.next_attempt() is None


async def _revealed_in(server: MemoryServer) -> bool:
    return all(len(posts) > 1 for posts in server.channels.values())
