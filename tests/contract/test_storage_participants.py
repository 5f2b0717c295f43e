"""Who somebody on a platform is to a group, on every engine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.models import (
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
GUILD = Workspace(WorkspaceId("guild"), "discord", "guild", G, "Club", NOON)
OTHERS = Group(GroupId("others"), "Others")


@pytest.fixture
async def club(world: Store) -> Store:
    """A server whose group has Ann as a member, and another group in which she has her account."""
    ann_there = replace(ANN, id=MemberId("ann-there"), group=OTHERS.id)
    async with world.writing() as tx:
        await tx.groups.add(OTHERS)
        await tx.workspaces.ensure(GUILD)
        await tx.rounds.add(ROUND)
        await add_member(tx, ann_there)
        await add_account(tx, ANN, "discord", "7")
    return world


async def test_a_member_is_found_with_their_workspace_and_group(club: Store):
    async with club.reading() as tx:
        found = await tx.members.participant("discord", "guild", "7")
        assert found == Participant(GROUP, ANN, GUILD)
        assert await tx.members.participant_in(ROUND.id, "discord", "7") == Participant(GROUP, ANN)


@pytest.mark.parametrize(("platform", "subject"), [("discord", "8"), ("slack", "7")])
async def test_who_has_no_account_there_is_nobody_in_the_group(
    club: Store, platform: str, subject: str
):
    async with club.reading() as tx:
        found = await tx.members.participant_in(ROUND.id, platform, subject)
    assert found == Participant(GROUP, None)


async def test_a_stranger_in_a_workspace_is_nobody_yet(club: Store):
    async with club.reading() as tx:
        found = await tx.members.participant("discord", "guild", "8")
    assert found == Participant(GROUP, None, GUILD)


async def test_nobody_is_in_a_workspace_or_round_that_is_not_there(club: Store):
    async with club.reading() as tx:
        assert await tx.members.participant("discord", "elsewhere", "7") is None
        with pytest.raises(NotFound):
            await tx.members.participant_in(RoundId("x"), "discord", "7")
