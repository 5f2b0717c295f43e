"""What one transaction read, another has changed since: what that wrote stays, on every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.deliveries import Delivery, DeliveryKey, DeliveryState
from bot.core.models import (
    ChannelId,
    DeckId,
    Group,
    GroupId,
    MemberId,
    Naming,
    Order,
    RoundState,
    Schedule,
    ScheduleId,
    ScheduleState,
    Session,
)
from bot.core.read_models import AdminNote
from bot.errors import NotFound
from bot.services.context import Context
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.contract.examples import (
    ANN,
    CHANNEL,
    DECK,
    DELIVERY,
    HOUR,
    NOON,
    ROUND,
    SOURCE,
    WORKSPACE,
    G,
)
from tests.contract.scenarios import purge
from tests.fakes.rows import rewrite

LATER = NOON + HOUR
OTHERS = Group(GroupId("others"), "The others")


@pytest.fixture
def services(world: Store) -> Services:
    """Every use case, at noon."""
    return Services(Context(world, clock=lambda: NOON))


@pytest.fixture
async def taken(world: Store) -> Delivery:
    """A message that somebody is about to send."""
    async with world.writing() as tx:
        await tx.groups.add(OTHERS)
        await tx.rounds.add(ROUND)
        await tx.deliveries.add([replace(DELIVERY, next_attempt_at=NOON)])
        (delivery,) = await tx.deliveries.claim(NOON, LATER)
    return delivery


async def _stored(store: Store, key: DeliveryKey = DELIVERY.key) -> Delivery:
    async with store.reading() as tx:
        return await tx.deliveries.get(key)


async def _rewritten(store: Store, delivery: Delivery) -> Delivery:
    async with store.writing() as tx:
        await rewrite(tx, delivery)
    return delivery


# --- messages on their way out -------------------------------------------------------------------


async def test_a_message_whose_group_changed_while_it_was_sent_stays_with_the_new_one(
    world: Store, services: Services, taken: Delivery
):
    moved = await _rewritten(world, replace(taken, group=OTHERS.id, note="reworded"))

    await services.deliveries.failed(taken, "no answer")
    failed = await _stored(world)
    await services.deliveries.sent(taken, "m1", timedelta())
    sent = await _stored(world)

    for stored in (failed, sent):
        assert (stored.group, stored.note) == (moved.group, moved.note)
    assert (failed.state, failed.failure) == (DeliveryState.PENDING, "no answer")
    assert (sent.state, sent.external_id, sent.failure) == (DeliveryState.SENT, "m1", None)


async def test_a_message_of_a_group_that_is_gone_is_nothing_to_note(
    world: Store, services: Services, taken: Delivery
):
    async with world.writing() as tx:
        await purge(tx, WORKSPACE)

    await services.deliveries.sent(taken, "m1", timedelta(seconds=1))
    await services.deliveries.failed(taken, "no answer")
    await services.deliveries.put_off(taken, "not connected", HOUR)
    await services.deliveries.gave_up(taken, "no words")
    await services.deliveries.dropped(taken)

    async with world.reading() as tx:
        assert await tx.deliveries.due(LATER) == []


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.DROPPED])
async def test_what_became_of_a_message_is_not_undone_by_an_attempt_that_ends_late(
    world: Store, services: Services, taken: Delivery, state: DeliveryState
):
    over = await _rewritten(
        world, replace(taken, state=state, leased_until=None, next_attempt_at=None)
    )

    await services.deliveries.failed(taken, "no answer")
    await services.deliveries.put_off(taken, "not connected", HOUR)
    await services.deliveries.gave_up(taken, "no words")
    await services.deliveries.dropped(taken)

    assert await _stored(world) == over


async def test_who_took_a_message_over_keeps_it(world: Store, services: Services, taken: Delivery):
    async with world.writing() as tx:
        (over,) = await tx.deliveries.claim(LATER, LATER + HOUR)

    await services.deliveries.failed(taken, "no answer")
    await services.deliveries.put_off(taken, "not connected", HOUR)
    await services.deliveries.gave_up(taken, "no words")

    assert await _stored(world) == over == replace(taken, leased_until=LATER + HOUR, attempts=2)


async def test_what_arrived_is_there_though_it_was_dropped_meanwhile(
    world: Store, services: Services, taken: Delivery
):
    await _rewritten(world, replace(taken, state=DeliveryState.DROPPED, leased_until=None))

    await services.deliveries.sent(taken, "m1", timedelta())

    stored = await _stored(world)
    assert (stored.state, stored.external_id) == (DeliveryState.SENT, "m1")


async def test_only_a_dead_message_is_sent_again(world: Store, services: Services, taken: Delivery):
    await services.deliveries.send_again(G, taken.key)
    assert await _stored(world) == taken

    dead = await _rewritten(
        world, replace(taken, state=DeliveryState.DEAD, failure="no", attempts=15)
    )
    await services.deliveries.send_again(G, taken.key)
    again = replace(dead, state=DeliveryState.PENDING, attempts=1, next_attempt_at=NOON)
    assert await _stored(world) == again


# --- messages that are kept up to date -----------------------------------------------------------


@pytest.fixture
async def posted(world: Store, taken: Delivery) -> Delivery:
    """A message that was sent and is kept up to date."""
    sent = replace(taken, state=DeliveryState.SENT, external_id="m1", edit_at=NOON)
    return await _rewritten(world, sent)


async def test_a_message_that_is_to_be_looked_at_anew_is_not_forgotten_by_its_edit(
    world: Store, services: Services, posted: Delivery
):
    (listed,) = await services.messages.next_kept(["chat"], None)
    claimed = await services.messages.claim(listed, timedelta(minutes=1))
    assert claimed is not None
    anew = await _rewritten(world, replace(posted, edit_at=LATER, failure="kept"))

    await services.messages.edited(claimed.delivery, "print", AdminNote("code", {}))
    assert await _stored(world) == replace(anew, fingerprint="print")

    await services.messages.edited(anew, "print", AdminNote("code", {}))
    assert await _stored(world) == replace(anew, fingerprint="print", edit_at=None)


async def test_a_message_that_somebody_left_alone_for_good_is_not_taken_up_by_waiting(
    world: Store, services: Services, posted: Delivery
):
    await services.messages.leave(posted)
    await services.messages.postpone(posted, LATER)
    assert await _stored(world) == replace(posted, edit_at=None)


async def test_waiting_and_leaving_alone_change_nothing_else(
    world: Store, services: Services, posted: Delivery
):
    other = await _rewritten(world, replace(posted, fingerprint="theirs", group=OTHERS.id))
    await services.messages.postpone(posted, LATER)
    assert await _stored(world) == replace(other, edit_at=LATER)
    await services.messages.leave(posted)
    assert await _stored(world) == replace(other, edit_at=None)


async def test_a_message_that_is_gone_is_nothing_to_keep_up_to_date(
    world: Store, services: Services, posted: Delivery
):
    async with world.writing() as tx:
        await purge(tx, WORKSPACE)

    await services.messages.edited(posted, "print", AdminNote("code", {}))
    await services.messages.postpone(posted, LATER)
    await services.messages.leave(posted)


# --- what else changes ---------------------------------------------------------------------------


async def test_a_round_that_ends_keeps_what_else_became_of_it(world: Store):
    moved = replace(ROUND, group=OTHERS.id, closes_at=LATER + HOUR)
    closed = replace(ROUND, state=RoundState.CLOSED, closed_at=NOON, tally_at=LATER)
    async with world.writing() as tx:
        await tx.groups.add(OTHERS)
        await tx.rounds.add(replace(ROUND, remind_at=NOON))
        await rewrite(tx, replace(moved, remind_at=NOON))

        await tx.rounds.end_reminders([ROUND.id])
        assert await tx.rounds.get(ROUND.id) == moved

        await tx.rounds.end([closed])
        ended = replace(moved, state=RoundState.CLOSED, closed_at=NOON, tally_at=LATER)
        assert await tx.rounds.get(ROUND.id) == ended

        await tx.rounds.end_tally([ROUND.id])
        assert await tx.rounds.get(ROUND.id) == replace(ended, tally_at=None)


async def test_a_schedule_that_goes_on_keeps_how_it_was_planned_anew(world: Store):
    schedule = Schedule(ScheduleId("s"), G, DECK.id, "0 9 * * *", "UTC", HOUR, HOUR, NOON)
    anew = replace(schedule, group=OTHERS.id, recurrence="0 8 * * *", order=Order.SHUFFLED)
    paused = replace(schedule, state=ScheduleState.PAUSED, reason="fault", next_at=None, cycle=1)
    async with world.writing() as tx:
        await tx.groups.add(OTHERS)
        await tx.schedules.add(schedule)
        await rewrite(tx, anew)

        await tx.schedules.update_progress([paused])
        rests = {"state": ScheduleState.PAUSED, "reason": "fault", "next_at": None, "cycle": 1}
        assert await tx.schedules.get(schedule.id) == replace(anew, **rests)

        await tx.schedules.update_plan(schedule)
        assert await tx.schedules.get(schedule.id) == replace(schedule, group=OTHERS.id)


async def test_a_member_who_is_renamed_keeps_what_they_switched_meanwhile(
    world: Store, services: Services
):
    await services.members.set_reminders(ANN.id, False)
    async with world.writing() as tx:
        renamed = await tx.members.update(ANN.id, name="Anna")
    assert renamed == replace(ANN, name="Anna", reminders=False)
    assert await services.members.set_reminders(ANN.id, True) == replace(ANN, name="Anna")


async def test_a_workspaces_name_and_settings_do_not_undo_each_other(
    world: Store, services: Services
):
    found = await services.workspaces.enter("chat", "1", "Club", "owner")
    await services.workspaces.enter("chat", "1", "Renamed")
    changed = await services.workspaces.name_organisers(found, ["7"])
    assert changed == replace(found, name="Renamed", organisers=("7",))

    await services.workspaces.leave("chat", "1")
    gone = await services.workspaces.set_owner(found, "8")
    assert gone == replace(changed, owner="8", left_at=NOON)


async def test_a_channel_that_is_gone_is_so_whatever_else_became_of_it(world: Store):
    async with world.writing() as tx:
        await tx.groups.add(OTHERS)
        await rewrite(tx, replace(CHANNEL, group=OTHERS.id))
        gone = await tx.groups.update_channel(CHANNEL.id, gone=True)
        assert gone == replace(CHANNEL, group=OTHERS.id, gone=True)
        assert await tx.groups.channel(CHANNEL.id) == gone
        assert await tx.groups.update_channel(CHANNEL.id) == gone


async def test_a_decks_language_and_reference_do_not_undo_each_other(world: Store):
    async with world.writing() as tx:
        await tx.decks.update(DECK.id, language="german")
        await tx.decks.update(DECK.id, reference=SOURCE.id)
        changed = await tx.decks.update(DECK.id, title="Rye")
    assert changed == replace(DECK, language="german", reference=SOURCE.id, title="Rye")


async def test_a_use_of_a_session_takes_nothing_of_it_back_and_a_later_one_stays(world: Store):
    session = Session("hash", NOON, organises=WORKSPACE.id, organises_until=LATER)
    async with world.writing() as tx:
        await tx.persons.add_session(session)
        for at in (LATER, NOON):
            await tx.persons.note_uses({"hash": at, "gone": at})
        assert await tx.persons.find_session("hash") == replace(session, used_at=LATER)
        assert await tx.persons.find_session("gone") is None


async def test_what_is_not_there_any_more_is_not_changed(world: Store):
    async with world.writing() as tx:
        with pytest.raises(NotFound):
            await tx.members.update(MemberId("nobody"), name="Anna")
        with pytest.raises(NotFound):
            await tx.decks.update(DeckId("nothing"), title="Rye")
        with pytest.raises(NotFound):
            await tx.groups.update(GroupId("nobody"), naming=Naming.ANONYMOUS)
        with pytest.raises(NotFound):
            await tx.groups.update_channel(ChannelId("nowhere"), threads=False)
