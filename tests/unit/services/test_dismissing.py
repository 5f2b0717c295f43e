"""Who deletes themselves is named nowhere any more, or is told where and until when."""

from __future__ import annotations

from bot.core.audit import Act
from bot.core.models import Channel, Member
from bot.services.services import Services
from bot.services.sessions import Visitor
from bot.storage.transaction import Store
from tests.fakes.places import settled

PLATFORM = "chat"


async def _cleo(services: Services, account: str = "1") -> tuple[Channel, Member]:
    channel = await settled(services)
    return channel, await services.members.of_platform(channel.group, PLATFORM, account, "Cleo")


async def test_who_deletes_themselves_organises_no_workspace_and_no_group_any_more(
    services: Services, store: Store
):
    channel, cleo = await _cleo(services)
    club = await services.workspaces.enter(PLATFORM, "1", "Workspace 1")
    # Another account whose id holds the first one's, and the same id elsewhere.
    others = ("11", "21")
    await services.workspaces.name_organisers(club, ("1", *others))
    named = ("chat:1", "chat:11", "talk:1")
    await services.groups.name_organisers(channel.group, named)

    await services.profile.delete(cleo.person)

    left = await services.workspaces.find(PLATFORM, "1")
    assert left is not None
    assert left.organisers == others
    assert (await services.groups.get(channel.group)).organisers == named[1:]
    async with store.reading() as tx:
        log = await tx.audit.latest(10)
    acts = [(e.act, e.group, e.workspace, e.person, e.about) for e in log]
    gone = Act.ORGANISER_DISMISSED
    assert {(gone, channel.group, None, None, None), (gone, None, club.id, None, None)} <= {*acts}


async def test_who_leaves_their_last_group_organises_nothing_by_name_and_who_has_another_does(
    services: Services,
):
    channel, cleo = await _cleo(services)
    other = await settled(services, PLATFORM, "2")
    there = await services.members.of_platform(other.group, PLATFORM, "1", "Cleo")
    club = await services.workspaces.enter(PLATFORM, "1", "Workspace 1")
    await services.workspaces.name_organisers(club, ["1", "11"])
    await services.groups.name_organisers(channel.group, ["chat:1", "chat:11"])
    secret = await services.sessions.sign_in_pass(PLATFORM, "1", club.id, channel.group)
    _, token = await services.sessions.enter(secret, None)

    await services.profile.leave(there)
    found = await services.workspaces.find(PLATFORM, "1")
    assert found is not None
    assert found.organisers == ("1", "11")
    assert (await services.sessions.visitor(token)).organises == club.id

    await services.profile.leave(cleo)
    found = await services.workspaces.find(PLATFORM, "1")
    assert found is not None
    assert found.organisers == ("11",)
    assert (await services.groups.get(channel.group)).organisers == ("chat:11",)
    assert await services.sessions.visitor(token) == Visitor()


async def test_what_stays_of_who_leaves_is_told_of_their_last_group_alone(services: Services):
    _, cleo = await _cleo(services, "installer")
    other = await settled(services, PLATFORM, "2")
    there = await services.members.of_platform(other.group, PLATFORM, "installer", "Cleo")
    assert not (await services.profile.stays_after(cleo)).workspaces
    await services.profile.leave(there)
    assert (await services.profile.stays_after(cleo)).workspaces


async def test_all_accounts_of_somebody_go(services: Services):
    channel, cleo = await _cleo(services)
    other = await settled(services, "talk", "2")
    there = await services.members.of_platform(other.group, "talk", "9", "Cleo")
    await services.linking.join_person(
        cleo.person, await services.linking.invite_person(there.person)
    )
    await services.groups.name_organisers(channel.group, ("chat:1", "talk:9"))
    person = (await services.members.everywhere(PLATFORM, "1"))[0].person
    await services.profile.delete(person)
    assert (await services.groups.get(channel.group)).organisers == ()


async def test_a_desk_that_was_opened_by_name_closes_with_the_name(services: Services):
    channel, cleo = await _cleo(services)
    club = await services.workspaces.enter(PLATFORM, "1", "Workspace 1")
    await services.workspaces.name_organisers(club, ("1",))
    secret = await services.sessions.sign_in_pass(PLATFORM, "1", club.id, channel.group)
    _, token = await services.sessions.enter(secret, None)

    fresh = await services.profile.delete(cleo.person, token)

    assert fresh is None
    assert await services.sessions.visitor(token) == Visitor()


async def test_what_they_set_up_is_heard_by_somebody_else_who_answers_there(services: Services):
    channel, cleo = await _cleo(services, "owner")
    assert not (await services.profile.stays(cleo.person)).channels
    await services.profile.delete(cleo.person)
    assert (await services.groups.channel(channel.id)).owner == "installer"


async def test_who_alone_answers_for_a_place_goes_on_and_is_told_so(services: Services):
    channel, cleo = await _cleo(services, "installer")
    await services.groups.set_owner(channel, "installer")

    kept = await services.profile.stays(cleo.person)
    await services.profile.delete(cleo.person)

    assert [each.address for each in kept.workspaces] == ["1"]
    assert [each.id for each in kept.channels] == [channel.id]
    assert (await services.groups.channel(channel.id)).owner == "installer"
