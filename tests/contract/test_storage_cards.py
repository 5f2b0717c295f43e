"""What a card shows of a round, on every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.models import (
    Channel,
    ChannelId,
    DeckId,
    Group,
    GroupId,
    Member,
    MemberId,
    Question,
    QuestionId,
    Reply,
    Round,
    RoundId,
    RoundState,
)
from bot.core.read_models import Reader, RoundCard
from bot.errors import NotFound
from bot.storage.transaction import Store, Transaction
from tests.contract.examples import ANN, CHANNEL, DECK, HOUR, NOON, QUESTION, ROUND, G
from tests.fakes.members import add_member, made_member, see

BO = made_member("bo", G, "Bo", NOON)
OTHERS = Group(GroupId("others"), "Others")
ELSEWHERE = Channel(ChannelId("elsewhere"), OTHERS.id, "chat", "elsewhere", "example")


def _see(*members: Member, channel: Channel = CHANNEL) -> Reader:
    return see(*members, channels=[channel])


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
    there = {G: [CHANNEL], OTHERS.id: [ELSEWHERE]}
    await tx.groups.add_audiences({each.id: there[each.group] for each in rounds})


async def _add_others(tx: Transaction) -> None:
    await tx.groups.add(OTHERS)
    await tx.groups.add_channel(ELSEWHERE)


async def test_a_card_has_its_round_deck_and_question_and_counts(world: Store):
    async with world.writing() as tx:
        await add_member(tx, BO)
        await tx.decks.put_questions([_question(1), _question(2)])
        await tx.rounds.add(ROUND)
        for member in (ANN, BO):
            await tx.replies.put([Reply(ROUND.id, member.id, "v1", 1, NOON)])
        card = await tx.cards.get(ROUND.id, None)
    assert card == RoundCard(ROUND, DECK, QUESTION, total=3, replies=2, replied=False)


async def test_a_card_counts_the_questions_of_its_own_deck_only(world: Store):
    other = replace(DECK, id=DeckId("other"), title="Cheese")
    async with world.writing() as tx:
        await tx.decks.add(other)
        await tx.decks.put_questions([Question(QuestionId("o"), other.id, 0, "How?")])
        await tx.rounds.add(ROUND)
        assert (await tx.cards.get(ROUND.id, None)).total == 1


async def test_a_card_tells_its_reader_alone_that_they_replied(world: Store):
    async with world.writing() as tx:
        await add_member(tx, BO)
        await tx.rounds.add(ROUND)
        await tx.groups.add_audiences({ROUND.id: [CHANNEL]})
        await tx.replies.put([Reply(ROUND.id, ANN.id, "v1", 1, NOON)])
        replied = [
            (await tx.cards.get(ROUND.id, each)).replied
            for each in (_see(ANN), _see(BO), _see(ANN, BO), _see(), None)
        ]
    assert replied == [True, False, True, False, False]


async def test_no_card_is_had_of_a_round_that_is_not_there(world: Store):
    async with world.reading() as tx:
        with pytest.raises(NotFound):
            await tx.cards.get(RoundId("x"), None)


async def test_no_card_is_had_of_what_was_told_elsewhere_whoever_asks(world: Store):
    """Not having replied, nor being a member of its group: the channel alone says who sees it."""
    async with world.writing() as tx:
        await _add_others(tx)
        await tx.rounds.add(ROUND)
        await tx.groups.add_audiences({ROUND.id: [CHANNEL]})
        await tx.replies.put([Reply(ROUND.id, ANN.id, "v1", 1, NOON)])
        for reader in (_see(ANN, channel=ELSEWHERE), Reader(members=frozenset([ANN.id]))):
            assert await tx.cards.open_now(reader) == []
            assert await tx.cards.closed(reader, 9) == []
            with pytest.raises(NotFound):
                await tx.cards.get(ROUND.id, reader)


async def test_what_was_told_in_several_channels_is_seen_in_each_and_listed_once(world: Store):
    both = see(channels=[CHANNEL, ELSEWHERE])
    async with world.writing() as tx:
        await _add_others(tx)
        await tx.rounds.add(ROUND)
        await tx.groups.add_audiences({ROUND.id: [CHANNEL, ELSEWHERE]})
        for reader in (_see(), _see(channel=ELSEWHERE), both):
            assert [card.round for card in await tx.cards.open_now(reader)] == [ROUND]


async def test_withheld_is_what_is_open_for_a_person_and_not_answered(world: Store):
    """In a channel that they read, and only there; an answer opens that round alone."""
    theirs = replace(ANN, id=MemberId("ann there"), group=OTHERS.id)
    mine, other = _round(1), _round(2, group=OTHERS.id)
    async with world.writing() as tx:
        await _add_others(tx)
        await add_member(tx, theirs)
        await add_member(tx, BO)
        await _add(tx, mine, other, _round(3, state=RoundState.CLOSED))
        await tx.replies.put([Reply(mine.id, BO.id, "v1", 1, NOON)])

        async def withheld(reader: Reader) -> set[RoundId]:
            return {card.round.id for card in await tx.cards.withheld(reader)}

        async def awaiting(*members: Member) -> set[ChannelId]:
            return {each.id for each in await tx.groups.awaiting([one.id for one in members])}

        assert await withheld(_see()) == {mine.id}
        assert await withheld(_see(BO)) == set()
        both = see(ANN, theirs, channels=[CHANNEL, ELSEWHERE])
        assert await withheld(_see(ANN, theirs)) == {mine.id}
        assert await withheld(both) == {mine.id, other.id}
        assert await withheld(Reader(members=frozenset([theirs.id]))) == set()
        assert await awaiting(ANN, theirs) == {CHANNEL.id, ELSEWHERE.id}
        assert await awaiting(BO) == set()
        await tx.replies.put([Reply(mine.id, ANN.id, "v1", 1, NOON)])
        assert await withheld(both) == {other.id}
        assert await awaiting(ANN, theirs) == {ELSEWHERE.id}


async def test_open_cards_are_the_groups_and_the_one_that_closes_first_comes_first(world: Store):
    late, soon = _round(1, closes_at=NOON + 3 * HOUR), _round(2, closes_at=NOON + 2 * HOUR)
    newer = _round(3, opened_at=NOON + HOUR, closes_at=NOON + 2 * HOUR)
    over, skipped = _round(4, state=RoundState.CLOSED), _round(5, state=RoundState.SKIPPED)
    async with world.writing() as tx:
        await _add_others(tx)
        await _add(tx, late, soon, newer, over, skipped, _round(6, group=OTHERS.id))
        cards = await tx.cards.open_now(_see(ANN))
        both = see(ANN, channels=[CHANNEL, ELSEWHERE])
        of_one = await tx.cards.open_now(both, OTHERS.id)
    assert [card.round for card in cards] == [newer, soon, late]
    assert [card.round.id for card in of_one] == ["r6"]


async def test_closed_cards_come_newest_first_a_page_at_a_time(world: Store):
    times = [NOON, NOON, NOON + HOUR, NOON + timedelta(days=1)]
    closed = [
        _round(number, state=RoundState.CLOSED, opened_at=at) for number, at in enumerate(times)
    ]
    async with world.writing() as tx:
        await _add_others(tx)
        await _add(tx, *closed, _round(8), _round(9, group=OTHERS.id, state=RoundState.CLOSED))
        first = await tx.cards.closed(_see(), 3)
        rest = await tx.cards.closed(_see(), 3, first[-1].round)
    assert [card.round.id for card in (*first, *rest)] == ["r3", "r2", "r1", "r0"]
