"""Who waits for whom, and who does not."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from sqlalchemy import text

from bot.core.models import Round, RoundState
from bot.core.schedules import Plan
from bot.services.live import Topic
from tests.fakes.clock import Clock
from tests.fakes.eventually import eventually
from tests.fakes.members import see_all
from tests.fakes.patience import PATIENCE_S
from tests.workers.conftest import Study, Worker, found
from tests.workers.test_two_workers import DAY, HOUR, Pair


async def _asked(worker: Worker, clock: Clock) -> tuple[Study, Round]:
    study = await found(worker.store, "group", clock)
    round_ = await worker.services.rounds.open_next(study.group.id, study.deck.id, HOUR)
    clock.advance(HOUR)
    return study, round_


async def _waits(worker: Worker) -> bool:
    """Say whether anybody waits for a lock."""
    query = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    async with worker.store._engine.connect() as connection:
        return bool(await connection.scalar(query))


async def test_while_replies_are_written_their_round_does_not_close(workers: Pair, clock: Clock):
    first, second = workers
    _, round_ = await _asked(first, clock)

    async with first.store.writing() as tx:
        await tx.rounds.lock_shared([round_.id])
        async with second.store.writing() as theirs:
            assert await theirs.rounds.due_to_close(clock.now()) == []
            # Other replies come in meanwhile.
            assert await theirs.rounds.lock_shared([round_.id]) == {round_.id: round_}

    async with second.store.writing() as theirs:
        assert await theirs.rounds.due_to_close(clock.now()) == [round_]


async def test_a_reply_that_comes_while_its_round_closes_sees_it_closed(
    workers: Pair, clock: Clock
):
    first, second = workers
    _, round_ = await _asked(first, clock)
    closed = replace(round_, state=RoundState.CLOSED, closed_at=clock.now())

    async def reply() -> Round:
        async with second.store.writing() as theirs:
            return (await theirs.rounds.lock_shared([round_.id]))[round_.id]

    async with first.store.writing() as tx:
        await tx.rounds.get_for_update(round_.id)
        await tx.rounds.end_reminders([round_.id])
        replying = asyncio.create_task(reply())
        await eventually(lambda: _waits(first))
        await tx.rounds.end([closed])

    assert await replying == closed


async def test_a_schedule_that_one_worker_has_taken_is_due_for_no_other(
    workers: Pair, clock: Clock
):
    first, second = workers
    study = await found(first.store, "group", clock)
    plan = Plan(study.deck.id, "09:00", "UTC", HOUR)
    await first.services.schedules.add(study.group.id, plan)
    clock.advance(DAY)

    async with first.store.writing() as tx, second.store.writing() as theirs:
        assert len(await tx.schedules.due(clock.now())) == 1
        assert await theirs.schedules.due(clock.now()) == []


async def test_a_writer_that_holds_a_group_holds_up_nobody_who_refers_to_it(
    workers: Pair, clock: Clock
):
    first, second = workers
    study, round_ = await _asked(first, clock)

    async with first.store.writing() as tx:
        await tx.groups.lock([study.group.id])
        async with asyncio.timeout(PATIENCE_S):
            await second.services.rounds.close(study.group.id, round_.id)


async def test_a_deck_that_one_worker_stores_is_found_by_the_look_ups_of_another(
    workers: Pair, clock: Clock
):
    first, second = workers
    study = await found(first.store, "group", clock)
    group = study.group.id
    query = study.deck.questions[0].text
    before = await second.services.lookup.search(
        await see_all(second.services, group), query, asked=group
    )
    async with first.store.writing() as tx:
        changed = replace(study.deck.questions[0], text="Which flour keeps for a whole year?")
        await tx.decks.put_questions([changed])

    second.services.live.relay(group, Topic.DECKS)  # as it comes from the first

    after = await second.services.lookup.search(
        await see_all(second.services, group), changed.text, asked=group
    )
    assert before[0].question.text == query
    assert after[0].question == changed
