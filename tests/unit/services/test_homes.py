"""Servers and workspaces that the bot enters, and those that it is sent away from."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.models import (
    Channel,
    ChannelId,
    DeliveryKind,
    GroupId,
    Identity,
    Member,
    ScheduleId,
    ScheduleState,
)
from bot.core.places import KEPT_AFTER_LEAVING, MAX_HOME_NAME, Home
from bot.core.schedules import Plan
from bot.errors import NotFound
from bot.presentation.schedules import idle_words
from bot.services.catalogue import Services
from bot.services.homes import LEFT
from bot.services.outbox import remind, tell_admins
from bot.storage.store import SqlStore
from tests.fakes.clock import Clock
from tests.fakes.study_deck import StudyDeck, store_deck

DAY = timedelta(days=1)


@pytest.fixture
async def home(services: Services) -> Home:
    """A home with a group of its own."""
    return await services.homes.enter("chat", "1", "Bakers", "steward")


@pytest.fixture
async def abroad(services: Services, store: SqlStore, home: Home) -> Home:
    """Another home of the same group, on another platform."""
    entered = await services.homes.enter("talk", "9", "Workspace")
    async with store.writing() as tx:
        await tx.homes.change(replace(entered, group=home.group))
    return replace(entered, group=home.group)


# --- entering -------------------------------------------------------------------------------------


async def test_a_new_home_has_a_group_of_its_own_that_is_called_as_it_is(
    services: Services, home: Home
):
    other = await services.homes.enter("chat", "2", "Cooks")

    assert (await services.groups.get(home.group)).name == "Bakers"
    assert other.group != home.group
    assert (home.steward, home.threads, home.written) == ("steward", True, False)
    assert await services.homes.find("chat", "1") == home
    assert await services.homes.find("talk", "1") is None


async def test_entering_again_changes_nothing_but_a_name(services: Services, home: Home):
    assert await services.homes.enter("chat", "1", "Bakers", "somebody") == home

    renamed = await services.homes.enter("chat", "1", "Bread bakers", "somebody")

    assert renamed == replace(home, name="Bread bakers")


async def test_workers_that_enter_at_once_make_one_home_and_one_group(
    services: Services, restarted: Callable[[], Services], store: SqlStore
):
    workers = [services, restarted(), restarted()]

    homes = await asyncio.gather(*(each.homes.enter("chat", "1", "Bakers") for each in workers * 3))

    assert len(set(homes)) == 1
    async with store.reading() as tx:
        assert [group.id for group in await tx.groups.all()] == [homes[0].group]


@pytest.mark.parametrize(
    ("name", "shown"),
    [("\u202e\x00Bakers\n", "Bakers"), ("\u200b", "Study group"), ("x" * 999, "x" * MAX_HOME_NAME)],
)
async def test_a_homes_name_is_made_safe(services: Services, name: str, shown: str):
    home = await services.homes.enter("chat", "1", name)

    assert home.name == shown == (await services.groups.get(home.group)).name
    assert await services.homes.enter("chat", "1", name) == home


async def test_a_home_is_configured_field_by_field(services: Services, home: Home):
    await services.homes.configure(home, ping="7", threads=False)
    changed = await services.homes.configure(home, admins=("1", "2"), written=True)

    assert changed == replace(home, ping="7", threads=False, admins=("1", "2"), written=True)
    assert await services.homes.find("chat", "1") == changed
    assert (await services.homes.configure(home, ping=None, steward="me")).ping is None
    with pytest.raises(NotFound):
        await services.homes.configure(replace(home, address="2"), ping="7")


# --- channels -------------------------------------------------------------------------------------


async def test_a_channel_is_known_from_its_first_use(services: Services, home: Home):
    found = await asyncio.gather(*(services.homes.channel(home, "10") for _ in range(5)))

    assert len(set(found)) == 1
    assert replace(found[0], id=ChannelId("")) == Channel(
        ChannelId(""), home.group, "chat", "10", "1"
    )
    assert await services.groups.channels(home.group) == [found[0]]


async def test_a_channel_of_another_home_is_not_given_away(services: Services, home: Home):
    await services.homes.channel(home, "10")
    other = await services.homes.enter("chat", "2", "Cooks")

    with pytest.raises(NotFound):
        await services.homes.channel(other, "10")


async def test_a_round_goes_to_its_channel_and_everywhere_outside_its_home(
    services: Services, home: Home, abroad: Home
):
    here, beside = [await services.homes.channel(home, address) for address in ("10", "11")]
    there = [await services.homes.channel(abroad, address) for address in ("10", "11")]

    targets = await services.homes.targets(home, here)

    assert targets[0] == here.id
    assert set(targets[1:]) == {each.id for each in there}
    assert set(await services.homes.targets(abroad, there[0])) == {there[0].id, here.id, beside.id}
    await services.homes.leave("talk", "9")
    assert await services.homes.targets(home, here) == (here.id,)


# --- leaving --------------------------------------------------------------------------------------


async def _schedules(
    services: Services, deck: StudyDeck, home: Home, *channels: tuple[ChannelId, ...]
) -> list[ScheduleId]:
    plans = [Plan(deck.id, "09:00", "UTC", DAY, channels=named) for named in channels]
    return [(await services.schedules.add(home.group, plan)).id for plan in plans]


async def test_leaving_pauses_the_schedules_that_reach_nobody_any_more_and_no_other(
    services: Services, store: SqlStore, clock: Clock, home: Home, abroad: Home
):
    deck = await store_deck(store, home.group, clock.now())
    here, there = [(await services.homes.channel(each, "10")).id for each in (home, abroad)]
    only, both, everywhere = await _schedules(services, deck, home, (here,), (here, there), ())
    await services.homes.leave("chat", "1")

    states = {each.id: each for each in await services.schedules.of_group(home.group)}
    assert {id_: each.state for id_, each in states.items()} == {
        only: ScheduleState.PAUSED,
        both: ScheduleState.ACTIVE,
        everywhere: ScheduleState.ACTIVE,
    }
    assert (states[only].reason, states[only].next_at) == (LEFT, None)
    assert "sent away" in idle_words(states[only])

    await services.homes.leave("talk", "9")
    found = await services.schedules.of_group(home.group)
    assert {each.state for each in found} == {ScheduleState.PAUSED}


async def test_a_home_that_was_left_is_sent_nothing_and_keeps_all(
    services: Services, store: SqlStore, clock: Clock, home: Home, abroad: Home
):
    deck = await store_deck(store, home.group, clock.now())
    await services.homes.channel(home, "10")
    there = await services.homes.channel(abroad, "10")
    first = await services.rounds.open_next(home.group, deck.id)

    await services.homes.leave("chat", "1")
    await services.homes.leave("chat", "nobody's")
    second = await services.rounds.open_next(home.group, deck.id)

    assert {each.channel for each in await services.deliveries.due()} == {there.id}
    async with store.reading() as tx:
        assert len(await tx.deliveries.of_round(first.id)) == 2
        assert len(await tx.deliveries.of_round(second.id)) == 1
    left = await services.homes.find("chat", "1")
    assert left == replace(home, left_at=clock.now())


async def test_coming_back_finds_what_was_there(services: Services, clock: Clock, home: Home):
    await services.homes.leave("chat", "1")
    left = clock.now()
    clock.advance(KEPT_AFTER_LEAVING)
    await services.homes.leave("chat", "1")
    assert (await services.homes.find("chat", "1")) == replace(home, left_at=left)

    assert await services.homes.purge_due() == 0
    assert await services.homes.enter("chat", "1", "Bakers", "somebody") == home


async def test_homes_that_were_left_while_nobody_looked_are_found_out(
    services: Services, clock: Clock, home: Home
):
    for address in ("2", "3", "4"):
        await services.homes.enter("chat", address, address)
    await services.homes.enter("talk", "2", "Elsewhere")
    await services.homes.leave("chat", "3")
    clock.advance(DAY)

    left = await services.homes.reconcile("chat", {"1"}, lambda address: address != "4")

    assert [each.address for each in left] == ["2"]
    found = [await services.homes.find("chat", address) for address in "1234"]
    assert [each.left_at for each in found if each] == [None, clock.now(), clock.now() - DAY, None]
    elsewhere = await services.homes.find("talk", "2")
    assert elsewhere is not None
    assert elsewhere.left_at is None


async def test_a_month_after_leaving_nothing_is_left_of_a_group_that_lived_there(
    services: Services, store: SqlStore, clock: Clock, home: Home
):
    deck = await store_deck(store, home.group, clock.now())
    await services.homes.channel(home, "10")
    await services.rounds.open_next(home.group, deck.id)
    await services.homes.leave("chat", "1")
    clock.advance(KEPT_AFTER_LEAVING + timedelta(seconds=1))

    assert await services.homes.purge_due() == 1
    assert await services.homes.purge_due() == 0

    assert await services.homes.find("chat", "1") is None
    async with store.reading() as tx:
        assert await tx.groups.all() == []
    assert (await services.homes.enter("chat", "1", "Bakers")).group != home.group


@pytest.mark.parametrize("stays", ["another home", "the web room"])
async def test_a_group_that_lives_elsewhere_too_outlives_a_home(
    *, services: Services, store: SqlStore, clock: Clock, home: Home, abroad: Home, stays: str
):
    here = await services.homes.channel(home, "10")
    web = Channel(ChannelId("web"), home.group, "web", "room")
    async with store.writing() as tx:
        if stays == "the web room":
            await tx.groups.add_channel(web)
            await tx.homes.remove(abroad)
    await services.homes.leave("chat", "1")
    clock.advance(KEPT_AFTER_LEAVING + timedelta(seconds=1))

    assert await services.homes.purge_due() == 1

    assert (await services.groups.get(home.group)).name == "Bakers"
    assert here not in await services.groups.channels(home.group)
    homes = [] if stays == "the web room" else [abroad]
    assert await services.homes.of_group(home.group) == homes


# --- what goes out --------------------------------------------------------------------------------


async def _tell(services: Services, store: SqlStore, home: Home, *but_not: ChannelId) -> set[str]:
    async with store.writing() as tx:
        now = services.clock()
        await tell_admins(tx, home.group, "a", "deck-finished", now, but_not=but_not, deck="Bread")
    due = await services.deliveries.due()
    return {each.channel for each in due if each.kind is DeliveryKind.NOTICE}


async def test_admins_are_told_once_a_home(
    services: Services, store: SqlStore, home: Home, abroad: Home
):
    here = [(await services.homes.channel(home, str(n))).id for n in range(3)]
    there = await services.homes.channel(abroad, "10")
    web = Channel(ChannelId("web"), home.group, "web", "room")
    async with store.writing() as tx:
        await tx.groups.add_channel(web)

    assert await _tell(services, store, home) == {min(here), there.id, web.id}


async def test_a_channel_that_is_gone_keeps_no_steward_from_hearing_of_it(
    services: Services, store: SqlStore, home: Home
):
    here = await services.homes.channel(home, "10")
    web = Channel(ChannelId("web"), home.group, "web", "room")
    async with store.writing() as tx:
        await tx.groups.add_channel(web)

    assert await _tell(services, store, home, here.id, web.id) == {here.id}


async def test_a_member_is_reminded_once_and_where_they_have_an_account(
    services: Services, store: SqlStore, clock: Clock, home: Home, abroad: Home
):
    deck = await store_deck(store, home.group, clock.now())
    for each in (home, home, abroad):
        await services.homes.channel(each, str(clock.advance(DAY)))
    there = await services.homes.channel(abroad, "first")
    members = [
        await services.members.of_platform(home.group, platform, name, name)
        for platform, name in (("chat", "Ann"), ("talk", "Bo"), ("web", "Cy"))
    ]
    async with store.writing() as tx:
        await tx.members.add_identity(Identity(home.group, "talk", "A", members[0].id))
    round_ = await services.rounds.open_next(home.group, deck.id)
    named = replace(round_, channels=(there.id, *await _ids(services, home)))

    async with store.writing() as tx:
        for _ in range(2):
            await remind(tx, named, [each.id for each in members], clock.now())
    due = await services.deliveries.due()
    reminded = [(each.member, each.channel) for each in due if each.kind is DeliveryKind.REMINDER]

    assert sorted(reminded, key=str) == sorted(
        ((member.id, there.id) for member in members[:2]), key=str
    )


async def _ids(services: Services, home: Home) -> list[ChannelId]:
    return [each.id for each in await services.groups.channels(home.group)]


# --- members from a platform ----------------------------------------------------------------------


async def test_a_member_is_made_by_their_first_press_and_found_from_then_on(
    services: Services, restarted: Callable[[], Services], home: Home
):
    workers = [services, restarted()]
    pressed = (each.members.of_platform(home.group, "chat", "7", "Ann") for each in workers * 3)

    found = await asyncio.gather(*pressed)

    assert len(set(found)) == 1
    assert await services.members.find_platform(home.group, "chat", "7") == found[0]
    assert await services.members.find_platform(home.group, "talk", "7") is None
    assert await services.members.subject(found[0].id, "chat") == "7"
    assert await services.members.subject(found[0].id, "talk") is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [("  Ann\u200b ", "Ann"), ("", "Member"), ("\u3164", "Member"), ("x" * 99, "x" * 60)],
)
async def test_whatever_a_platform_calls_them_members_have_a_name(
    services: Services, home: Home, name: str, shown: str
):
    member = await services.members.of_platform(home.group, "chat", "7", name)

    assert member.name == shown
    assert await services.members.of_platform(home.group, "chat", "7", name) == member


async def test_people_of_one_name_are_told_apart_by_numbers(services: Services, home: Home):
    async def press() -> list[Member]:
        return [
            await services.members.of_platform(home.group, "chat", str(n), name)
            for n, name in enumerate(("Ann", "ANN", "ann"))
        ]

    members = await press()

    assert [each.name for each in members] == ["Ann", "ANN 2", "ann 3"]
    assert await press() == members


async def test_a_name_follows_the_platforms_while_it_is_free(services: Services, home: Home):
    async def press(subject: str, name: str) -> str:
        return (await services.members.of_platform(home.group, "chat", subject, name)).name

    await press("1", "Ann")
    assert await press("2", "Ann") == "Ann 2"

    assert await press("1", "ann") == "ann"
    assert await press("1", "Anna") == "Anna"
    assert await press("2", "anna") == "Ann 2"
    assert await press("2", "Ann") == "Ann"


async def test_who_has_two_accounts_keeps_their_name(
    services: Services, store: SqlStore, home: Home
):
    member = await services.members.of_platform(home.group, "chat", "7", "Ann")
    async with store.writing() as tx:
        await tx.members.add_identity(Identity(home.group, "talk", "8", member.id))

    assert await services.members.of_platform(home.group, "talk", "8", "annie") == member


async def test_whoever_is_known_is_found_without_a_write(
    services: Services, store: SqlStore, home: Home
):
    await services.members.of_platform(home.group, "chat", "1", "Ann")
    second = await services.members.of_platform(home.group, "chat", "2", "Ann")

    async with store.writing():  # SQLite has one writer: another would wait for good
        found = services.members.of_platform(home.group, "chat", "2", "Ann")
        assert await asyncio.wait_for(found, 5) == second
        entering = services.homes.enter("chat", "1", "Bakers")
        assert await asyncio.wait_for(entering, 5) == home


async def test_a_group_that_is_gone_gets_no_member(services: Services):
    with pytest.raises(NotFound):
        await services.members.of_platform(GroupId("gone"), "chat", "1", "Ann")
