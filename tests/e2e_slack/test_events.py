"""An event counts once, however often Slack tells it and whoever hears it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.core.models import InboxEntry
from bot.services.platform_state import KEPT
from bot.services.services import Services
from bot.storage import schema
from bot.storage.transaction import Store
from tests.e2e_slack.serving import Worker, over_http, serving
from tests.fakes.clock import Clock
from tests.fakes.slack import Channel, FakeSlack, Person

pytestmark = pytest.mark.usefixtures("waits")


@pytest.fixture
async def worker(
    slack: FakeSlack, study: Channel, services: Services, store: Store, clock: Clock
) -> AsyncIterator[Worker]:
    """A worker that Slack sends everything to."""
    async with serving(services, store, over_http(slack), clock) as running:
        await slack.point_at(running.events)
        yield running


async def _seen(store: Store) -> list[str]:
    async with store.connect() as connection:
        return list(await connection.scalars(select(schema.seen_events.c.event)))


def _published(slack: FakeSlack) -> int:
    return slack.web_api.calls["views.publish"]


async def test_an_event_that_is_told_twice_is_heard_once(
    worker: Worker, slack: FakeSlack, ann: Person
):
    await ann.open_home()
    (told,) = slack.deliveries.all
    slack.deliveries.again(told)
    await slack.quiet()
    await worker.chat.stop()

    assert _published(slack) == 1
    assert await _seen(worker.store) == [told.payload["event_id"]]


async def test_an_event_that_is_told_again_after_a_restart_is_heard_once(
    worker: Worker, slack: FakeSlack, ann: Person, restarted: Callable[[], Services]
):
    await ann.open_home()
    store, clock = worker.store, worker.clock
    async with serving(restarted(), store, over_http(slack), clock) as other:
        assert slack.http is not None
        slack.http.url = other.events
        slack.deliveries.again(slack.deliveries.all[0])
        await slack.quiet()

    assert _published(slack) == 1


async def test_an_event_is_told_again_until_it_could_be_noted(
    worker: Worker, slack: FakeSlack, ann: Person, monkeypatch: pytest.MonkeyPatch
):
    take, broken = worker.services.inbox.lease, [True]

    async def break_once(*entry: InboxEntry) -> bool:
        if broken.pop():
            broken.append(False)
            raise ConnectionError("the database is away")
        broken.append(False)
        return await take(*entry)

    monkeypatch.setattr(type(worker.services.inbox), "lease", lambda _, *entry: break_once(*entry))
    published = ann.open_home(until=lambda: slack.deliveries.all[0].failed)
    with pytest.raises(Exception, match="empty"):
        await published
    slack.time_passed()
    await slack.quiet()
    await slack.until(lambda: ann.home)

    assert _published(slack) == 1


async def test_two_different_events_are_two(worker: Worker, slack: FakeSlack, ann: Person):
    await ann.open_home()
    await ann.open_home()

    assert _published(slack) == 2
    assert len(set(await _seen(worker.store))) == 2


async def test_what_another_worker_has_in_hand_is_told_again_until_it_is_done_or_its_lease_over(
    worker: Worker, slack: FakeSlack, ann: Person
):
    held = slack.faults.hold("views.publish")
    opening = asyncio.create_task(ann.open_home())
    await held.reached.wait()
    (told,) = slack.deliveries.all
    slack.deliveries.again(told)
    await slack.until(lambda: told.failed == "http_error", "the refusal to do it twice")
    assert _published(slack) == 1

    held.release()
    await opening
    slack.time_passed()
    await slack.quiet()

    assert _published(slack) == 1


async def test_what_slack_tells_no_more_is_forgotten(worker: Worker, slack: FakeSlack, ann: Person):
    await ann.open_home()
    await slack.quiet()
    worker.clock.advance(KEPT)
    assert await worker.services.inbox.purge_due() == 0
    worker.clock.advance(timedelta(seconds=1))

    assert await worker.services.inbox.purge_due() == 1
    assert await _seen(worker.store) == []
