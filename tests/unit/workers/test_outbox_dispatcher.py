"""Every message reaches its channel once, whatever goes wrong on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.core.deliveries import Delivery, DeliveryKey, DeliveryKind, DeliveryState, Rates, Whither
from bot.core.models import (
    Channel,
    ChannelId,
    Group,
    Round,
    ScheduleState,
)
from bot.core.read_models import Content
from bot.core.schedules import Plan
from bot.core.view import Address, Message
from bot.errors import DatabaseUnreachable
from bot.platforms.port import DeliveryFailed, NotConnected
from bot.presentation.deliveries import present
from bot.services.deliveries import LEASE, MOST_ATTEMPTS
from bot.services.groups import LOCAL_CHANNEL
from bot.services.outbox import Notice, remind, tell_admins
from bot.services.pausing import CHANNEL_GONE
from bot.services.services import Services
from bot.storage import schema
from bot.storage.transaction import Store
from bot.workers.outbox_dispatcher import HANDS, OutboxDispatcher
from tests.fakes.clock import Clock
from tests.fakes.eventually import eventually
from tests.fakes.memory_platform import Fault, Killed, MemoryPlatform, MemoryServer
from tests.fakes.patience import PATIENCE_S
from tests.fakes.readers import FakeReaders
from tests.fakes.rows import stored
from tests.fakes.study_deck import StudyDeck

# What becomes of a message that somebody has taken is refused, in the web room.
_REFUSES_FATES = """
    CREATE TRIGGER refuses_fates BEFORE UPDATE ON deliveries
    WHEN NEW.channel = 'local-web' AND NEW.leased_until IS NULL
    BEGIN SELECT RAISE(ABORT, 'refused'); END
"""


@pytest.fixture
def server() -> MemoryServer:
    """A platform that keeps doubles, so that they show."""
    return MemoryServer(deduplicates=False)


@pytest.fixture
async def channel(store: Store, room: Group) -> Channel:
    """The group's channel on that platform, beside the one in the web room."""
    channel = Channel(ChannelId("chat"), room.id, "memory", "general")
    async with store.writing() as tx:
        await tx.groups.add_channel(channel)
    return channel


@pytest.fixture
def new_dispatcher(server: MemoryServer, clock: Clock) -> Callable[[Services], OutboxDispatcher]:
    """Start a dispatcher, as a process does."""

    def start(services: Services) -> OutboxDispatcher:
        platforms = {name: MemoryPlatform(server, name) for name in ("web", "memory")}
        return OutboxDispatcher(services, platforms, present)

    return start


@pytest.fixture
def dispatcher(
    services: Services, new_dispatcher: Callable[[Services], OutboxDispatcher]
) -> OutboxDispatcher:
    return new_dispatcher(services)


def _said(server: MemoryServer, channel: Channel) -> list[str]:
    return [posted.message.summary.split(":")[0] for posted in server.posted(channel)]


async def test_a_question_and_its_reveal_reach_every_channel_once(
    services: Services,
    dispatcher: OutboxDispatcher,
    server: MemoryServer,
    channel: Channel,
    open_round: Round,
):
    await dispatcher.deliver_due()
    await services.rounds.close(open_round.group, open_round.id)
    await dispatcher.deliver_due()
    await dispatcher.deliver_due()

    (web,) = (each for each in server.channels if each != channel.id)
    assert _said(server, channel) == ["New question", "Answers are in"]
    assert len(server.channels[web]) == 2
    assert await services.deliveries.next_attempt() is None


async def test_what_was_sent_is_noted_with_the_platforms_id(
    dispatcher: OutboxDispatcher, store: Store, clock: Clock, channel: Channel, open_round: Round
):
    await dispatcher.deliver_due()

    async with store.reading() as tx:
        sent = {each.channel: each for each in await stored(tx, Delivery, round=open_round.id)}
    assert sent[channel.id].external_id == "chat/1"
    assert sent[channel.id].sent_at == clock.now()
    assert sent[channel.id].failure is None


