"""What was sent long ago is out of the way, and there for whoever needs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.core.deliveries import Delivery, DeliveryKey, DeliveryKind, DeliveryState
from bot.core.models import RoundState
from bot.storage import schema
from bot.storage.transaction import Store
from tests.contract.examples import ANN, CHANNEL, DELIVERY, HOUR, NOON, ROUND

DAY = timedelta(days=1)
CLOSED = replace(ROUND, state=RoundState.CLOSED, closed_at=NOON + HOUR)
QUESTION = replace(
    DELIVERY,
    key=DeliveryKey(f"{ROUND.id}:{DeliveryKind.QUESTION}:{CHANNEL.id}"),
    state=DeliveryState.SENT,
    sent_at=NOON,
    external_id="m1",
)
REVEAL = replace(
    QUESTION,
    key=DeliveryKey("reveal"),
    kind=DeliveryKind.REVEAL,
    sent_at=NOON + HOUR,
    external_id="m2",
)
REMINDER = replace(QUESTION, key=DeliveryKey("reminder"), kind=DeliveryKind.REMINDER, member=ANN.id)
NOTICE = replace(QUESTION, key=DeliveryKey("notice"), kind=DeliveryKind.NOTICE, round=None)
ALL = [QUESTION, REVEAL, REMINDER, NOTICE]


async def _keys(store: Store) -> tuple[set[str], set[str]]:
    """Return the keys of what is at hand, and of what is archived."""
    async with store.reading() as tx:
        tables = schema.deliveries, schema.archived_deliveries
        found = [(await tx.connection.scalars(select(table.c.key))).all() for table in tables]
    at_hand, archived = map(set, found)
    return at_hand, archived


async def _put_away(store: Store, deliveries: Sequence[Delivery], closed: bool = True) -> int:
    async with store.writing() as tx:
        await tx.rounds.add(CLOSED if closed else ROUND)
        await tx.deliveries.add(deliveries)
    async with store.writing() as tx:
        return await tx.archive.put_away(NOON + DAY)


async def test_what_was_sent_long_ago_is_archived_as_it_was(world: Store):
    assert await _put_away(world, ALL) == len(ALL)

    assert await _keys(world) == (set(), {each.key for each in ALL})
    async with world.writing() as tx:
        rows = (await tx.connection.execute(select(schema.archived_deliveries))).mappings()
        assert {Delivery(**row) for row in rows} == set(ALL)
        assert await tx.archive.put_away(NOON + DAY) == 0
        assert (await tx.statistics.count_deliveries())[DeliveryState.SENT] == len(ALL)


@pytest.mark.parametrize(
    "needed",
    [
        replace(REVEAL, state=DeliveryState.DEAD, sent_at=None),
        replace(REVEAL, state=DeliveryState.PENDING, sent_at=None),
        replace(REVEAL, edit_at=NOON),
        replace(REVEAL, sent_at=NOON + 2 * DAY),
    ],
    ids=lambda each: f"{each.state}, {each.edit_at}",
)
async def test_a_round_s_messages_stay_while_one_of_them_is_needed(world: Store, needed: Delivery):
    assert await _put_away(world, [QUESTION, needed, REMINDER, NOTICE]) == 1

    assert (await _keys(world))[1] == {NOTICE.key}


async def test_the_messages_of_an_open_round_stay(world: Store):
    assert await _put_away(world, [QUESTION, REMINDER], closed=False) == 0


async def test_what_is_archived_is_not_sent_a_second_time(world: Store):
    await _put_away(world, ALL)
    async with world.writing() as tx:
        again = [replace(each, state=DeliveryState.PENDING, sent_at=None) for each in ALL]
        await tx.deliveries.add(replace(each, next_attempt_at=NOON) for each in again)
        assert await tx.deliveries.claim(NOON + DAY, NOON + 2 * DAY) == []

    assert (await _keys(world))[0] == set()


async def test_a_reveal_that_is_not_true_any_more_comes_back_with_its_question(world: Store):
    await _put_away(world, ALL)
    async with world.writing() as tx:
        await tx.posted.keep_up_to_date([ROUND.id], NOON + DAY)
        ((reveal, address),) = await tx.posted.to_edit([CHANNEL.platform], [ROUND.group])

    assert reveal == replace(REVEAL, edit_at=NOON + DAY)
    assert address.under == QUESTION.external_id
    assert await _keys(world) == ({QUESTION.key, REVEAL.key, REMINDER.key}, {NOTICE.key})


async def test_an_archived_question_is_known_by_its_platform_s_id(world: Store):
    await _put_away(world, ALL)
    async with world.reading() as tx:
        assert await tx.posted.questions_posted_as(CHANNEL.platform, ["m1"]) == [QUESTION]
        assert await tx.posted.questions_posted_as("another", ["m1"]) == []


async def test_of_somebody_who_left_nothing_stays_in_the_archive(world: Store):
    await _put_away(world, ALL)
    async with world.writing() as tx:
        await tx.members.remove(ANN.id)
        archived = select(func.count()).where(schema.archived_deliveries.c.member == ANN.id)
        assert await tx.connection.scalar(archived) == 0
