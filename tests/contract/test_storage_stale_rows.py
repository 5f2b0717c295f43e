"""What one transaction read, another has changed since: what that wrote stays, on every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.models import Delivery, DeliveryKey, DeliveryState, Group, GroupId
from bot.core.read_models import AdminNote
from bot.services.context import Context
from bot.services.services import Services, make_services
from bot.storage.transaction import Store
from tests.contract.examples import DELIVERY, HOUR, NOON, ROUND, G
from tests.fakes.rows import rewrite

LATER = NOON + HOUR
OTHERS = Group(GroupId("others"), "The others")


@pytest.fixture
def services(world: Store) -> Services:
    """Every use case, at noon."""
    return make_services(Context(world, clock=lambda: NOON))


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
        await tx.groups.remove(G)

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
    (listed,) = await services.messages.kept_up_to_date(["web"])
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
        await tx.groups.remove(G)

    await services.messages.edited(posted, "print", AdminNote("code", {}))
    await services.messages.postpone(posted, LATER)
    await services.messages.leave(posted)
