"""Whatever two workers do at the same time, it happens once."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from bot.core.models import Channel, ChannelId, MemberId, Round, RoundState
from bot.core.schedules import Plan
from bot.errors import AlreadyAsked, NameTaken, NothingToAsk, RoundClosed, StaleReply
from bot.storage import schema
from tests.fakes.clock import Clock
from tests.fakes.members import see_all
from tests.fakes.memory_platform import MemoryServer
from tests.workers.conftest import Study, Worker, at_once, found

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
Pair = tuple[Worker, Worker]


async def _rounds(worker: Worker, study: Study) -> list[Round]:
    async with worker.store.reading() as tx:
        closed = await tx.cards.closed(await see_all(tx, study.group.id), 100)
        return [*await tx.rounds.open_now(study.group.id), *(card.round for card in closed)]


def _faults(results: list[object], *expected: type[Exception]) -> list[object]:
    return [
        each
        for each in results
        if isinstance(each, BaseException) and not isinstance(each, expected)
    ]


@pytest.mark.parametrize("seed", range(8))
async def test_ticks_and_deliveries_of_two_workers_open_close_and_post_everything_once(
    workers: Pair, server: MemoryServer, clock: Clock, seed: int
):
    chance = random.Random(seed)  # noqa: S311  # interleavings, not secrets
    studies = [await found(workers[0].store, f"group{n}", clock) for n in range(4)]
    for study in studies:
        plan = Plan(study.deck.id, "09:00", "UTC", 2 * HOUR)
        await workers[0].services.schedules.add(study.group.id, plan)
    results: list[object] = []

    for day in range(3):
        clock.set(clock.now().replace(hour=9) + DAY)
        for _ in range(2):
            results += await at_once(
                chance,
                *[worker.services.rounds.tick for worker in workers for _ in range(3)],
                *[worker.dispatcher.deliver_due for worker in workers for _ in range(2)],
            )
            for worker in workers:
                # What one left to the other, because it was at it.
                await worker.services.rounds.tick()
                await worker.dispatcher.deliver_due()
            clock.advance(2 * HOUR)
        for study in studies:
            rounds = await _rounds(workers[0], study)
            assert len(rounds) == day + 1
            assert len({round_.question for round_ in rounds}) == day + 1
            assert {round_.state for round_ in rounds} == {RoundState.CLOSED}

    assert _faults(results) == []
    for channel, posted in server.channels.items():
        kinds = Counter(each.key.split(":")[1] for each in posted)
        assert len({each.key for each in posted}) == len(posted), channel
        assert (kinds["question"], kinds["reveal"]) == (3, 3), channel


@pytest.mark.parametrize("seed", range(8))
async def test_admins_and_clocks_of_two_workers_ask_no_question_twice(
    workers: Pair, clock: Clock, seed: int
):
    chance = random.Random(seed)  # noqa: S311  # interleavings, not secrets
    study = await found(workers[0].store, "group", clock)
    group, deck = study.group.id, study.deck
    await workers[0].services.schedules.add(group, Plan(deck.id, "09:00", "UTC", 2 * HOUR))
    clock.set(clock.now().replace(hour=9) + DAY)

    results = await at_once(
        chance,
        *(worker.services.rounds.tick for worker in workers),
        *(partial(each.services.rounds.open_next, group, deck.id) for each in workers),
        *(
            partial(each.services.rounds.open_question, group, deck.questions[1].id)
            for each in workers
        ),
        *(partial(each.services.rounds.open_first_ever, group) for each in workers),
    )

    assert _faults(results, AlreadyAsked, NothingToAsk) == []
    asked = [round_.question for round_ in await _rounds(workers[1], study)]
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("seed", range(8))
async def test_a_reply_is_in_before_the_closing_or_it_is_refused(
    workers: Pair, clock: Clock, seed: int
):
    chance = random.Random(seed)  # noqa: S311  # interleavings, not secrets
    study = await found(workers[0].store, "group", clock)
    services = [worker.services for worker in workers]
    made = services[0].members.of_platform
    members = [await made(study.group.id, "memory", f"{n}", f"Member {n}") for n in range(6)]
    round_ = await services[0].rounds.open_next(study.group.id, study.deck.id)

    results = await at_once(
        chance,
        *(
            partial(services[n % 2].replies.save, round_.id, member, f"Answer {n}", 0)
            for n, member in enumerate(members)
        ),
        *(partial(each.rounds.close, study.group.id, round_.id) for each in services),
    )

    assert _faults(results, RoundClosed) == []
    saved = [each for each in results if not isinstance(each, Exception | Round)]
    async with workers[0].store.reading() as tx:
        assert len(await tx.replies.of_round(round_.id)) == len(saved)
    reveals = select(func.count()).where(schema.deliveries.c.kind == "reveal")
    async with workers[0].store._engine.connect() as connection:
        assert await connection.scalar(reveals) == 2  # one a channel


@pytest.mark.parametrize("seed", range(8))
async def test_of_two_versions_saved_through_two_workers_one_is_stale(
    workers: Pair, clock: Clock, seed: int
):
    chance = random.Random(seed)  # noqa: S311  # interleavings, not secrets
    study = await found(workers[0].store, "group", clock)
    services = [worker.services for worker in workers]
    ann = await services[0].members.of_platform(study.group.id, "memory", "1", "Ann")
    round_ = await services[0].rounds.open_next(study.group.id, study.deck.id)

    for based_on in range(3):
        results = await at_once(
            chance,
            *(
                partial(each.replies.save, round_.id, ann, f"{based_on} {n}", based_on)
                for n, each in enumerate(services)
            ),
        )
        assert [type(each) for each in results].count(StaleReply) == 1, results
        reply = await services[0].replies.mine(round_.id, ann)
        assert reply is not None
        assert reply.revision == based_on + 1


async def test_a_name_a_secret_and_the_room_are_made_once(workers: Pair, clock: Clock):
    chance = random.Random(1)  # noqa: S311  # interleavings, not secrets
    for number in range(10):
        study = await found(workers[0].store, f"group{number}", clock)
        group = study.group.id
        services = [worker.services for worker in workers]
        async with workers[0].store.writing() as tx:
            room = Channel(ChannelId(f"{group}-web"), group, "web", f"{group}-room", "local")
            await tx.groups.add_channel(room)

        secrets = await at_once(
            chance, *(partial(each.members.secret, group) for each in services * 3)
        )
        assert len(set(secrets)) == 1
        joined = await at_once(
            chance,
            *(partial(each.members.join, str(secrets[0]), "Ann") for each in services * 2),
        )
        assert [type(each) for each in joined].count(NameTaken) == 3, joined

    rooms = await at_once(chance, *(each.groups.local for each in services * 3))
    assert len(set(rooms)) == 1


async def test_nobody_waits_for_a_worker_that_is_in_the_middle_of_a_tick(
    workers: Pair, clock: Clock
):
    first, second = workers
    study = await found(first.store, "group", clock)
    round_ = await first.services.rounds.open_next(study.group.id, study.deck.id, HOUR)
    clock.advance(HOUR)
    async with first.store.writing() as tx:
        assert [each.id for each in await tx.rounds.due_to_close(clock.now())] == [round_.id]
        # It holds the round; the other finds nothing to do, and learns that something is due.
        assert await second.services.rounds.tick() == round_.closes_at
        assert MemberId("nobody") not in await tx.replies.authors(round_.id)

    await second.services.rounds.tick()
    assert (await _rounds(second, study))[0].state is RoundState.CLOSED
