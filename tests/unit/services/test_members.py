"""Joining a room, and which browser may do what."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.limits import MAX_NAME
from bot.core.models import Account, Group, Member
from bot.errors import NameTaken, NotAllowed, TextEmpty, TextTooLong
from bot.services.live import Topic
from bot.services.members import Visitor
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.conftest import Join


async def test_a_secret_is_made_once_and_is_another_for_each_right_and_group(
    services: Services, room: Group, other_room: Group
):
    secrets = [
        await services.members.secret(group, right)
        for group in (room.id, other_room.id)
        for right in ("member", "admin")
    ]

    assert len(set(secrets)) == 4
    assert await services.members.secret(room.id, "member") == secrets[0]


@pytest.mark.parametrize("guess", ["", "secret", "\u017fecret-1", "\0", "\ud800", "x" * 10_000])
async def test_a_wrong_secret_opens_nothing(services: Services, room: Group, guess: str):
    with pytest.raises(NotAllowed) as refusal:
        await services.members.join(room.id, guess, "Mallory")
    assert refusal.value.right == "member"
    with pytest.raises(NotAllowed) as refusal:
        await services.members.become_admin(room.id, guess)
    assert refusal.value.right == "admin"


async def test_the_join_link_makes_no_admin_nor_does_another_rooms_admin_link(
    services: Services, room: Group, other_room: Group
):
    for group, right in ((room.id, "member"), (other_room.id, "admin")):
        secret = await services.members.secret(group, right)
        with pytest.raises(NotAllowed):
            await services.members.become_admin(room.id, secret)


async def test_whoever_joins_is_known_by_their_token_in_their_room_alone(
    services: Services, room: Group, other_room: Group
):
    secret = await services.members.secret(room.id, "member")
    member, token = await services.members.join(room.id, secret, "  Zoe\u0301 ")

    assert member.name == "Zo\u00e9"
    assert await services.members.visitor(room.id, token) == Visitor(
        room.id, member, person=member.person
    )
    there = await services.members.visitor(other_room.id, token)
    assert there == Visitor(other_room.id, person=member.person)


@pytest.mark.parametrize("token", [None, "", "nobody's"])
async def test_an_unknown_token_is_nobodys(services: Services, room: Group, token: str | None):
    assert await services.members.visitor(room.id, token) == Visitor(room.id)


async def test_only_a_tokens_hash_is_kept(services: Services, store: Store, room: Group):
    token = await services.members.become_admin(
        room.id, await services.members.secret(room.id, "admin")
    )

    async with store.reading() as tx:
        assert await tx.persons.find_session(token) is None


async def test_one_browser_may_be_member_and_admin_in_either_order(services: Services, room: Group):
    for name, member_first in (("Ann", True), ("Bo", False)):
        join = await services.members.secret(room.id, "member")
        admin = await services.members.secret(room.id, "admin")
        if member_first:
            member, token = await services.members.join(room.id, join, name)
            assert await services.members.become_admin(room.id, admin, token) == token
        else:
            token = await services.members.become_admin(room.id, admin)
            member, same = await services.members.join(room.id, join, name, token)
            assert same == token

        assert await services.members.visitor(room.id, token) == Visitor(
            room.id, member, True, member.person
        )


async def test_an_admin_of_one_room_is_no_admin_of_another(
    services: Services, room: Group, other_room: Group
):
    admin = await services.members.become_admin(
        other_room.id, await services.members.secret(other_room.id, "admin")
    )

    secret = await services.members.secret(room.id, "member")
    _, token = await services.members.join(room.id, secret, "Ann", admin)

    assert (await services.members.visitor(room.id, token)).admin is False
    assert (await services.members.visitor(other_room.id, token)).admin is True


async def test_one_browser_is_one_person_in_every_room_and_a_member_of_each_once(
    services: Services, room: Group, other_room: Group
):
    secrets = [await services.members.secret(each.id, "member") for each in (room, other_room)]
    ann, token = await services.members.join(room.id, secrets[0], "Ann")
    there, same = await services.members.join(other_room.id, secrets[1], "Annie", token)

    assert same == token
    assert (there.person, there.name) == (ann.person, "Annie")
    assert there.id != ann.id
    assert await services.members.join(room.id, secrets[0], "Bo", token) == (ann, token)
    assert await services.members.accounts(ann.person) == [Account("web", ann.person, ann.person)]


async def test_two_browsers_are_two_people_whatever_they_are_called(
    services: Services, room: Group, other_room: Group
):
    people = []
    for each in (room, other_room):
        secret = await services.members.secret(each.id, "member")
        people.append((await services.members.join(each.id, secret, "Ann"))[0].person)

    assert people[0] != people[1]


async def test_leaving_forgets_the_browser_and_not_the_member(
    services: Services, store: Store, room: Group
):
    secret = await services.members.secret(room.id, "member")
    member, token = await services.members.join(room.id, secret, "Ann")

    await services.members.leave(token)

    assert await services.members.visitor(room.id, token) == Visitor(room.id)
    async with store.reading() as tx:
        assert await tx.members.get(member.id) == member


@pytest.mark.parametrize(
    "name", ["Ann", "ann", " ANN ", "\uff21nn", "A\u200bnn", "\u202eAnn", "Ann\n", "An\u00adn"]
)
async def test_a_name_is_taken_however_it_is_written(
    services: Services, join: Join, ann: Member, name: str
):
    with pytest.raises(NameTaken):
        await join(name)


async def test_the_same_name_may_be_in_another_room(
    services: Services, other_room: Group, ann: Member
):
    secret = await services.members.secret(other_room.id, "member")

    member, _ = await services.members.join(other_room.id, secret, "Ann")

    assert member.id != ann.id


async def test_of_two_who_take_a_name_at_once_one_gets_it(join: Join, room: Group):
    results = await asyncio.gather(*(join("Cy") for _ in range(5)), return_exceptions=True)

    assert sum(isinstance(each, Member) for each in results) == 1
    assert sum(isinstance(each, NameTaken) for each in results) == 4


async def test_a_name_shows_something_and_is_not_too_long(join: Join, room: Group):
    with pytest.raises(TextEmpty):
        await join("\u200b \u2800")
    with pytest.raises(TextTooLong):
        await join("x" * (MAX_NAME + 1))
    assert (await join("x" * MAX_NAME)).name == "x" * MAX_NAME


async def test_pages_hear_of_a_new_member(services: Services, join: Join, room: Group):
    with services.live.listen(Topic.MEMBERS) as listener:
        await join("Ann")
        assert await listener.changes(timeout=0) == {(room.id, Topic.MEMBERS)}
