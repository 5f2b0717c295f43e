"""Who is told that something changed."""

from __future__ import annotations

import asyncio

from bot.core.models import GroupId, QuestionId
from bot.services.live import About, LiveFeed, Scope, Topic
from tests.fakes.patience import PATIENCE_S

G, H = GroupId("g"), GroupId("h")


async def test_a_listener_hears_each_change_once_however_often_it_happened():
    feed = LiveFeed()
    with feed.listen() as listener:
        for _ in range(3):
            feed.publish(G, Topic.REPLIES)
        feed.publish(H, Topic.ROUNDS)

        assert await listener.changes() == {(G, Topic.REPLIES), (H, Topic.ROUNDS)}
        assert await listener.changes(timeout=0) == frozenset()


async def test_a_listener_hears_of_its_topics_alone():
    feed = LiveFeed()
    with feed.listen(Topic.ROUNDS) as listener:
        feed.publish(G, Topic.REPLIES)
        assert await listener.changes(timeout=0) == frozenset()
        feed.publish(G, Topic.ROUNDS)
        assert await listener.changes() == {(G, Topic.ROUNDS)}


async def test_a_change_while_nobody_waits_is_not_lost():
    feed = LiveFeed()
    with feed.listen() as listener:
        assert await listener.changes(timeout=0) == frozenset()
        feed.publish(G, Topic.DECKS)

        assert await listener.changes(timeout=0) == {(G, Topic.DECKS)}


async def test_a_listener_that_waits_wakes():
    feed = LiveFeed()
    with feed.listen() as listener:
        waiting = asyncio.create_task(listener.changes())
        await asyncio.sleep(0)
        feed.publish(G, Topic.WEB_MESSAGES)

        async with asyncio.timeout(PATIENCE_S):
            assert await waiting == {(G, Topic.WEB_MESSAGES)}


async def test_every_listener_hears_and_one_that_left_does_not():
    feed = LiveFeed()
    with feed.listen() as first:
        with feed.listen() as second:
            feed.publish(G, Topic.ROUNDS)
        feed.publish(G, Topic.DECKS)

        assert await first.changes() == {(G, Topic.ROUNDS), (G, Topic.DECKS)}
        assert await second.changes() == {(G, Topic.ROUNDS)}
    assert not feed._listeners


async def test_closing_wakes_everybody_at_once_and_for_good():
    feed = LiveFeed()
    with feed.listen() as listener:
        waiting = asyncio.create_task(listener.changes())
        await asyncio.sleep(0)
        feed.close()

        async with asyncio.timeout(PATIENCE_S):
            assert await waiting == frozenset()
            assert await listener.changes() == frozenset()
        assert listener.closed


async def test_whoever_comes_after_closing_is_told_so():
    feed = LiveFeed()
    feed.close()
    with feed.listen() as listener:
        assert listener.closed
        async with asyncio.timeout(PATIENCE_S):
            assert await listener.changes() == frozenset()


async def test_what_another_process_changed_is_heard_and_not_said_again():
    feed = LiveFeed()
    with feed.listen() as everybody, feed.shared() as relay:
        feed.relay(G, Topic.DECKS)
        feed.publish(G, Topic.ROUNDS)

        assert await everybody.changes(0) == {(G, Topic.DECKS), (G, Topic.ROUNDS)}
        assert await relay.changes(0) == {(G, Topic.ROUNDS)}


async def test_a_call_comes_at_once_for_its_topic_from_here_or_elsewhere():
    feed = LiveFeed()
    called: list[tuple[Scope, About]] = []
    feed.call(Topic.DECKS, lambda *changed: called.append(changed))

    feed.publish(G, Topic.DECKS, frozenset({QuestionId("one")}))
    feed.relay(G, Topic.DECKS)
    feed.publish(G, Topic.ROUNDS)

    assert called == [(G, {"one"}), (G, None)]


async def test_what_could_not_be_handled_is_heard_again():
    feed = LiveFeed()
    with feed.shared() as relay:
        feed.publish(G, Topic.DECKS)
        notices = await relay.notices(0)
        assert notices
        relay.take_back(notices)

        assert await relay.notices(0) == notices


async def test_the_relay_hears_what_is_published_after_closing():
    feed = LiveFeed()
    with feed.shared() as relay:
        feed.close()
        feed.publish(G, Topic.ROUNDS)

        assert await relay.changes(0) == {(G, Topic.ROUNDS)}
