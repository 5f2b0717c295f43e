"""What storage promises about schedules, cycles and reminders, on every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bot.core.models import (
    AtEnd,
    DeckId,
    Order,
    QuestionId,
    Reply,
    RoundId,
    RoundState,
    Schedule,
    ScheduleId,
    ScheduleState,
)
from bot.errors import NotFound
from bot.storage.transaction import Store, Transaction
from tests.contract.examples import ANN, DECK, HOUR, NOON, QUESTION, ROUND, G

SCHEDULE = Schedule(ScheduleId("s"), G, DECK.id, "0 9 * * *", "UTC", HOUR, HOUR, NOON)


async def _add(tx: Transaction, name: str, **changes: object) -> None:
    """Add a round of a question of its own."""
    question = replace(QUESTION, id=QuestionId(f"q-{name}"))
    await tx.decks.put_questions([question])
    round_ = replace(ROUND, id=RoundId(name), question=question.id, **changes)  # type: ignore[arg-type]  # each test changes what it is about
    await tx.rounds.add(round_)


async def test_many_rounds_and_schedules_are_written_with_one_statement(world: Store):
    others = [replace(SCHEDULE, id=ScheduleId(f"s{n}")) for n in range(3)]
    changed = [
        replace(
            each,
            next_at=None,
            order=Order.SHUFFLED,
            seed=999_999_999,
            at_end=AtEnd.START_OVER,
            cycle=2,
            reminder=HOUR,
            state=ScheduleState.PAUSED,
            reason="fault",
        )
        for each in others[:2]
    ]
    async with world.writing() as tx:
        for each in others:
            await tx.schedules.add(each)
        for each in changed:
            await tx.schedules.update_plan(each)
        await tx.schedules.update_progress([])
        await tx.rounds.add_all([ROUND])
        await tx.rounds.add_all([])

    async with world.writing() as tx:
        assert await tx.schedules.of_group(G) == [*changed, others[2]]
        assert await tx.schedules.get_for_update(others[2].id) == others[2]
        assert await tx.rounds.get(ROUND.id) == ROUND
        with pytest.raises(NotFound):
            await tx.schedules.get_for_update(ScheduleId("nobody"))


async def test_each_cycle_of_a_deck_has_its_own_questions_and_open_ones_count_in_all(world: Store):
    async with world.writing() as tx:
        assert await tx.rounds.latest_cycle(G, DECK.id) == 0
        await _add(tx, "old", state=RoundState.CLOSED)
        await _add(tx, "new", cycle=3)
        await _add(tx, "skipped", cycle=3, state=RoundState.SKIPPED)

        assert await tx.rounds.asked(G, DECK.id, 0) == {"q-old"}
        assert await tx.rounds.asked(G, DECK.id, 3) == {"q-new", "q-skipped"}
        assert await tx.rounds.asked(G, DECK.id, 1) == frozenset()
        assert await tx.rounds.open_questions(G, DECK.id) == {"q-new"}
        assert await tx.rounds.open_questions(G, DeckId("other")) == frozenset()
        assert await tx.rounds.latest_cycle(G, DECK.id) == 3


async def test_reminders_are_due_oldest_first_and_done_ones_never(world: Store):
    async def due(at: datetime, limit: int = 100) -> list[str]:
        return [each.id for each in await tx.rounds.due_to_remind(at, limit)]

    async with world.writing() as tx:
        assert await tx.rounds.next_reminder() is None
        for hours in (2, 0, 1):
            await _add(tx, f"r{hours}", remind_at=NOON + hours * HOUR)
        await _add(tx, "done")

        assert await tx.rounds.next_reminder() == NOON
        assert await due(NOON + HOUR) == ["r0", "r1"]
        assert await due(NOON + 9 * HOUR, 1) == ["r0"]
        assert await due(NOON - HOUR) == []


async def test_who_has_replied_is_known_without_what(world: Store):
    async with world.writing() as tx:
        await tx.rounds.add(ROUND)
        assert await tx.replies.authors(ROUND.id) == frozenset()
        await tx.replies.put([Reply(ROUND.id, ANN.id, "x", 1, NOON)])
        assert await tx.replies.authors(ROUND.id) == {ANN.id}


async def test_the_decks_of_what_is_due_are_those_of_the_order_asked_for(world: Store):
    async with world.writing() as tx:
        await tx.schedules.add(replace(SCHEDULE, order=Order.DISPUTED))

        assert await tx.schedules.due_decks(NOON, Order.DISPUTED) == {DECK.id}
        assert await tx.schedules.due_decks(NOON - HOUR, Order.DISPUTED) == frozenset()
        assert await tx.schedules.due_decks(NOON, Order.SHUFFLED) == frozenset()


async def test_a_member_can_be_changed(world: Store):
    changed = replace(ANN, name="Anna", reminders=False)
    async with world.writing() as tx:
        assert await tx.members.update(ANN.id, name="Anna", reminders=False) == changed
        assert await tx.members.get(ANN.id) == changed
        assert await tx.members.named(G, "ANNA") == changed
