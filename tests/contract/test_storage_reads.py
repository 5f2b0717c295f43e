"""What is read at once for several rounds, decks or groups, on every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.deliveries import DeliveryKey, DeliveryKind
from bot.core.documents import Lines, Status
from bot.core.feedback import Rating, SelfRating, Vote
from bot.core.models import (
    Answer,
    AnswerId,
    Channel,
    ChannelId,
    DeckId,
    Group,
    GroupId,
    MemberId,
    PersonId,
    Question,
    QuestionId,
    Reply,
    RoundId,
    RoundState,
    Schedule,
    ScheduleId,
    Workspace,
    WorkspaceId,
)
from bot.storage import schema
from bot.storage.transaction import Store
from tests.contract.examples import (
    ANN,
    CHANNEL,
    DECK,
    DELIVERY,
    HOUR,
    NOON,
    QUESTION,
    ROUND,
    SOURCE,
    WORKSPACE,
    G,
)
from tests.fakes.members import add_member, made_member

BO = made_member("bo", G, "Bo", NOON)
CY = replace(ANN, id=MemberId("cy"), person=PersonId("cy"), name="Cy", reminders=False)
OTHERS = Group(GroupId("others"), "Others")
CHEESE = replace(DECK, id=DeckId("cheese"), title="Cheese", created_at=NOON + HOUR)
HOW = Question(QuestionId("how"), CHEESE.id, 0, "How?")


@pytest.fixture
async def asked(world: Store) -> Store:
    """An open round that Ann replied in, with two more members; a second deck, a second group."""
    async with world.writing() as tx:
        await tx.groups.add(OTHERS)
        for member in (BO, CY):
            await add_member(tx, member)
        await tx.decks.add(CHEESE)
        await tx.decks.put_questions([HOW])
        await tx.rounds.add(ROUND)
        await tx.replies.put([Reply(ROUND.id, ANN.id, "Rest.", 1, NOON)])
    return world


async def test_channels_are_in_reach_unless_deleted_or_their_workspace_was_left(
    asked: Store,
):
    there = Channel(ChannelId("a"), G, "discord", "1", "here")
    left = Channel(ChannelId("b"), G, "discord", "2", "left")
    others = Channel(ChannelId("o"), OTHERS.id, "web", "others")
    deleted = Channel(ChannelId("d"), G, "discord", "3", "here", gone=True)
    async with asked.writing() as tx:
        await tx.workspaces.ensure(Workspace(WorkspaceId("here"), "discord", "here", "Here", NOON))
        await tx.workspaces.ensure(
            Workspace(WorkspaceId("left"), "discord", "left", "Left", NOON, left_at=NOON)
        )
        for channel in (there, left, others, deleted):
            await tx.groups.add_channel(channel)
        found = await tx.groups.in_reach([G, OTHERS.id])
    assert dict(found) == {G: [there, CHANNEL], OTHERS.id: [others]}


async def test_late_is_who_did_not_reply_and_wants_to_be_reminded(asked: Store):
    async with asked.writing() as tx:
        assert await tx.members.lock_late(ROUND) == {BO.id}


async def test_of_those_named_late_is_who_did_not_reply(asked: Store):
    async with asked.writing() as tx:
        named = [ANN.id, CY.id, MemberId("nobody")]
        assert await tx.members.lock_late(ROUND, named) == {CY.id}


@pytest.mark.parametrize("engine_name", ["postgresql"])
async def test_who_is_late_is_not_removed_meanwhile(asked: Store, engine: AsyncEngine):
    free = select(schema.members.c.id).order_by("id").with_for_update(skip_locked=True)
    async with asked.writing() as tx, engine.connect() as other:
        await tx.members.lock_late(ROUND)
        assert (await other.scalars(free)).all() == [ANN.id, CY.id]


async def test_reminded_is_who_a_reminder_of_the_round_was_made_for_since(asked: Store):
    reminder = replace(DELIVERY, kind=DeliveryKind.REMINDER)
    async with asked.writing() as tx:
        await tx.deliveries.add(
            [
                replace(reminder, key=DeliveryKey("bo"), member=BO.id),
                replace(reminder, key=DeliveryKey("cy"), member=CY.id, created_at=NOON - HOUR),
                replace(DELIVERY, key=DeliveryKey("other"), member=ANN.id),
            ]
        )
        assert await tx.deliveries.reminded(ROUND.id, NOON) == {BO.id}
        assert await tx.deliveries.reminded(ROUND.id, NOON - HOUR) == {BO.id, CY.id}


async def test_what_a_member_said_is_found_and_where_anybody_did(asked: Store):
    voted, silent = [
        replace(ROUND, id=RoundId(name), state=RoundState.CLOSED) for name in ("voted", "silent")
    ]
    vote = Vote(voted.id, BO.id, ANN.id, NOON)
    async with asked.writing() as tx:
        await tx.rounds.add_all([voted, silent])
        await tx.feedback.rate(SelfRating(ROUND.id, ANN.id, Rating.GOT_IT, NOON))
        await tx.feedback.vote(vote)

        assert await tx.feedback.find_rating(ROUND.id, ANN.id) is Rating.GOT_IT
        assert await tx.feedback.find_rating(ROUND.id, BO.id) is None
        assert await tx.feedback.find_vote(voted.id, BO.id) == vote
        assert await tx.feedback.find_vote(voted.id, ANN.id) is None
        rounds = [ROUND.id, voted.id, silent.id]
        assert await tx.feedback.said_in(rounds) == {ROUND.id, voted.id}
        assert await tx.feedback.said_in([silent.id]) == frozenset()


async def test_a_group_knows_the_deck_that_was_asked_last_but_for_skipped_rounds(asked: Store):
    later = replace(ROUND, id=RoundId("s"), deck=CHEESE.id, question=HOW.id)
    skipped = replace(later, opened_at=NOON + HOUR, state=RoundState.SKIPPED)
    closed = replace(later, id=RoundId("c"), opened_at=NOON + HOUR, state=RoundState.CLOSED)
    async with asked.writing() as tx:
        await tx.rounds.add(skipped)
        assert await tx.rounds.latest_deck(G) == DECK.id
        await tx.rounds.add(closed)
        assert await tx.rounds.latest_deck(G) == CHEESE.id
        assert await tx.rounds.latest_deck(OTHERS.id) is None


async def test_questions_come_with_their_decks_and_texts_with_their_answers(asked: Store):
    answer = Answer(
        AnswerId("a"), QUESTION.id, SOURCE.id, "Rest.", Status.ANSWERED, 1.0, Lines(1, 2)
    )
    async with asked.writing() as tx:
        more = replace(answer, id=AnswerId("b"), text="Well.", position=1)
        await tx.decks.add_answers([answer, more])
        found = await tx.decks.with_decks([QUESTION.id, HOW.id, QuestionId("x")])
        assert found == {QUESTION.id: (QUESTION, DECK), HOW.id: (HOW, CHEESE)}
        assert list(await tx.decks.texts(WORKSPACE.id)) == [
            (QUESTION.id, QUESTION.text, "Rest.\nWell."),
            (HOW.id, HOW.text, ""),
        ]
        assert await tx.decks.texts(WorkspaceId("others")) == []


async def test_decks_have_titles_and_summaries_and_a_group_may_have_none(asked: Store):
    async with asked.writing() as tx:
        titles = [(each.id, each.title, WORKSPACE.name) for each in (DECK, CHEESE)]
        assert await tx.decks.titles(G) == titles
        assert await tx.decks.titles(OTHERS.id) == []
        assert await tx.decks.titles(OTHERS.id, [CHEESE.id]) == titles[1:]
        summaries = await tx.decks.summaries(G)
        assert [(each.deck, each.questions) for each in summaries] == [(DECK, 1), (CHEESE, 1)]
        assert [each.sources for each in summaries] == [(SOURCE,), ()]
        assert await tx.decks.summaries(OTHERS.id, DECK.id) == []
        assert [await tx.decks.any(group) for group in (G, OTHERS.id)] == [True, False]


async def test_names_are_those_of_who_replied_or_is_named(asked: Store):
    async with asked.reading() as tx:
        assert await tx.members.names_in(ROUND.id) == {ANN.id: "Ann"}
        assert await tx.members.names([BO.id, MemberId("x")]) == {BO.id: "Bo"}


async def test_a_group_has_a_next_opening_of_its_own(asked: Store):
    soon = Schedule(ScheduleId("s"), G, DECK.id, "0 9 * * *", "UTC", HOUR, HOUR, NOON)
    async with asked.writing() as tx:
        await tx.schedules.add(replace(soon, next_at=NOON + timedelta(days=1)))
        await tx.schedules.add(replace(soon, id=ScheduleId("o"), group=OTHERS.id))
        assert await tx.schedules.next_opening() == NOON
        assert await tx.schedules.next_opening(G) == NOON + timedelta(days=1)
        assert await tx.schedules.next_opening(GroupId("x")) is None
