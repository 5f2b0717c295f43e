"""Joining a room, and which browser may do what."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.limits import MAX_NAME
from bot.core.models import Account, Group, Member
from bot.errors import NameTaken, NotAllowed, TextEmpty, TextTooLong
from bot.services.live import Topic
from bot.services.services import Services
from bot.services.sessions import Visitor
from bot.storage.transaction import Store
from tests.conftest import Join


async def test_a_secret_is_made_once_and_is_another_for_each_room(
    services: Services, room: Group, other_room: Group
):
    secrets = [await services.members.secret(group) for group in (room.id, other_room.id)]

    assert len(set(secrets)) == 2
    assert await services.members.secret(room.id) == secrets[0]


@pytest.mark.parametrize(
    "guess",
    [
        "",
        "secret",
        "\u017fecret-1",
        "\0",
        "\ud800",
        "x" * 10_000,
        "local",
        "local.",
        "local.\ud800",
    ],
)
async def test_a_wrong_secret_opens_nothing(services: Services, room: Group, guess: str):
    await services.members.secret(room.id)
    with pytest.raises(NotAllowed) as refusal:
        await services.members.join(guess, "Mallory")
    assert refusal.value.right == "member"


async def test_a_join_link_that_is_switched_off_opens_nothing_and_another_one_does(
    services: Services, room: Group
):
    first = await services.members.secret(room.id)
    await services.members.switch_joining(room.id, on=False)
    assert await services.members.secret(room.id) == ""
    for guess in (first, "", "local."):
        with pytest.raises(NotAllowed):
            await services.members.join(guess, "Ann")

    second = await services.members.switch_joining(room.id, on=True)
    with pytest.raises(NotAllowed):
        await services.members.join(first, "Ann")
    assert (await services.members.join(second, "Ann"))[0].name == "Ann"


async def test_whoever_joins_is_known_by_their_token_and_reads_the_room_alone(
    services: Services, room: Group, other_room: Group
):
    secret = await services.members.secret(room.id)
    member, token = await services.members.join(secret, "  Zoe\u0301 ")

    assert member.name == "Zo\u00e9"
    visitor = await services.sessions.visitor(token)
    assert visitor == Visitor(member.person)
    reader = await services.access.of_person(member.person)
    assert [each.id for each in await services.access.groups(reader)] == [room.id]
    assert not (await services.access.of_group(member.person, other_room.id)).channels


@pytest.mark.parametrize("token", [None, "", "nobody's", "\ud800"])
async def test_an_unknown_token_is_nobodys(services: Services, token: str | None):
    assert await services.sessions.visitor(token) == Visitor()


async def test_one_browser_is_one_person_in_every_room_and_a_member_of_each_once(
    services: Services, room: Group, other_room: Group
):
    secrets = [await services.members.secret(each.id) for each in (room, other_room)]
    ann, token = await services.members.join(secrets[0], "Ann")
    there, after = await services.members.join(secrets[1], "Annie", token)

    assert await services.sessions.visitor(token) == Visitor()
    assert (there.person, there.name) == (ann.person, "Annie")
    assert there.id != ann.id
    assert (await services.members.join(secrets[0], "Bo", after))[0] == ann
    assert await services.members.accounts(ann.person) == [Account("web", ann.person, ann.person)]


async def test_two_browsers_are_two_people_whatever_they_are_called(
    services: Services, room: Group, other_room: Group
):
    people = []
    for each in (room, other_room):
        secret = await services.members.secret(each.id)
        people.append((await services.members.join(secret, "Ann"))[0].person)

    assert people[0] != people[1]


async def test_leaving_forgets_the_browser_and_not_the_member(
    services: Services, store: Store, room: Group
):
    secret = await services.members.secret(room.id)
    member, token = await services.members.join(secret, "Ann")

    await services.sessions.leave(token)

    assert await services.sessions.visitor(token) == Visitor()
    async with store.reading() as tx:
        assert await tx.members.get(member.id) == member


@pytest.mark.parametrize(
    "name",
    [
        *("Ann", "ann", " ANN ", "\uff21nn", "A\u200bnn", "\u202eAnn", "Ann\n", "An\u00adn"),
        *("\u0391nn", "\u0410nn", "\U0001d400nn"),  # other scripts' letters that look like an A
    ],
)
async def test_a_name_is_taken_however_it_is_written(
    services: Services, join: Join, ann: Member, name: str
):
    with pytest.raises(NameTaken):
        await join(name)


async def test_names_of_other_scripts_are_names(join: Join, ann: Member):
    for name in ("\u0410\u043d\u043d\u0430", "\u039d\u03af\u03ba\u03bf\u03c2", "\u674e\u96f7"):
        assert (await join(name)).name == name
    with pytest.raises(NameTaken):  # capitals that look otherwise are the same name all the same
        await join("\u03bd\u03af\u03ba\u03bf\u03c2")


async def test_who_is_called_in_a_chat_what_looks_like_another_gets_a_number(
    services: Services, room: Group, ann: Member
):
    there = await services.members.of_platform(room.id, "chat", "1", "\u0391nn")
    assert there.name == "\u0391nn 2"
    same = await services.members.of_platform(room.id, "chat", "1", "\u0410nn")
    assert same.name == "\u0391nn 2"  # nor does it follow to another that does
    assert (await services.members.of_platform(room.id, "chat", "1", "Anna")).name == "Anna"


async def test_the_same_name_may_be_in_another_room(
    services: Services, other_room: Group, ann: Member
):
    secret = await services.members.secret(other_room.id)

    member, _ = await services.members.join(secret, "Ann")

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