async def test_a_refused_message_is_tried_again_with_growing_pauses(
    *,
    services: Services,
    dispatcher: OutboxDispatcher,
    server: MemoryServer,
    clock: Clock,
    channel: Channel,
    open_round: Round,
):
    server.broken_channels.add(channel.id)
    pauses = []
    for _ in range(12):
        await dispatcher.deliver_due()
        due = await services.deliveries.next_attempt()
        assert due is not None
        pauses.append(due - clock.now())
        clock.set(due)

    assert pauses[:4] == [timedelta(seconds=2**power) for power in (1, 2, 3, 4)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(minutes=10)
    (failing,) = await services.deliveries.failing(open_round.group)
    assert failing.failure == "try later"
    assert failing.attempts == 12

    server.broken_channels.clear()
    await dispatcher.deliver_due()

    assert _said(server, channel) == ["New question"]
    assert await services.deliveries.failing(open_round.group) == []


async def test_a_message_is_not_tried_again_before_its_time(
    services: Services,
    dispatcher: OutboxDispatcher,
    server: MemoryServer,
    clock: Clock,
    open_round: Round,
):
    server.faults.append(Fault.REFUSED)
    await dispatcher.deliver_due()
    clock.advance(timedelta(seconds=2) - timedelta(microseconds=1))
    await dispatcher.deliver_due()
    assert not any(server.channels.values())

    clock.advance(timedelta(microseconds=1))
    await dispatcher.deliver_due()
    assert [len(posted) for posted in server.channels.values()] == [1]


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.ANSWER_LOST])
async def test_after_an_unclear_answer_the_message_is_there_once(
    dispatcher: OutboxDispatcher,
    server: MemoryServer,
    clock: Clock,
    open_round: Round,
    fault: Fault,
):
    server.faults.append(fault)
    await dispatcher.deliver_due()
    clock.advance(timedelta(minutes=1))
    await dispatcher.deliver_due()

    assert [len(posted) for posted in server.channels.values()] == [1]


@pytest.mark.parametrize("fault", [DeliveryFailed("later", 2.0), NotConnected("away")])
async def test_a_reveal_that_is_there_is_not_posted_again_though_nobody_says_who_heard_of_it(
    *,
    services: Services,
    dispatcher: OutboxDispatcher,
    server: MemoryServer,
    clock: Clock,
    channel: Channel,
    open_round: Round,
    fault: Exception,
):
    await dispatcher.deliver_due()
    await services.rounds.close(open_round.group, open_round.id)
    server.look_faults.extend([fault, fault])
    for _ in range(4):
        await dispatcher.deliver_due()
        clock.advance(timedelta(minutes=10))

    assert not server.look_faults
    assert _said(server, channel) == ["New question", "Answers are in"]
    assert await services.deliveries.next_attempt() is None


@pytest.mark.parametrize("fault", [Fault.KILLED_BEFORE, Fault.KILLED_AFTER])
async def test_after_a_crash_while_sending_a_new_process_leaves_the_message_there_once(
    *,
    dispatcher: OutboxDispatcher,
    new_dispatcher: Callable[[Services], OutboxDispatcher],
    restarted: Callable[[], Services],
    server: MemoryServer,
    open_round: Round,
    fault: Fault,
):
    server.faults.append(fault)
    with pytest.raises(BaseExceptionGroup) as killed:
        await dispatcher.deliver_due()

    assert killed.group_contains(Killed)
    services = restarted()
    await services.deliveries.release()
    await new_dispatcher(services).deliver_due()

    assert [len(posted) for posted in server.channels.values()] == [1]
    assert await services.deliveries.next_attempt() is None


