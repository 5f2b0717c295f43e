"""Browsers, and the links that let one in, once each."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.core.invitations import ORGANISES_FOR, PASS_HOLDS_FOR
from bot.core.models import Group
from bot.errors import PassUsed
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.services import Services
from bot.services.sessions import (
    DESK_PASS_HOLDS_FOR,
    Visitor,
)
from bot.storage.transaction import Store
from tests.conftest import Join
from tests.fakes.clock import Clock


async def test_a_link_signs_one_browser_in_once_and_looking_at_it_uses_nothing_up(
    services: Services, room: Group
):
    member = await services.members.of_platform(room.id, "chat", "1", "Cleo")
    secret = await services.sessions.sign_in_pass("chat", "1", None, room.id)
    for _ in range(3):
        offer = await services.sessions.offer(secret)
        assert (offer.is_persons, offer.names, offer.desk) == (True, ("Cleo",), None)

    used, token = await services.sessions.enter(secret, None)

    assert used.group == room.id
    assert await services.sessions.visitor(token) == Visitor(member.person)
    with pytest.raises(PassUsed):
        await services.sessions.enter(secret, None)
    with pytest.raises(PassUsed):
        await services.sessions.offer(secret)


async def test_of_many_who_press_at_once_one_comes_in(services: Services, room: Group):
    secret = await services.sessions.sign_in_pass("chat", "1")
    outcomes = await asyncio.gather(
        *(services.sessions.enter(secret, None) for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(each, PassUsed) for each in outcomes) == 4


async def test_a_link_is_good_for_its_time_and_no_longer(
    services: Services, room: Group, clock: Clock
):
    secret = await services.sessions.sign_in_pass("chat", "1")
    desk = await services.sessions.desk_pass(LOCAL_WORKSPACE)
    clock.advance(PASS_HOLDS_FOR - timedelta(seconds=1))
    await services.sessions.offer(secret)
    clock.advance(timedelta(seconds=1))
    with pytest.raises(PassUsed):
        await services.sessions.enter(secret, None)
    clock.advance(DESK_PASS_HOLDS_FOR - PASS_HOLDS_FOR - timedelta(seconds=1))
    assert (await services.sessions.offer(desk)).desk == "Web"
    clock.advance(timedelta(seconds=1))
    with pytest.raises(PassUsed):
        await services.sessions.enter(desk, None)


async def test_the_desk_is_open_for_twelve_hours(services: Services, room: Group, clock: Clock):
    secret = await services.sessions.desk_pass(LOCAL_WORKSPACE)
    _, token = await services.sessions.enter(secret, None)
    clock.advance(ORGANISES_FOR - timedelta(seconds=1))
    assert await services.sessions.visitor(token) == Visitor(None, LOCAL_WORKSPACE)
    clock.advance(timedelta(seconds=1))
    assert await services.sessions.visitor(token) == Visitor()


async def test_a_member_who_opens_the_desk_stays_who_they_are(services: Services, room: Group):
    member, token = await services.members.join(await services.members.secret(room.id), "Ann")
    secret = await services.sessions.desk_pass(LOCAL_WORKSPACE)
    _, after = await services.sessions.enter(secret, token)

    assert await services.sessions.visitor(after) == Visitor(member.person, LOCAL_WORKSPACE)
    assert after != token
    assert await services.sessions.visitor(token) == Visitor()


async def test_an_organiser_who_joins_keeps_the_desk(services: Services, room: Group):
    desk = await services.sessions.desk_pass(LOCAL_WORKSPACE)
    _, token = await services.sessions.enter(desk, None)
    member, same = await services.members.join(await services.members.secret(room.id), "Ann", token)
    assert same == token
    assert await services.sessions.visitor(token) == Visitor(member.person, LOCAL_WORKSPACE)


async def test_whoever_signs_in_has_nothing_of_whose_the_browser_was(
    services: Services, room: Group
):
    _, token = await services.members.join(await services.members.secret(room.id), "Ann")
    desk = await services.sessions.desk_pass(LOCAL_WORKSPACE)
    _, token = await services.sessions.enter(desk, token)
    cleo = await services.members.of_platform(room.id, "chat", "1", "Cleo")

    _, after = await services.sessions.enter(
        await services.sessions.sign_in_pass("chat", "1"), token
    )

    assert await services.sessions.visitor(after) == Visitor(cleo.person)
    assert await services.sessions.visitor(token) == Visitor()


async def test_only_hashes_are_kept(services: Services, store: Store, room: Group, join: Join):
    desk = await services.sessions.desk_pass(LOCAL_WORKSPACE)
    async with store.reading() as tx:
        assert await tx.persons.find_pass(desk, services.clock()) is None
    _, token = await services.sessions.enter(desk, None)
    async with store.reading() as tx:
        assert await tx.persons.find_session(token) is None


async def test_a_link_of_who_is_removed_opens_nothing(services: Services, room: Group):
    member = await services.members.of_platform(room.id, "chat", "1", "Cleo")
    secret = await services.sessions.sign_in_pass("chat", "1")
    await services.profile.delete(member.person)
    with pytest.raises(PassUsed):
        await services.sessions.enter(secret, None)
