"""Who asks for a group's pages: many at once share the look, and each is who they are."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.core.models import ChannelId, Group, GroupId, Member, Round, RoundId
from bot.errors import NotFound
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.members import see
from tests.fakes.statements import counted_statements

Token = Callable[[str], Awaitable[str]]


@pytest.fixture
def token(services: Services, room: Group) -> Token:
    """Give the token of a new member's browser, an organiser's without a name."""

    async def token(name: str) -> str:
        if name:
            secret = await services.members.secret(room.id)
            return (await services.members.join(secret, name))[1]
        secret = await services.sessions.desk_pass(LOCAL_WORKSPACE)
        return (await services.sessions.enter(secret, None))[1]

    return token


async def test_whoever_asks_together_is_who_they_are_alone(
    services: Services, room: Group, token: Token
):
    tokens = [await token("Ann"), await token("Bo"), await token(""), "unknown", None]
    asked = [(each, GroupId(group)) for each in tokens for group in (room.id, "nowhere")]
    alone = [await services.visits.of_group(*each) for each in asked]

    together = await asyncio.gather(*(services.visits.of_group(*each) for each in asked * 5))

    assert together == alone * 5
    names = [visit and visit.known and visit.known.name for visit in alone]
    assert names == ["Ann", None, "Bo", *[None] * 7]
    assert alone[4] is not None
    assert alone[4].workspaces == {LOCAL_WORKSPACE}
    assert alone[6:] == [None] * 4


async def test_many_who_ask_at_once_ask_the_database_as_few_do(
    services: Services, store: Store, room: Group, token: Token
):
    tokens = [await token(f"Member {number}") for number in range(40)]
    with counted_statements(store._engine) as one:
        await services.visits.of_group(tokens[0], room.id)
    with counted_statements(store._engine) as all_of_them:
        await asyncio.gather(*(services.visits.of_group(each, room.id) for each in tokens))

    # Who comes first is looked for at once, and nobody waits for a timer.
    assert len(all_of_them) <= 2 * len(one)


async def test_who_was_signed_out_is_nobody_to_a_look_that_begins_later(
    services: Services, room: Group, token: Token
):
    ann, bo = await token("Ann"), await token("Bo")
    early = [asyncio.create_task(services.visits.of_group(each, room.id)) for each in (bo, bo)]
    await asyncio.sleep(0)
    await services.sessions.leave(ann)

    assert await services.visits.of_group(ann, room.id) is None
    assert None not in await asyncio.gather(*early)


async def test_a_round_is_told_to_those_alone_who_read_a_channel_of_its_audience(
    services: Services, ann: Member, open_round: Round
):
    readers = [see(ann), see(), see(ann, channels=[ChannelId("elsewhere")])]
    asked = [(id_, reader) for id_ in (open_round.id, RoundId("none")) for reader in readers]

    found = await asyncio.gather(
        *(services.cards.told(*each) for each in asked * 3), return_exceptions=True
    )

    assert found[:2] == [open_round] * 2
    assert all(isinstance(each, NotFound) for each in found[2:6])
    assert [repr(each) for each in found[6:]] == [repr(each) for each in found[:6]] * 2
