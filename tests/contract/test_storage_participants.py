"""Who somebody on a platform is to a group, on every engine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.models import (
    Channel,
    ChannelId,
    Group,
    GroupId,
    MemberId,
    RoundId,
    Workspace,
    WorkspaceId,
)
from bot.core.read_models import Participant
from bot.errors import NotFound
from bot.storage.transaction import Store
from tests.contract.examples import ANN, NOON, ROUND, G
from tests.fakes.members import add_account, add_member

GROUP = Group(G, "Group")
GUILD = Workspace(WorkspaceId("guild"), "discord", "guild", "Club", NOON)
STUDY = Channel(ChannelId("study"), G, "discord", "study", GUILD.address)
BAKING = Channel(ChannelId("baking"), GroupId("others"), "discord", "baking", GUILD.address)
OTHERS = Group(GroupId("others"), "Others")
ANN_THERE = replace(ANN, id=MemberId("ann-there"), group=OTHERS.id)


@pytest.fixture
async def club(world: Store) -> Store:
    """A server whose group has Ann as a member, and another group in which she has her account."""
    async with world.writing() as tx:
        await tx.groups.add(OTHERS)
        await tx.workspaces.ensure(GUILD)
        await tx.groups.add_channel(STUDY)
        await tx.groups.add_channel(BAKING)
        await tx.rounds.add(ROUND)
        await add_member(tx, ANN_THERE)
        await add_account(tx, ANN, "discord", "7")
    return world


async def test_a_member_is_found_with_their_workspace_and_group(club: Store):
    async with club.reading() as tx:
        found = await tx.members.participant("discord", "guild", "study", "7")
        assert found == Participant(GROUP, ANN, GUILD, STUDY)
        there = await tx.members.participant("discord", "guild", "baking", "7")
        assert there == Participant(OTHERS, ANN_THERE, GUILD, BAKING)
        assert await tx.members.participant_in(ROUND.id, "discord", "7") == Participant(GROUP, ANN)


@pytest.mark.parametrize(("platform", "subject"), [("discord", "8"), ("slack", "7")])
async def test_who_has_no_account_there_is_nobody_in_the_group(
    club: Store, platform: str, subject: str
):
    async with club.reading() as tx:
        found = await tx.members.participant_in(ROUND.id, platform, subject)
    assert found == Participant(GROUP, None)


async def test_where_nothing_was_asked_there_is_no_group_and_nobody_in_it(club: Store):
    async with club.reading() as tx:
        found = await tx.members.participant("discord", "guild", "off-topic", "7")
    assert found == Participant(None, None, GUILD)


async def test_a_channel_of_another_workspace_is_not_one_of_this(club: Store):
    other = replace(GUILD, id=WorkspaceId("other"), address="other")
    async with club.writing() as tx:
        await tx.workspaces.ensure(other)
        found = await tx.members.participant("discord", "other", "study", "7")
    assert found == Participant(None, None, other)


async def test_in_a_channel_that_was_linked_it_is_the_group_that_it_went_to(club: Store):
    async with club.writing() as tx:
        moved = await tx.groups.update_channel(STUDY.id, group=OTHERS.id)
        found = await tx.members.participant("discord", "guild", "study", "7")
    assert found == Participant(OTHERS, ANN_THERE, GUILD, moved)
    assert moved.home == G


async def test_a_stranger_in_a_workspace_is_nobody_yet(club: Store):
    async with club.reading() as tx:
        found = await tx.members.participant("discord", "guild", "study", "8")
    assert found == Participant(GROUP, None, GUILD, STUDY)


async def test_nobody_is_in_a_workspace_or_round_that_is_not_there(club: Store):
    async with club.reading() as tx:
        assert await tx.members.participant("discord", "elsewhere", "study", "7") is None
        with pytest.raises(NotFound):
            await tx.members.participant_in(RoundId("x"), "discord", "7")
