"""Groups that channels found, the web room's, their settings, and the messages on its board."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.deliveries import DeliveryKey
from bot.core.limits import MAX_WORKSPACE_NAME
from bot.core.models import (
    ChannelId,
    Group,
    GroupId,
    Naming,
    Round,
)
from bot.core.schedules import Plan
from bot.core.view import Message
from bot.errors import NotFound
from bot.services.groups import LOCAL_GROUP, Place
from bot.services.live import Topic
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.places import settled
from tests.fakes.rows import stored
from tests.fakes.study_deck import StudyDeck


async def test_the_room_is_made_once(services: Services, store: Store):
    first = await services.groups.local()

    assert await services.groups.local() == first == await services.groups.get(LOCAL_GROUP)
    async with store.reading() as tx:
        assert len(await tx.groups.channels(LOCAL_GROUP)) == 1


async def test_a_group_that_is_not_there_is_not_found(services: Services):
    with pytest.raises(NotFound):
        await services.groups.get(GroupId("nobody"))
    with pytest.raises(NotFound):
        await services.groups.set_naming(GroupId("nobody"), Naming.ANONYMOUS)


async def test_the_naming_is_kept_and_pages_hear_of_it(services: Services):
    await services.groups.local()
    with services.live.listen(Topic.ROUNDS) as listener:
        await services.groups.set_naming(LOCAL_GROUP, Naming.ANONYMOUS)
        assert await listener.changes(timeout=0)

    assert (await services.groups.local()).naming is Naming.ANONYMOUS


async def test_a_pinned_message_is_there_once_and_admins_alone_see_theirs(
    services: Services, store: Store, open_round: Round
):
    async with store.reading() as tx:
        (channel,) = await tx.groups.channels(LOCAL_GROUP)
    for summary in ("first", "second"):
        await services.web_messages.pin(channel, DeliveryKey("k"), Message(summary, ()))
    secret = Message("for admins", (), for_admins=True)
    await services.web_messages.pin(channel, DeliveryKey("a"), secret)

    assert await services.web_messages.has(channel, DeliveryKey("k"))
    assert not await services.web_messages.has(channel, DeliveryKey("x"))
    everybody = await services.web_messages.latest(LOCAL_GROUP, "web", None, for_admins=False)
    assert [web_message.summary for web_message in everybody] == ["first"]
    admins = await services.web_messages.latest(LOCAL_GROUP, "web", None, for_admins=True)
    assert {web_message.summary for web_message in admins} == {"first", "for admins"}
    assert await services.web_messages.latest(LOCAL_GROUP, "irc", None, for_admins=True) == []


# --- founding -------------------------------------------------------------------------------------

STUDY = Place("chat", "1", "10", "study", "mara")


async def test_the_first_use_of_a_channel_founds_its_group_and_later_ones_do_not(
    services: Services, restarted: Callable[[], Services], store: Store
):
    await services.workspaces.enter("chat", "1", "Bakers")
    workers = [services, restarted()]

    found = await asyncio.gather(*(each.groups.found(STUDY) for each in workers * 3))

    assert len(set(found)) == 1
    channel = found[0]
    assert (channel.home, channel.workspace, channel.owner) == (channel.group, "1", "mara")
    assert (await services.groups.get(channel.group)).name == "study"
    assert await services.groups.find_channel("chat", "10") == channel
    assert await services.groups.channels(channel.group) == [channel]
    async with store.reading() as tx:
        assert [each.id for each in await stored(tx, Group)] == [channel.group]


async def test_two_channels_of_a_workspace_have_two_groups(services: Services):
    study, baking = await settled(services, name="study"), await settled(services, name="baking")

    assert study.group != baking.group
    assert await services.groups.channels(study.group) == [study]


async def test_a_channel_follows_its_name_and_keeps_its_group_and_who_set_it_up(
    services: Services,
):
    first = await settled(services)
    place = Place("chat", "1", first.address, "renamed", "bo")

    again = await services.groups.found(place)

    assert again == replace(first, name="renamed")
    assert await services.groups.found(replace(place, owner="")) == again


async def test_only_who_did_something_there_hears_of_it_from_then_on(services: Services):
    first = await settled(services)
    await services.groups.set_owner(first, "bo")
    assert (await services.groups.channel(first.id)).owner == "bo"
    nobody = Place("chat", "1", "1/other", "other")
    await services.groups.found(nobody)
    assert (await services.groups.found(replace(nobody, owner="bo"))).owner == "bo"


async def test_a_channel_that_had_been_deleted_is_there_again(services: Services, store: Store):
    channel = await settled(services)
    async with store.writing() as tx:
        await tx.groups.update_channel(channel.id, gone=True)

    assert await settled(services) == channel


@pytest.mark.parametrize("name", ["\u202e\x00", "x" * 999])
async def test_a_group_has_a_name_whatever_its_channel_is_called(services: Services, name: str):
    await services.workspaces.enter("chat", "1", "Bakers")
    channel = await services.groups.found(replace(STUDY, name=name))

    assert (await services.groups.get(channel.group)).name == (channel.name or "Study group")
    assert channel.name in ("", "x" * MAX_WORKSPACE_NAME)


async def test_a_channel_of_another_workspace_is_not_given_away(services: Services):
    channel = await settled(services)
    await services.workspaces.enter("chat", "2", "Cooks")

    with pytest.raises(NotFound):
        await services.groups.found(Place("chat", "2", channel.address, "study"))
    with pytest.raises(NotFound):
        await services.groups.found(replace(STUDY, workspace="nobody's"))


async def test_a_channel_is_configured_field_by_field(services: Services):
    channel = await settled(services)
    await services.groups.configure_channel(channel.id, mention_role="7", threads=False)
    changed = await services.groups.configure_channel(channel.id, written=True)

    assert changed == replace(channel, mention_role="7", threads=False, written=True)
    assert await services.groups.configure_channel(channel.id) == changed
    none = await services.groups.configure_channel(channel.id, mention_role=None)
    assert none.mention_role is None
    with pytest.raises(NotFound):
        await services.groups.configure_channel(ChannelId("nowhere"), threads=True)


async def test_a_group_is_silent_until_something_is_asked_or_planned(
    services: Services, room: Group, deck: StudyDeck
):
    assert await services.groups.is_silent(room.id)
    plan = Plan(deck.id, "09:00", "UTC", timedelta(hours=1))
    schedule = await services.schedules.add(room.id, plan)
    assert not await services.groups.is_silent(room.id)
    await services.schedules.remove(room.id, schedule.id)
    assert await services.groups.is_silent(room.id)
    await services.rounds.open_next(room.id, deck.id)
    assert not await services.groups.is_silent(room.id)


async def test_organisers_are_named_for_a_group(services: Services):
    channel = await settled(services)

    named = await services.groups.name_organisers(channel.group, ("chat:a", "talk:b"))

    assert named.organisers == ("chat:a", "talk:b")
    assert await services.groups.get(channel.group) == named