@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.BROKEN, Fault.LOST])
async def test_a_message_that_fails_does_not_hold_up_the_next(
    dispatcher: OutboxDispatcher,
    server: MemoryServer,
    channel: Channel,
    open_round: Round,
    fault: Fault,
):
    server.faults.append(fault)

    await dispatcher.deliver_due()

    assert sum(len(posted) for posted in server.channels.values()) == 1


async def test_a_message_without_words_does_not_hold_up_the_next(
    *,
    services: Services,
    dispatcher: OutboxDispatcher,
    store: Store,
    server: MemoryServer,
    channel: Channel,
    open_round: Round,
):
    async with store.writing() as tx:
        (question, *_) = await stored(tx, Delivery, round=open_round.id)
        wordless = replace(
            question,
            key=DeliveryKey("a-strange-one"),
            kind=DeliveryKind.NOTICE,
            note='{"code": "unheard-of"}',
        )
        await tx.deliveries.add([wordless])

    await dispatcher.deliver_due()

    assert _said(server, channel) == ["New question"]
    (failing,) = await services.deliveries.failing(open_round.group)
    assert "unheard-of" in (failing.failure or "")


class _SlowPlatform(MemoryPlatform):
    """Posts nothing before it is let."""

    def __init__(self, server: MemoryServer) -> None:
        super().__init__(server)
        self.asked = asyncio.Event()
        self.may_post = asyncio.Event()

    async def post(self, address: Address, message: Message) -> str:
        self.asked.set()
        await self.may_post.wait()
        return await super().post(address, message)


@pytest.fixture
def slow(server: MemoryServer) -> _SlowPlatform:
    """The platform of the group's channel, when it takes its time."""
    return _SlowPlatform(server)


@pytest.fixture
def slow_dispatcher(
    services: Services, server: MemoryServer, slow: _SlowPlatform, clock: Clock
) -> OutboxDispatcher:
    """Send to the web room at once, and to the channel when that lets it."""
    platforms = {"web": MemoryPlatform(server, "web"), "memory": slow}
    return OutboxDispatcher(services, platforms, present)


async def _states(store: Store, round_: Round) -> dict[str, DeliveryState]:
    async with store.reading() as tx:
        return {each.channel: each.state for each in await stored(tx, Delivery, round=round_.id)}


async def test_a_message_whose_fate_cannot_be_stored_cuts_off_no_other(
    *,
    store: Store,
    slow: _SlowPlatform,
    slow_dispatcher: OutboxDispatcher,
    server: MemoryServer,
    channel: Channel,
    open_round: Round,
    clock: Clock,
):
    async with store.writing() as tx:
        await tx.connection.execute(text(_REFUSES_FATES))
    with capture_logs() as log:

        async def is_told() -> bool:
            return "delivery not noted" in {each["event"] for each in log}

        sending = asyncio.create_task(slow_dispatcher.deliver_due())
        await eventually(is_told)
        slow.may_post.set()
        await sending

    pending_and_sent = {"local-web": DeliveryState.PENDING, "chat": DeliveryState.SENT}
    assert await _states(store, open_round) == pending_and_sent

    async with store.writing() as tx:
        await tx.connection.execute(text("DROP TRIGGER refuses_fates"))
    clock.advance(LEASE)
    await slow_dispatcher.deliver_due()
    assert set((await _states(store, open_round)).values()) == {DeliveryState.SENT}
    assert [len(posted) for posted in server.channels.values()] == [1, 1]


async def test_what_is_being_sent_is_sent_to_its_end_though_the_database_is_gone_for_the_next(
    *,
    services: Services,
    store: Store,
    slow: _SlowPlatform,
    slow_dispatcher: OutboxDispatcher,
    channel: Channel,
    open_round: Round,
    monkeypatch: pytest.MonkeyPatch,
):
    async def unreachable(_whither: Whither) -> None:
        await slow.asked.wait()
        slow.may_post.set()
        raise DatabaseUnreachable("there", "it went away")

    monkeypatch.setattr(services.deliveries, "next_attempt", unreachable)
    with pytest.raises(DatabaseUnreachable):
        await slow_dispatcher.run()

    assert set((await _states(store, open_round)).values()) == {DeliveryState.SENT}


