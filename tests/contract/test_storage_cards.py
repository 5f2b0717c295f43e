"""What a card shows of a round, on every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.models import (
    DeckId,
    Group,
    GroupId,
    Question,
    QuestionId,
    Reply,
    Round,
    RoundId,
    RoundState,
)
from bot.core.read_models import RoundCard
from bot.errors import NotFound
from bot.storage.transaction import Store, Transaction
from tests.contract.examples import ANN, DECK, HOUR, NOON, QUESTION, ROUND, G
from tests.fakes.members import add_member, made_member

BO = made_member("bo", G, "Bo", NOON)
OTHERS = Group(GroupId("others"), "Others")


def _question(number: int) -> Question:
    return Question(QuestionId(f"q{number}"), DECK.id, number, f"Why {number}?")


def _round(number: int, **changes: object) -> Round:
    """Return a round of a question of its own, since only one of a question is open."""
    id_, question = RoundId(f"r{number}"), _question(number).id
    return replace(ROUND, id=id_, question=question, **changes)


async def _add(tx: Transaction, *rounds: Round) -> None:
    await tx.decks.put_questions(
        Question(each.question, DECK.id, 1, f"Why {each.id}?") for each in rounds
    )
    await tx.rounds.add_all(rounds)


async def test_a_card_has_its_round_deck_and_question_and_counts(world: Store):
    async with world.writing() as tx:
        await add_member(tx, BO)
        await tx.decks.put_questions([_question(1), _question(2)])
        await tx.rounds.add(ROUND)
        for member in (ANN, BO):
            await tx.replies.put([Reply(ROUND.id, member.id, "v1", 1, NOON)])
        card = await tx.cards.get(G, ROUND.id, None)
    assert card == RoundCard(ROUND, DECK, QUESTION, total=3, replies=2, replied=False)


async def test_a_card_counts_the_questions_of_its_own_deck_only(world: Store):
    other = replace(DECK, id=DeckId("other"), title="Cheese")
    async with world.writing() as tx:
        await tx.decks.add(other)
        await tx.decks.put_questions([Question(QuestionId("o"), other.id, 0, "How?")])
        await tx.rounds.add(ROUND)
        assert (await tx.cards.get(G, ROUND.id, None)).total == 1


async def test_a_card_tells_its_reader_alone_that_they_replied(world: Store):
    async with world.writing() as tx:
        await add_member(tx, BO)
        await tx.rounds.add(ROUND)
        await tx.replies.put([Reply(ROUND.id, ANN.id, "v1", 1, NOON)])
        replied = [
            (await tx.cards.get(G, ROUND.id, each)).replied for each in (ANN.id, BO.id, None)
        ]
    assert replied == [True, False, False]


async def test_no_card_is_had_of_a_round_that_is_not_there(world: Store):
    async with world.reading() as tx:
        with pytest.raises(NotFound):
            await tx.cards.get(G, RoundId("x"), None)


async def test_no_card_is_had_of_another_groups_round(world: Store):
    async with world.writing() as tx:
        await tx.rounds.add(ROUND)
        with pytest.raises(NotFound):
            await tx.cards.get(OTHERS.id, ROUND.id, None)


async def test_open_cards_are_the_groups_and_the_one_that_closes_first_comes_first(world: Store):
    late, soon = _round(1, closes_at=NOON + 3 * HOUR), _round(2, closes_at=NOON + 2 * HOUR)
    newer = _round(3, opened_at=NOON + HOUR, closes_at=NOON + 2 * HOUR)
    over, skipped = _round(4, state=RoundState.CLOSED), _round(5, state=RoundState.SKIPPED)
    async with world.writing() as tx:
        await tx.groups.add(OTHERS)
        await _add(tx, late, soon, newer, over, skipped, _round(6, group=OTHERS.id))
        cards = await tx.cards.open_now(G, ANN.id)
    assert [card.round for card in cards] == [newer, soon, late]


async def test_closed_cards_come_newest_first_a_page_at_a_time(world: Store):
    times = [NOON, NOON, NOON + HOUR, NOON + timedelta(days=1)]
    closed = [
        _round(number, state=RoundState.CLOSED, opened_at=at) for number, at in enumerate(times)
    ]
    async with world.writing() as tx:
        await tx.groups.add(OTHERS)
        await _add(tx, *closed, _round(8), _round(9, group=OTHERS.id, state=RoundState.CLOSED))
        first = await tx.cards.closed(G, None, 3)
        rest = await tx.cards.closed(G, None, 3, first[-1].round)
    assert [card.round.id for card in (*first, *rest)] == ["r3", "r2", "r1", "r0"]
