"""Browsers, and the links that let one in, once each."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.core.invitations import ORGANISES_FOR, PASS_HOLDS_FOR
from bot.core.models import Group
from bot.errors import NameTaken, NotFound, PassUsed
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.services import Services
from bot.services.sessions import (
    DESK_PASS_HOLDS_FOR,
    SESSION_LASTS,
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
    secret = await services.members.secret(room.id)
    member, after = await services.members.join(secret, "Ann", token)
    assert await services.sessions.visitor(after) == Visitor(member.person, LOCAL_WORKSPACE)
    assert await services.sessions.visitor(token) == Visitor()


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


async def _joined(services: Services, room: Group, name: str, browser: str = "") -> tuple[Any, str]:
    secret = await services.members.secret(room.id)
    return await services.members.join(secret, name, None, browser)


async def _signed_in(services: Services, subject: str, browser: str = "") -> str:
    secret = await services.sessions.sign_in_pass("chat", subject)
    return (await services.sessions.enter(secret, None, browser))[1]


async def test_a_session_ends_after_ninety_days_unused_and_the_janitor_removes_it(
    services: Services, room: Group, clock: Clock
):
    member, token = await _joined(services, room, "Ann")
    clock.advance(SESSION_LASTS - timedelta(seconds=1))
    assert await services.sessions.purge_due() == 0
    assert await services.sessions.visitor(token) == Visitor(member.person)
    clock.advance(timedelta(seconds=1))
    assert await services.sessions.visitor(token) == Visitor()
    with pytest.raises(NameTaken):  # nor does it join anything
        await services.members.join(await services.members.secret(room.id), "Ann", token)
    assert await services.sessions.of_person(member.person) == []
    assert await services.sessions.purge_due() == 1


async def test_a_session_that_is_used_goes_on_and_is_written_down_once_a_day(
    services: Services, room: Group, clock: Clock
):
    member, token = await _joined(services, room, "Ann")
    for _ in range(3):
        clock.advance(SESSION_LASTS - timedelta(days=1))
        first, second = [await services.sessions.visitor(token) for _ in range(2)]
        assert (first.is_first_today, second.is_first_today) == (True, False)
        await services.sessions.write_uses()
        assert not (await services.sessions.visitor(token)).is_first_today
    (kept,) = await services.sessions.of_person(member.person)
    assert kept.last_used == services.clock()


async def test_who_looks_writes_nothing(
    services: Services, store: Store, room: Group, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    _, token = await _joined(services, room, "Ann")
    clock.advance(timedelta(days=2))
    monkeypatch.setattr(Store, "writing", None)
    assert (await services.sessions.visitor(token)).is_first_today


async def test_a_person_ends_one_browser_or_all_others_and_nobody_else_s(
    services: Services, room: Group
):
    await services.members.of_platform(room.id, "chat", "1", "Cleo")
    tokens = [await _signed_in(services, "1", f"Browser {n}") for n in range(4)]
    cleo = (await services.sessions.visitor(tokens[0])).person
    assert cleo is not None
    _, other = await _joined(services, room, "Dan")
    by_name = {each.browser: each for each in await services.sessions.of_person(cleo)}
    dan = await services.sessions.visitor(other)
    assert dan.session is not None
    assert dan.person is not None

    with pytest.raises(NotFound):
        await services.sessions.end(cleo, dan.session)
    await services.sessions.end(cleo, by_name["Browser 2"].id)
    assert await services.sessions.visitor(tokens[2]) == Visitor()
    assert await services.sessions.end_others(cleo, tokens[0]) == 2
    known = [await services.sessions.visitor(each) for each in tokens]
    assert known == [Visitor(cleo), Visitor(), Visitor(), Visitor()]
    assert await services.sessions.visitor(other) == dan


async def test_a_closed_desk_leaves_the_person_by_a_token_of_its_own(
    services: Services, room: Group
):
    member, token = await _joined(services, room, "Ann")
    secret = await services.sessions.desk_pass(LOCAL_WORKSPACE)
    _, token = await services.sessions.enter(secret, token)

    after = await services.sessions.close_desk(token)

    assert after is not None
    assert await services.sessions.visitor(after) == Visitor(member.person)
    assert await services.sessions.visitor(token) == Visitor()
    _, nobody = await services.sessions.enter(
        await services.sessions.desk_pass(LOCAL_WORKSPACE), None
    )
    assert await services.sessions.close_desk(nobody) is None
    assert await services.sessions.visitor(nobody) == Visitor()


async def test_whoever_is_named_an_organiser_or_no_more_signs_in_anew(
    services: Services, room: Group
):
    club = await services.workspaces.enter("chat", "7", "Club")
    await services.members.of_platform(room.id, "chat", "1", "Cleo")
    for organisers in ((), ("chat:1",), ("chat:1",), ()):
        token = await _signed_in(services, "1")
        before = (await services.groups.get(room.id)).organisers
        gone = set(before).difference(organisers)
        await services.groups.name_organisers(room.id, organisers, gone)
        is_out = await services.sessions.visitor(token) == Visitor()
        assert is_out == (set(before) != set(organisers))
    token = await _signed_in(services, "1")
    club = await services.workspaces.name_organisers(club, ["1"])
    assert await services.sessions.visitor(token) == Visitor()
    token = await _signed_in(services, "1")
    await services.workspaces.name_organisers(club, remove=["1"])
    assert await services.sessions.visitor(token) == Visitor()


async def test_a_link_that_an_organiser_got_opens_no_desk_once_they_are_none(
    services: Services, room: Group
):
    club = await services.workspaces.enter("chat", "7", "Club")
    await services.workspaces.name_organisers(club, ["1"])
    desk = await services.sessions.sign_in_pass("chat", "1", club.id)
    seat = await services.sessions.sign_in_pass("chat", "1")
    await services.workspaces.name_organisers(club, remove=["1"])

    with pytest.raises(PassUsed):
        await services.sessions.enter(desk, None)
    _, token = await services.sessions.enter(seat, None)
    assert (await services.sessions.visitor(token)).organises is None


async def test_of_joined_accounts_the_browser_at_work_gets_a_new_token_and_others_end(
    services: Services, room: Group
):
    cleo = await services.members.of_platform(room.id, "chat", "1", "Cleo")
    ann, token = await _joined(services, room, "Ann")
    code = await services.linking.invite_person(cleo.person)
    there = await _signed_in(services, "1")
    secret = await services.sessions.desk_pass(LOCAL_WORKSPACE)
    _, token = await services.sessions.enter(secret, token)

    joined = await services.linking.join_person(ann.person, code, token)

    assert joined.token is not None
    assert await services.sessions.visitor(token) == Visitor()
    assert await services.sessions.visitor(joined.token) == Visitor(cleo.person, LOCAL_WORKSPACE)
    assert await services.sessions.visitor(there) == Visitor(cleo.person)


async def test_who_removes_themselves_is_signed_out_everywhere_and_keeps_an_open_desk_here_alone(
    services: Services, room: Group
):
    cleo = await services.members.of_platform(room.id, "chat", "1", "Cleo")
    tokens = [await _signed_in(services, "1") for _ in range(2)]
    for number in range(2):
        secret = await services.sessions.desk_pass(LOCAL_WORKSPACE)
        _, tokens[number] = await services.sessions.enter(secret, tokens[number])

    after = await services.profile.delete(cleo.person, tokens[0])

    assert after is not None
    assert [await services.sessions.visitor(each) for each in tokens] == [Visitor(), Visitor()]
    assert await services.sessions.visitor(after) == Visitor(None, LOCAL_WORKSPACE)


async def test_a_room_keeps_the_letters_that_tell_it_from_others(
    services: Services, restarted: Callable[[], Services]
):
    first = await services.sessions.room_id()
    assert re.fullmatch("[0-9a-f]{8}", first)
    assert await restarted().sessions.room_id() == first