async def test_no_more_is_claimed_than_there_are_hands_and_another_platform_has_hands_of_its_own(
    *,
    services: Services,
    store: Store,
    slow: _SlowPlatform,
    slow_dispatcher: OutboxDispatcher,
    server: MemoryServer,
    room: Group,
    deck: StudyDeck,
):
    async with store.writing() as tx:
        for number in range(HANDS + 5):
            name = f"c{number}"
            await tx.groups.add_channel(Channel(ChannelId(name), room.id, "memory", name))
    round_ = await services.rounds.open_next(room.id, deck.id)

    async def is_sent_elsewhere() -> bool:
        states = await _states(store, round_)
        return slow.asked.is_set() and states[LOCAL_CHANNEL] is DeliveryState.SENT

    sending = asyncio.create_task(slow_dispatcher.deliver_due())
    await eventually(is_sent_elsewhere)
    async with store.reading() as tx:
        there = await stored(tx, Delivery, round=round_.id)
    assert len([each for each in there if each.leased_until is not None]) == HANDS

    slow.may_post.set()
    await sending
    assert [len(posted) for posted in server.channels.values()] == [1] * (HANDS + 6)


async def test_a_platform_that_is_not_connected_is_told_and_its_message_waits(
    *,
    services: Services,
    store: Store,
    dispatcher: OutboxDispatcher,
    room: Group,
    deck: StudyDeck,
    server: MemoryServer,
):
    async with store.writing() as tx:
        await tx.groups.add_channel(Channel(ChannelId("irc"), room.id, "irc", "#bread"))
    await services.rounds.open_next(room.id, deck.id)

    await dispatcher.deliver_due()

    (failing,) = await services.deliveries.failing(room.id)
    assert failing.failure == "irc is not connected"
    assert [len(posted) for posted in server.channels.values()] == [1]


async def test_the_running_dispatcher_wakes_for_a_new_round_and_ends_with_the_feed(
    services: Services,
    dispatcher: OutboxDispatcher,
    server: MemoryServer,
    room: Group,
    deck: StudyDeck,
):
    running = asyncio.create_task(dispatcher.run())
    await services.rounds.open_next(room.id, deck.id)

    async def arrived() -> bool:
        return any(server.channels.values())

    await eventually(arrived)
    services.live.close()
    async with asyncio.timeout(PATIENCE_S):
        await running


async def test_after_the_last_attempt_it_is_dead_until_an_admin_sends_it_again(
    *,
    services: Services,
    dispatcher: OutboxDispatcher,
    server: MemoryServer,
    clock: Clock,
    channel: Channel,
    open_round: Round,
):
    server.broken_channels.add(channel.id)
    for _ in range(MOST_ATTEMPTS):
        await dispatcher.deliver_due()
        clock.advance(timedelta(minutes=11))
    await dispatcher.deliver_due()

    failing = await services.deliveries.failing(open_round.group)
    (dead,) = (each for each in failing if each.kind is DeliveryKind.QUESTION)
    assert (dead.state, dead.attempts) == (DeliveryState.DEAD, MOST_ATTEMPTS)
    # Organisers are told, without asking how it goes.
    assert [each.kind for each in failing if each != dead] == [DeliveryKind.NOTICE]

    server.broken_channels.clear()
    await services.deliveries.send_again(open_round.group, dead.key)
    await dispatcher.deliver_due()
    await services.deliveries.send_again(open_round.group, dead.key)
    await dispatcher.deliver_due()

    assert _said(server, channel) == ["New question"]


