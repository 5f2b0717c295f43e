"""Where a group talks and talked, and which decks are read and asked there, on every engine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.models import (
    SHIPPED,
    Channel,
    ChannelId,
    DeckId,
    Group,
    GroupId,
    MemberId,
    Question,
    QuestionId,
    RoundId,
    RoundState,
    Schedule,
    ScheduleId,
    Workspace,
    WorkspaceId,
)
from bot.errors import NotFound
from bot.storage.transaction import Store
from tests.contract.examples import ANN, CHANNEL, DECK, HOUR, NOON, ROUND, WORKSPACE, G
from tests.fakes.members import add_member, made_member

OTHERS = Group(GroupId("others"), "Others")
THERE = Workspace(WorkspaceId("there"), "chat", "there", "There", NOON)
ELSEWHERE = Channel(ChannelId("elsewhere"), OTHERS.id, "chat", "elsewhere", THERE.address)
BESIDE = Channel(ChannelId("beside"), OTHERS.id, "chat", "beside", WORKSPACE.address)
THEIRS = replace(DECK, id=DeckId("theirs"), workspace=THERE.id, title="Theirs")
PACK = replace(DECK, id=DeckId("pack"), workspace=SHIPPED)
HOW = Question(QuestionId("how"), THEIRS.id, 0, "How?")


@pytest.fixture
async def two(world: Store) -> Store:
    """A second workspace and group, each with a channel and a deck, and the library."""
    async with world.writing() as tx:
        await tx.workspaces.ensure(THERE)
        await tx.workspaces.ensure_library(NOON)
        await tx.workspaces.ensure_library(NOON)
        await tx.groups.add(OTHERS)
        await tx.groups.add_channel(ELSEWHERE)
        await tx.decks.add(THEIRS)
        await tx.decks.add(PACK)
        await tx.decks.put_questions([HOW])
    return world


async def test_an_audience_is_what_was_told_whatever_became_of_its_channels(two: Store):
    async with two.writing() as tx:
        await tx.rounds.add(ROUND)
        await tx.groups.add_audiences({ROUND.id: [CHANNEL, ELSEWHERE]})
        assert await tx.groups.told_in(ROUND.id) == [CHANNEL, ELSEWHERE]
        assert await tx.groups.audiences([ROUND.id]) == {ROUND.id: [CHANNEL, ELSEWHERE]}

        gone = await tx.groups.update_channel(CHANNEL.id, gone=True)
        await tx.workspaces.update(THERE, left_at=NOON)
        assert await tx.groups.told_in(ROUND.id) == [gone, ELSEWHERE]
        assert await tx.groups.audiences([ROUND.id]) == {}
        assert await tx.groups.told_in(RoundId("nobody")) == []


async def test_a_group_is_heard_where_it_talks_and_where_it_was_told_anything(two: Store):
    async with two.writing() as tx:
        assert await tx.groups.heard_in(G) == [CHANNEL]
        await tx.rounds.add(ROUND)
        await tx.groups.add_audiences({ROUND.id: [ELSEWHERE]})
        assert await tx.groups.heard_in(G) == [CHANNEL, ELSEWHERE]
        assert await tx.groups.heard_in(OTHERS.id) == [ELSEWHERE]


async def test_near_somebody_are_their_groups_channels_and_those_beside_them(two: Store):
    bo = made_member("bo", OTHERS.id, "Bo", NOON)
    async with two.writing() as tx:
        await tx.groups.add_channel(BESIDE)
        await add_member(tx, bo)
        # Ann's group has a channel in the workspace that Bo's channel beside is in, too.
        assert await tx.groups.near(ANN.person, ()) == [BESIDE, CHANNEL]
        assert await tx.groups.near(bo.person, ()) == [BESIDE, CHANNEL, ELSEWHERE]
        assert await tx.groups.near(None, ()) == []
        assert await tx.groups.near(None, [THERE.address]) == [ELSEWHERE]

        # A channel that went to another group is near who belongs to the one founded there.
        moved = await tx.groups.update_channel(CHANNEL.id, group=OTHERS.id)
        assert moved in await tx.groups.near(ANN.person, ())
        assert await tx.groups.around(CHANNEL.id) == {G, OTHERS.id}
        with pytest.raises(NotFound):
            await tx.groups.around(ChannelId("nowhere"))


async def test_groups_are_named_by_the_channels_that_one_reads(two: Store):
    async with two.reading() as tx:
        both = await tx.groups.of_channels([CHANNEL.id, ELSEWHERE.id])
        assert [each.id for each in both] == [G, OTHERS.id]
        assert await tx.groups.of_channels([ELSEWHERE.id]) == [OTHERS]
        assert await tx.groups.of_channels([]) == []


async def test_at_hand_are_the_decks_of_ones_workspaces_and_the_librarys_last(two: Store):
    async with two.writing() as tx:

        async def at_hand(asked: GroupId | WorkspaceId) -> list[DeckId]:
            return [each.id for each in await tx.decks.at_hand(asked)]

        assert await at_hand(G) == await at_hand(WORKSPACE.id) == [DECK.id, PACK.id]
        assert await at_hand(OTHERS.id) == await at_hand(THERE.id) == [THEIRS.id, PACK.id]
        assert await at_hand(GroupId("nobody")) == [PACK.id]
        assert await tx.decks.find_at_hand(G, THEIRS.id) is None
        assert await tx.decks.find_at_hand(G, PACK.id) == PACK

        # Linked, a group has the decks of both; without the bot in a workspace not that one's.
        await tx.groups.update_channel(ELSEWHERE.id, group=G)
        assert set(await at_hand(G)) == {DECK.id, THEIRS.id, PACK.id}
        await tx.workspaces.update(THERE, left_at=NOON)
        assert await at_hand(G) == [DECK.id, PACK.id]


async def test_read_are_the_decks_that_were_asked_or_are_planned_where_one_reads(two: Store):
    planned = Schedule(ScheduleId("s"), G, THEIRS.id, "0 9 * * *", "UTC", HOUR, HOUR, NOON)
    pack = {PACK.id: SHIPPED}
    async with two.writing() as tx:
        assert await tx.decks.read_in([CHANNEL.id]) == pack
        await tx.rounds.add(ROUND)
        await tx.groups.add_audiences({ROUND.id: [CHANNEL]})
        ours = {**pack, DECK.id: WORKSPACE.id}
        assert await tx.decks.read_in([CHANNEL.id]) == ours
        assert await tx.decks.read_in([ELSEWHERE.id]) == await tx.decks.read_in([]) == pack

        await tx.schedules.add(planned)
        assert await tx.decks.read_in([CHANNEL.id]) == {**ours, THEIRS.id: THERE.id}
        assert await tx.decks.read_in([CHANNEL.id], THEIRS.id) == {THEIRS.id: THERE.id}
        assert await tx.decks.read_in([ELSEWHERE.id], THEIRS.id) == {}


async def test_without_their_deck_are_schedules_whose_group_lost_its_workspace(two: Store):
    own = Schedule(ScheduleId("own"), G, DECK.id, "0 9 * * *", "UTC", HOUR, HOUR, NOON)
    shipped = replace(own, id=ScheduleId("shipped"), deck=PACK.id)
    theirs = replace(own, id=ScheduleId("theirs"), deck=THEIRS.id)
    ids = [own.id, shipped.id, theirs.id]
    async with two.writing() as tx:
        for schedule in (own, shipped, theirs):
            await tx.schedules.add(schedule)
        assert await tx.schedules.without_deck(ids) == {theirs.id}
        assert await tx.schedules.without_deck([own.id]) == frozenset()
        assert await tx.schedules.groups_asked_of(THERE.id) == {G}
        assert await tx.schedules.groups_asked_of(SHIPPED) == {G}

        await tx.groups.update_channel(ELSEWHERE.id, group=G)
        assert await tx.schedules.without_deck(ids) == frozenset()
        await tx.workspaces.update(WORKSPACE, left_at=NOON)
        assert await tx.schedules.without_deck(ids) == {own.id}


async def test_a_round_is_asked_again_while_its_question_is_open_in_its_group(two: Store):
    closed = replace(ROUND, id=RoundId("closed"), state=RoundState.CLOSED)
    elsewhere = replace(closed, id=RoundId("elsewhere"), group=OTHERS.id)
    ids = [closed.id, elsewhere.id, ROUND.id]
    async with two.writing() as tx:
        await tx.rounds.add_all([closed, elsewhere])
        assert await tx.rounds.open_again(ids) == frozenset()
        await tx.rounds.add(ROUND)
        assert await tx.rounds.open_again(ids) == {closed.id}


async def test_a_person_is_admitted_to_a_room_once_and_for_good(two: Store):
    async with two.writing() as tx:
        assert not await tx.persons.is_admitted(CHANNEL.id, ANN.person)
        for _ in range(2):
            await tx.persons.admit(CHANNEL.id, ANN.person)
        assert await tx.persons.is_admitted(CHANNEL.id, ANN.person)
        assert not await tx.persons.is_admitted(ELSEWHERE.id, ANN.person)
        assert await tx.members.find(G, ANN.person) == ANN
        assert await tx.members.find(OTHERS.id, ANN.person) is None
        assert (await tx.members.get(MemberId("ann"))).person == ANN.person
