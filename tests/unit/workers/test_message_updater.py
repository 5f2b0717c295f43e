"""A message that was posted says how things are, without being edited more often than it may."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.core.models import Channel, ChannelId, Group, GroupId, Member, Round
from bot.core.view import Line
from bot.platforms.port import DeliveryFailed, MessageGone
from bot.presentation.deliveries import present
from bot.presentation.reveal import ASKED_AGAIN
from bot.services.live import Topic
from bot.services.services import Services
from bot.storage.transaction import Store
from bot.workers.message_updater import MessageUpdater
from bot.workers.outbox_dispatcher import OutboxDispatcher
from tests.conftest import Join
from tests.fakes.clock import Clock
from tests.fakes.eventually import eventually
from tests.fakes.memory_platform import MemoryPlatform, MemoryServer, Posted
from tests.fakes.statements import counted_statements
from tests.fakes.study_deck import store_deck

PACE = 5.0


@pytest.fixture
def server() -> MemoryServer:
    return MemoryServer(edit_pace=PACE)


@pytest.fixture
async def channel(store: Store, room: Group) -> Channel:
    channel = Channel(ChannelId("chat"), room.id, "memory", "general")
    async with store.writing() as tx:
        await tx.groups.add_channel(channel)
    return channel


@pytest.fixture
def updater(services: Services, server: MemoryServer) -> MessageUpdater:
    return MessageUpdater(services, {"memory": MemoryPlatform(server)}, present)


@pytest.fixture
async def posted_round(
    services: Services, server: MemoryServer, channel: Channel, open_round: Round, clock: Clock
) -> Round:
    """A round whose question is in the channel."""
    platforms = {"memory": MemoryPlatform(server), "web": MemoryPlatform(MemoryServer(), "web")}
    await OutboxDispatcher(services, platforms, present).deliver_due()
    return open_round


def _question(server: MemoryServer, channel: Channel) -> Posted:
    return server.posted(channel)[0]


def _lines(posted: Posted) -> list[str]:
    return [block.text for block in posted.message.blocks if isinstance(block, Line)]


async def _reply(services: Services, round_: Round, member: Member, text: str = "Rest.") -> None:
    mine = await services.replies.mine(round_.id, member)
    await services.replies.save(round_.id, member, text, mine.revision if mine else 0)


async def test_a_question_tells_how_many_have_replied_by_now(
    *,
    services: Services,
    updater: MessageUpdater,
    server: MemoryServer,
    channel: Channel,
    posted_round: Round,
    ann: Member,
):
    await _reply(services, posted_round, ann)
    await updater.refresh_groups([posted_round.group])

    assert "1 person has answered" in _lines(_question(server, channel))


async def test_a_message_that_says_how_things_are_is_not_edited(
    updater: MessageUpdater, server: MemoryServer, channel: Channel, posted_round: Round
):
    await updater.refresh()
    await updater.refresh_groups([posted_round.group])

    assert _question(server, channel).edits == 0


async def test_many_replies_in_five_seconds_are_one_edit_and_the_last_number_is_shown(
    *,
    services: Services,
    updater: MessageUpdater,
    server: MemoryServer,
    channel: Channel,
    posted_round: Round,
    join: Join,
    clock: Clock,
):
    people = [await join(name) for name in ("Ann", "Bo", "Cleo")]
    for member in people:
        await _reply(services, posted_round, member)
        await updater.refresh_groups([posted_round.group])
    assert _question(server, channel).edits == 1

    clock.advance(timedelta(seconds=PACE))
    await updater.refresh_groups([posted_round.group])

    assert _question(server, channel).edits == 2
    assert f"{len(people)} people have answered" in _lines(_question(server, channel))


async def test_two_workers_edit_once(
    *,
    services: Services,
    server: MemoryServer,
    channel: Channel,
    posted_round: Round,
    ann: Member,
):
    workers = [
        MessageUpdater(services, {"memory": MemoryPlatform(server)}, present) for _ in range(2)
    ]
    await _reply(services, posted_round, ann)
    for worker in workers:
        await worker.refresh_groups([posted_round.group])

    assert _question(server, channel).edits == 1


async def test_a_closed_round_s_question_is_edited_a_last_time_after_a_restart_too(
    *,
    services: Services,
    server: MemoryServer,
    channel: Channel,
    posted_round: Round,
    clock: Clock,
):
    await services.rounds.close(posted_round.group, posted_round.id)
    clock.advance(timedelta(hours=1))
    later = MessageUpdater(services, {"memory": MemoryPlatform(server)}, present)
    await later.refresh()

    assert _question(server, channel).edits == 1
    assert await services.messages.next_kept(["memory"], None) == []


async def test_an_edit_that_fails_is_made_when_the_platform_allows_it(
    *,
    services: Services,
    updater: MessageUpdater,
    server: MemoryServer,
    channel: Channel,
    posted_round: Round,
    ann: Member,
    clock: Clock,
):
    server.edit_faults.append(DeliveryFailed("too many", retry_after=30.0))
    await _reply(services, posted_round, ann)
    await updater.refresh_groups([posted_round.group])
    clock.advance(timedelta(seconds=29))
    await updater.refresh_groups([posted_round.group])
    assert _question(server, channel).edits == 0

    clock.advance(timedelta(seconds=1))
    await updater.refresh_groups([posted_round.group])
    assert _question(server, channel).edits == 1


async def test_a_channel_that_is_closed_to_us_is_tried_again_for_a_week(
    *,
    services: Services,
    updater: MessageUpdater,
    server: MemoryServer,
    channel: Channel,
    posted_round: Round,
    clock: Clock,
):
    await services.rounds.close(posted_round.group, posted_round.id)
    server.gone_channels.add(channel.id)
    await updater.refresh()
    clock.advance(timedelta(hours=1))
    await updater.refresh()
    server.gone_channels.clear()
    clock.advance(timedelta(hours=1))
    await updater.refresh()
    assert _question(server, channel).edits == 1


async def test_a_channel_that_stays_closed_is_left_after_a_week(
    *,
    services: Services,
    updater: MessageUpdater,
    server: MemoryServer,
    channel: Channel,
    posted_round: Round,
    clock: Clock,
):
    server.gone_channels.add(channel.id)
    clock.advance(timedelta(days=8))
    await services.rounds.tick()
    await updater.refresh()

    assert await services.messages.next_kept(["memory"], None) == []


@pytest.mark.parametrize("fault", [MessageGone("deleted"), ZeroDivisionError()], ids=repr)
async def test_a_message_that_cannot_be_edited_does_not_hold_up_the_others(
    *,
    services: Services,
    updater: MessageUpdater,
    server: MemoryServer,
    channel: Channel,
    posted_round: Round,
    ann: Member,
    fault: Exception,
):
    server.edit_faults.append(fault)
    await _reply(services, posted_round, ann)

    await updater.refresh_groups([posted_round.group])

    assert _question(server, channel).edits == 0


async def test_the_running_loop_edits_when_somebody_replied(
    *,
    services: Services,
    updater: MessageUpdater,
    server: MemoryServer,
    channel: Channel,
    posted_round: Round,
    ann: Member,
):
    async def is_edited() -> bool:
        return _question(server, channel).edits == 1

    running = asyncio.create_task(updater.run())
    await _reply(services, posted_round, ann)
    await eventually(is_edited)
    services.live.close()
    await running


async def test_what_another_worker_did_not_live_to_edit_is_edited_within_minutes(
    *,
    services: Services,
    restarted: Callable[[], Services],
    store: Store,
    updater: MessageUpdater,
    server: MemoryServer,
    channel: Channel,
    posted_round: Round,
    ann: Member,
    clock: Clock,
):
    running = asyncio.create_task(updater.run())
    with counted_statements(store._engine) as seen:
        await eventually(seen.have_begun)
    await _reply(restarted(), posted_round, ann)
    with counted_statements(store._engine) as seen:
        services.live.relay(posted_round.group, Topic.REPLIES)  # as it comes from the other
        await asyncio.sleep(0)
    assert not seen.said

    async def is_edited() -> bool:
        clock.advance(timedelta(minutes=1))
        services.live.publish(GroupId("another"), Topic.REPLIES)
        return _question(server, channel).edits == 1

    await eventually(is_edited)
    services.live.close()
    await running


async def test_many_groups_are_looked_at_with_as_many_statements_as_one(
    updater: MessageUpdater, store: Store, posted_round: Round
):
    async def said(groups: list[GroupId]) -> list[str]:
        with counted_statements(store._engine) as seen:
            await updater.refresh_groups(groups)
        return seen.said

    one = await said([posted_round.group])
    many = await said([posted_round.group, *(GroupId(f"g{number}") for number in range(90))])

    assert len(many) == len(one) == 2


@pytest.mark.parametrize("of_another_deck", [False, True])
async def test_a_posted_reveal_says_nothing_of_replies_while_its_question_is_open_again(
    *,
    of_another_deck: bool,
    services: Services,
    store: Store,
    server: MemoryServer,
    clock: Clock,
    ann: Member,
    channel: Channel,
    open_round: Round,
):
    server.edit_pace = 0.0
    platforms = {"memory": MemoryPlatform(server), "web": MemoryPlatform(MemoryServer(), "web")}
    dispatcher = OutboxDispatcher(services, platforms, present)
    updater = MessageUpdater(services, platforms, present)

    async def shown() -> list[str]:
        await dispatcher.deliver_due()
        await updater.refresh()
        return [repr(each.message) for each in server.posted(channel)]

    await services.replies.save(open_round.id, ann, "The gluten relaxes in secret.", 0)
    await services.rounds.close(open_round.group, open_round.id)
    assert "in secret" in "".join(await shown())

    question = open_round.question
    if of_another_deck:
        twin = await store_deck(store, open_round.group, clock.now(), "Bread again")
        question = twin.questions[0].id
    again = await services.rounds.open_question(open_round.group, question)
    said = "".join(await shown())
    assert "in secret" not in said
    assert ASKED_AGAIN in said

    await services.rounds.close(open_round.group, again.id)
    said = "".join(await shown())
    assert "in secret" in said
    assert ASKED_AGAIN not in said


async def test_what_is_made_anew_elsewhere_waits_for_no_edit_and_can_be_archived(
    services: Services, server: MemoryServer, open_round: Round, ann: Member, clock: Clock
):
    platforms = {"web": MemoryPlatform(MemoryServer(), "web")}
    dispatcher = OutboxDispatcher(services, platforms, present)
    await dispatcher.deliver_due()
    await _reply(services, open_round, ann)
    await services.rounds.close(open_round.group, open_round.id)
    await dispatcher.deliver_due()
    await services.withdrawals.withdraw(open_round.id, ann)
    clock.advance(timedelta(days=40))
    assert await services.deliveries.archive_due() == 0

    updater = MessageUpdater(services, platforms, present)
    clock.advance(timedelta(minutes=2))
    await updater._go_round()
    assert await services.deliveries.archive_due() > 0