async def test_a_platforms_own_wish_to_wait_is_kept(
    *,
    services: Services,
    dispatcher: OutboxDispatcher,
    server: MemoryServer,
    clock: Clock,
    channel: Channel,
    open_round: Round,
):
    server.broken_channels.add(channel.id)
    server.retry_after = 90.0
    await dispatcher.deliver_due()

    due = await services.deliveries.next_attempt()

    assert due == clock.now() + timedelta(seconds=90)


async def test_a_channels_messages_keep_their_order_though_one_has_to_wait(
    *,
    services: Services,
    dispatcher: OutboxDispatcher,
    server: MemoryServer,
    clock: Clock,
    channel: Channel,
    room: Group,
    deck: StudyDeck,
):
    server.broken_channels.add(channel.id)
    first = await services.rounds.open_question(room.id, deck.questions[0].id)
    await dispatcher.deliver_due()
    clock.advance(timedelta(seconds=1))
    second = await services.rounds.open_question(room.id, deck.questions[1].id)
    await dispatcher.deliver_due()
    server.broken_channels.clear()
    await dispatcher.deliver_due()
    assert server.posted(channel) == []

    clock.advance(timedelta(seconds=2))
    await dispatcher.deliver_due()

    asked = [posted.key.split(":")[0] for posted in server.posted(channel)]
    assert asked == [first.id, second.id]


async def test_a_channel_is_left_alone_as_long_as_its_platform_wants(
    *,
    services: Services,
    server: MemoryServer,
    clock: Clock,
    channel: Channel,
    room: Group,
    deck: StudyDeck,
):
    server.rates = Rates(channel=1.0)
    dispatcher = OutboxDispatcher(services, {"memory": MemoryPlatform(server)}, present)
    for question in deck.questions:
        await services.rounds.open_question(room.id, question.id)
    counts = []
    for _ in range(4):
        await dispatcher.deliver_due()
        counts.append(len(server.posted(channel)))
        clock.advance(timedelta(seconds=1))

    assert counts == [1, 2, 3, 3]


async def test_a_question_that_comes_too_late_is_dropped_and_so_is_its_reveal(
    *,
    services: Services,
    dispatcher: OutboxDispatcher,
    server: MemoryServer,
    clock: Clock,
    channel: Channel,
    open_round: Round,
):
    server.broken_channels.add(channel.id)
    await dispatcher.deliver_due()
    await services.rounds.close(open_round.group, open_round.id)
    server.broken_channels.clear()
    clock.advance(timedelta(minutes=1))
    await dispatcher.deliver_due()

    assert _said(server, channel) == []


@pytest.mark.parametrize("alone", [True, False])
async def test_a_channel_that_is_gone_is_told_elsewhere_and_the_last_one_pauses_its_schedules(
    *,
    services: Services,
    store: Store,
    dispatcher: OutboxDispatcher,
    server: MemoryServer,
    channel: Channel,
    room: Group,
    deck: StudyDeck,
    alone: bool,
):
    await services.schedules.add(room.id, Plan(deck.id, "09:00", "UTC", timedelta(hours=2)))
    server.gone_channels.add(channel.id)
    await services.rounds.open_next(room.id, deck.id)
    if alone:
        async with store.writing() as tx:
            await tx.groups.update_channel(LOCAL_CHANNEL, gone=True)

    await dispatcher.deliver_due()

    (schedule,) = await services.schedules.of_group(room.id)
    if alone:
        assert (schedule.state, schedule.reason) == (ScheduleState.PAUSED, CHANNEL_GONE)
        assert schedule.next_at is None
        return
    # The group goes on where it is heard.
    assert (schedule.state, schedule.reason) == (ScheduleState.ACTIVE, None)
    told = [
        posted.message for posted in server.channels[LOCAL_CHANNEL] if posted.message.for_admins
    ]
    assert len(told) == 1
    assert "the channel was archived" in told[0].summary


