"""Change notices from worker to worker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import URL
from structlog.testing import capture_logs

from bot.core.models import Group, GroupId
from bot.database import relaying
from bot.services.live import EVERYWHERE, Change, Listener, LiveFeed, Topic
from bot.storage.notify import Relay
from bot.storage.transaction import Store
from tests.fakes.patience import PATIENCE_S
from tests.fakes.postgres import PostgresServer
from tests.unit.storage.conftest import OpenEngine

G = GroupId("a group")  # with a space, as an id out of a platform may have
DECKS: Change = (G, Topic.DECKS)


async def _heard(listener: Listener, wanted: Change) -> set[Change]:
    """Wait for the change and return everything heard until then."""
    heard: set[Change] = set()
    async with asyncio.timeout(PATIENCE_S):
        while wanted not in heard:
            heard |= await listener.changes()
    return heard


class Worker:
    """A feed with its relay, already connected."""

    def __init__(self, feed: LiveFeed, listener: Listener) -> None:
        self.feed = feed
        self.listener = listener


@pytest.fixture
async def group(open_url: OpenEngine, postgres_url: URL) -> None:
    async with Store(open_url(postgres_url)).writing() as tx:
        await tx.groups.add(Group(G, "Group"))


@pytest.fixture
async def workers(
    group: None, open_url: OpenEngine, postgres_url: URL
) -> AsyncIterator[list[Worker]]:
    """Three workers on one database."""
    async with AsyncExitStack() as stack:
        started = []
        for _ in range(3):
            feed = LiveFeed()
            listener = stack.enter_context(feed.listen())
            await stack.enter_async_context(relaying(open_url(postgres_url), feed))
            # The first thing that a relay says is that anything may have changed.
            await _heard(listener, (EVERYWHERE, Topic.WEB_MESSAGES))
            started.append(Worker(feed, listener))
        yield started


async def test_a_change_reaches_every_worker_and_its_own_once(workers: list[Worker]):
    first, second, third = workers
    calls: list[GroupId] = []
    first.feed.call(Topic.DECKS, lambda scope, _: calls.append(scope))

    first.feed.publish(*DECKS)

    for worker in (second, third):
        assert await _heard(worker.listener, DECKS) == {DECKS}
    second.feed.publish(G, Topic.MEMBERS)
    # What came back to the first would have come before this.
    await _heard(first.listener, (G, Topic.MEMBERS))
    assert calls == [G]


async def test_a_change_heard_is_not_said_again(workers: list[Worker]):
    first, second, _ = workers
    with second.feed.shared() as said:
        first.feed.publish(*DECKS)
        await _heard(second.listener, DECKS)

        assert await said.changes(0) == frozenset()


async def test_a_lost_connection_is_made_again_and_what_was_missed_counts_as_changed(
    workers: list[Worker], postgres: PostgresServer, postgres_url: URL
):
    first, second, _ = workers

    with capture_logs() as told:
        await postgres.cut(postgres_url)

        for worker in (first, second):
            heard = await _heard(worker.listener, (EVERYWHERE, Topic.WEB_MESSAGES))
            assert heard == {
                (EVERYWHERE, topic) for topic in Topic
            }  # however many groups there are
    events = [each["event"] for each in told]
    assert set(events) <= {"other workers not heard", "other workers heard again"}
    assert len(events) <= 2 * len(workers)
    first.feed.publish(*DECKS)
    await _heard(second.listener, DECKS)


async def test_a_notice_of_a_later_version_is_passed_over(
    workers: list[Worker], postgres: PostgresServer, postgres_url: URL
):
    assert postgres_url.database
    await postgres.run("SELECT pg_notify('roundtable', 'g gossip')", postgres_url.database)
    await postgres.run("SELECT pg_notify('roundtable', 'nonsense')", postgres_url.database)
    await postgres.run("SELECT pg_notify('roundtable', 'a group decks')", postgres_url.database)

    assert await _heard(workers[0].listener, DECKS) == {DECKS}


async def test_while_there_is_no_server_it_tries_again_each_time_later(open_url: OpenEngine):
    pauses: list[float] = []
    feed = LiveFeed()
    with feed.shared() as shared:

        async def sleep(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 8:
                shared.close()

        nowhere = URL.create("postgresql+asyncpg", host="127.0.0.1", port=1, database="x")
        with capture_logs() as told:
            await Relay(open_url(nowhere), shared, sleep).run()

    assert [each["event"] for each in told] == ["other workers not heard"]
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]


async def test_a_connection_that_listened_is_given_to_nobody_else(
    group: None, open_url: OpenEngine, postgres_url: URL
):
    engine = open_url(postgres_url)
    feed = LiveFeed()
    with feed.listen() as listener:
        async with relaying(engine, feed):
            await _heard(listener, (EVERYWHERE, Topic.WEB_MESSAGES))

    async with engine.connect() as connection:
        channels = await connection.exec_driver_sql("SELECT * FROM pg_listening_channels()")
        assert channels.all() == []