async def test_where_no_channel_can_be_reached_what_tells_that_is_given_up_and_told_no_further(
    *,
    services: Services,
    store: Store,
    dispatcher: OutboxDispatcher,
    server: MemoryServer,
    channel: Channel,
    room: Group,
    deck: StudyDeck,
):
    server.gone_channels |= {channel.id, LOCAL_CHANNEL}
    await services.rounds.open_next(room.id, deck.id)

    async with asyncio.timeout(PATIENCE_S):
        await dispatcher.deliver_due()

    async with store.reading() as tx:
        deliveries = await stored(tx, Delivery)
    assert {each.kind for each in deliveries} == {DeliveryKind.QUESTION, DeliveryKind.NOTICE}
    assert {each.state for each in deliveries} == {DeliveryState.DEAD}
    # Each channel's end was to be told, in either of them at the most.
    assert sum(each.kind is DeliveryKind.NOTICE for each in deliveries) <= 4


# --- what is for one person -----------------------------------------------------------------------


@pytest.fixture
def readers(services: Services) -> FakeReaders:
    """Who reads the channel on that platform."""
    readers = FakeReaders()
    services.access.ask("memory", readers)
    return readers


@pytest.mark.parametrize("reads", [True, False])
async def test_a_reminder_is_for_whoever_still_reads_the_channel_when_it_is_sent(
    *,
    services: Services,
    store: Store,
    dispatcher: OutboxDispatcher,
    server: MemoryServer,
    clock: Clock,
    channel: Channel,
    readers: FakeReaders,
    open_round: Round,
    reads: bool,
):
    ann = await services.members.of_platform(open_round.group, "memory", "A", "Ann")
    await services.reminder_requests.request(open_round.group, open_round.id, ann)
    await dispatcher.deliver_due()
    clock.set(open_round.closes_at - timedelta(hours=1))
    await services.rounds.tick()
    if reads:
        readers.let_in(channel, "A")

    await dispatcher.deliver_due()

    assert len(server.posted(channel)) == (2 if reads else 1)
    assert readers.asked == [(channel.address, "A")]
    async with store.reading() as tx:
        deliveries = await stored(tx, Delivery, round=open_round.id)
    (reminder,) = (each for each in deliveries if each.kind is DeliveryKind.REMINDER)
    assert reminder.state is (DeliveryState.SENT if reads else DeliveryState.DROPPED)
    assert await services.deliveries.failing(open_round.group) == []


@pytest.mark.parametrize("reads", [True, False])
async def test_a_reminder_waits_for_a_platform_that_does_not_tell_who_reads(
    *,
    services: Services,
    dispatcher: OutboxDispatcher,
    server: MemoryServer,
    clock: Clock,
    channel: Channel,
    readers: FakeReaders,
    open_round: Round,
    deck: StudyDeck,
    reads: bool,
):
    """However long that takes; other messages to the channel do not wait with it."""
    ann = await services.members.of_platform(open_round.group, "memory", "A", "Ann")
    await services.reminder_requests.request(open_round.group, open_round.id, ann)
    clock.set(open_round.closes_at - timedelta(hours=1))
    readers.silent = True
    await services.rounds.tick()
    await dispatcher.deliver_due()
    for _ in range(MOST_ATTEMPTS):
        clock.advance(timedelta(minutes=1))
        await dispatcher.deliver_due()
    await services.rounds.open_question(open_round.group, deck.questions[2].id)
    await dispatcher.deliver_due()
    assert _said(server, channel) == ["New question", "New question"]

    readers.silent = False
    if reads:
        readers.let_in(channel, "A")
    clock.advance(timedelta(minutes=1))
    await dispatcher.deliver_due()

    assert len(server.posted(channel)) == (3 if reads else 2)
    assert await services.deliveries.failing(open_round.group) == []


async def test_a_reminder_that_could_not_be_sent_in_time_is_sent_no_more(
    *,
    services: Services,
    dispatcher: OutboxDispatcher,
    server: MemoryServer,
    clock: Clock,
    channel: Channel,
    readers: FakeReaders,
    open_round: Round,
):
    ann = await services.members.of_platform(open_round.group, "memory", "A", "Ann")
    await services.reminder_requests.request(open_round.group, open_round.id, ann)
    clock.set(open_round.closes_at - timedelta(hours=1))
    readers.silent = True
    await services.rounds.tick()
    await dispatcher.deliver_due()
    clock.set(open_round.closes_at)
    await services.rounds.tick()
    readers.silent = False
    readers.let_in(channel, "A")

    await dispatcher.deliver_due()

    assert _said(server, channel) == ["New question", "Answers are in"]
    assert await services.deliveries.next_attempt() is None


@pytest.mark.parametrize("reads", [True, False])
async def test_a_notice_is_for_an_owner_who_still_reads_the_channel(
    *,
    services: Services,
    store: Store,
    dispatcher: OutboxDispatcher,
    server: MemoryServer,
    channel: Channel,
    readers: FakeReaders,
    reads: bool,
):
    await services.groups.configure_channel(channel.id, owner="boss")
    if reads:
        readers.let_in(channel, "boss")
    notice = Notice(channel.group, "a", "deck-finished", {"deck": "Bread"})
    async with store.writing() as tx:
        await tell_admins(tx, [notice], services.clock())

    await dispatcher.deliver_due()

    assert len(server.posted(channel)) == int(reads)


async def test_who_has_no_account_there_any_more_is_reminded_nowhere(
    *,
    services: Services,
    store: Store,
    dispatcher: OutboxDispatcher,
    server: MemoryServer,
    channel: Channel,
    open_round: Round,
):
    ann = await services.members.of_platform(open_round.group, "memory", "A", "Ann")
    async with store.writing() as tx:
        await remind(tx, [(open_round, [ann.id])], services.clock())
        gone = schema.accounts.c.subject == "A"
        await tx.connection.execute(schema.accounts.delete().where(gone))

    await dispatcher.deliver_due()

    assert _said(server, channel) == ["New question"]


async def test_two_dispatchers_never_send_the_same_message(
    *,
    services: Services,
    new_dispatcher: Callable[[Services], OutboxDispatcher],
    restarted: Callable[[], Services],
    server: MemoryServer,
    channel: Channel,
    room: Group,
    deck: StudyDeck,
):
    for question in deck.questions:
        await services.rounds.open_question(room.id, question.id)
    dispatchers = [new_dispatcher(services), new_dispatcher(restarted())]

    await asyncio.gather(*(dispatcher.deliver_due() for dispatcher in dispatchers))

    assert len({posted.key for posted in server.posted(channel)}) == len(deck.questions)
    assert len(server.posted(channel)) == len(deck.questions)


async def test_what_a_dead_worker_had_taken_is_taken_over_after_its_lease(
    *,
    services: Services,
    dispatcher: OutboxDispatcher,
    server: MemoryServer,
    clock: Clock,
    channel: Channel,
    open_round: Round,
):
    await services.deliveries.claim()
    await dispatcher.deliver_due()
    assert server.posted(channel) == []

    clock.advance(LEASE)
    await dispatcher.deliver_due()

    assert _said(server, channel) == ["New question"]


async def test_a_message_whose_lease_ran_out_before_it_was_sent_is_left_to_who_takes_it_next(
    services: Services, server: MemoryServer, clock: Clock, open_round: Round
):
    begun: list[datetime] = []

    def slowly(delivery: Delivery, content: Content) -> Message:
        if not begun:
            clock.advance(LEASE)  # the clock is set ahead, or the machine was asleep
        begun.append(clock.now())
        assert not server.channels
        return present(delivery, content)

    dispatcher = OutboxDispatcher(services, {"web": MemoryPlatform(server, "web")}, slowly)
    await dispatcher.deliver_due()

    assert len(begun) == 2
    assert [len(posts) for posts in server.channels.values()] == [1]
    assert await services.deliveries.next_attempt() is None
