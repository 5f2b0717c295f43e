"""Servers and workspaces that the bot enters, and those that it is sent away from."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.limits import MAX_WORKSPACE_NAME
from bot.core.models import (
    Account,
    Channel,
    ChannelId,
    Delivery,
    DeliveryKind,
    Group,
    GroupId,
    Member,
    ScheduleId,
    ScheduleState,
    Workspace,
)
from bot.core.schedules import Plan
from bot.errors import NotFound
from bot.presentation.schedules import idle_words
from bot.services.outbox import Notice, remind, tell_admins
from bot.services.services import Services
from bot.services.workspaces import KEPT_AFTER_LEAVING, LEFT
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.members import add_account
from tests.fakes.patience import PATIENCE_S
from tests.fakes.rows import rewrite, stored
from tests.fakes.study_deck import StudyDeck, store_deck

DAY = timedelta(days=1)


@pytest.fixture
async def workspace(services: Services) -> Workspace:
    """A workspace with a group of its own."""
    return await services.workspaces.enter("chat", "1", "Bakers", "owner")


@pytest.fixture
async def abroad(services: Services, store: Store, workspace: Workspace) -> Workspace:
    """Another workspace of the same group, on another platform."""
    entered = await services.workspaces.enter("talk", "9", "Workspace")
    async with store.writing() as tx:
        await rewrite(tx, replace(entered, group=workspace.group))
    return replace(entered, group=workspace.group)


# --- entering -------------------------------------------------------------------------------------


async def test_a_new_home_has_a_group_of_its_own_that_is_called_as_it_is(
    services: Services, workspace: Workspace
):
    other = await services.workspaces.enter("chat", "2", "Cooks")

    assert (await services.groups.get(workspace.group)).name == "Bakers"
    assert other.group != workspace.group
    assert (workspace.owner, workspace.threads, workspace.written) == ("owner", True, False)
    assert await services.workspaces.find("chat", "1") == workspace
    assert await services.workspaces.find("talk", "1") is None


async def test_entering_again_changes_nothing_but_a_name(services: Services, workspace: Workspace):
    assert await services.workspaces.enter("chat", "1", "Bakers", "somebody") == workspace

    renamed = await services.workspaces.enter("chat", "1", "Bread bakers", "somebody")

    assert renamed == replace(workspace, name="Bread bakers")


async def test_workers_that_enter_at_once_make_one_home_and_one_group(
    services: Services, restarted: Callable[[], Services], store: Store
):
    workers = [services, restarted(), restarted()]

    workspaces = await asyncio.gather(
        *(each.workspaces.enter("chat", "1", "Bakers") for each in workers * 3)
    )

    assert len(set(workspaces)) == 1
    async with store.reading() as tx:
        assert [group.id for group in await stored(tx, Group)] == [workspaces[0].group]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("\u202e\x00Bakers\n", "Bakers"),
        ("\u200b", "Study group"),
        ("x" * 999, "x" * MAX_WORKSPACE_NAME),
    ],
)
async def test_a_workspace_name_is_made_safe(services: Services, name: str, shown: str):
    workspace = await services.workspaces.enter("chat", "1", name)

    assert workspace.name == shown == (await services.groups.get(workspace.group)).name
    assert await services.workspaces.enter("chat", "1", name) == workspace


async def test_a_workspace_is_configured_field_by_field(services: Services, workspace: Workspace):
    await services.workspaces.configure(workspace, mention_role="7", threads=False)
    changed = await services.workspaces.configure(workspace, admins=("1", "2"), written=True)

    assert changed == replace(
        workspace, mention_role="7", threads=False, admins=("1", "2"), written=True
    )
    assert await services.workspaces.find("chat", "1") == changed
    assert (
        await services.workspaces.configure(workspace, mention_role=None, owner="me")
    ).mention_role is None
    with pytest.raises(NotFound):
        await services.workspaces.configure(replace(workspace, address="2"), mention_role="7")


# --- channels -------------------------------------------------------------------------------------


async def test_a_channel_is_known_from_its_first_use(services: Services, workspace: Workspace):
    found = await asyncio.gather(*(services.workspaces.channel(workspace, "10") for _ in range(5)))

    assert len(set(found)) == 1
    assert replace(found[0], id=ChannelId("")) == Channel(
        ChannelId(""), workspace.group, "chat", "10", "1"
    )
    assert await services.groups.channels(workspace.group) == [found[0]]


async def test_a_channel_of_another_workspace_is_not_given_away(
    services: Services, workspace: Workspace
):
    await services.workspaces.channel(workspace, "10")
    other = await services.workspaces.enter("chat", "2", "Cooks")

    with pytest.raises(NotFound):
        await services.workspaces.channel(other, "10")


async def test_a_round_goes_to_its_channel_and_everywhere_outside_its_home(
    services: Services, workspace: Workspace, abroad: Workspace
):
    here, beside = [
        await services.workspaces.channel(workspace, address) for address in ("10", "11")
    ]
    there = [await services.workspaces.channel(abroad, address) for address in ("10", "11")]

    targets = await services.workspaces.targets(workspace, here)

    assert targets[0] == here.id
    assert set(targets[1:]) == {each.id for each in there}
    assert set(await services.workspaces.targets(abroad, there[0])) == {
        there[0].id,
        here.id,
        beside.id,
    }
    await services.workspaces.leave("talk", "9")
    assert await services.workspaces.targets(workspace, here) == (here.id,)


# --- leaving --------------------------------------------------------------------------------------


async def _schedules(
    services: Services, deck: StudyDeck, workspace: Workspace, *channels: tuple[ChannelId, ...]
) -> list[ScheduleId]:
    plans = [Plan(deck.id, "09:00", "UTC", DAY, channels=named) for named in channels]
    return [(await services.schedules.add(workspace.group, plan)).id for plan in plans]


async def test_leaving_pauses_the_schedules_that_reach_nobody_any_more_and_no_other(
    services: Services, store: Store, clock: Clock, workspace: Workspace, abroad: Workspace
):
    deck = await store_deck(store, workspace.group, clock.now())
    here, there = [
        (await services.workspaces.channel(each, "10")).id for each in (workspace, abroad)
    ]
    only, both, everywhere = await _schedules(services, deck, workspace, (here,), (here, there), ())
    await services.workspaces.leave("chat", "1")

    states = {each.id: each for each in await services.schedules.of_group(workspace.group)}
    assert {id_: each.state for id_, each in states.items()} == {
        only: ScheduleState.PAUSED,
        both: ScheduleState.ACTIVE,
        everywhere: ScheduleState.ACTIVE,
    }
    assert (states[only].reason, states[only].next_at) == (LEFT, None)
    assert "sent away" in idle_words(states[only])

    await services.workspaces.leave("talk", "9")
    found = await services.schedules.of_group(workspace.group)
    assert {each.state for each in found} == {ScheduleState.PAUSED}


async def test_a_workspace_that_was_left_is_sent_nothing_and_keeps_all(
    services: Services, store: Store, clock: Clock, workspace: Workspace, abroad: Workspace
):
    deck = await store_deck(store, workspace.group, clock.now())
    await services.workspaces.channel(workspace, "10")
    there = await services.workspaces.channel(abroad, "10")
    first = await services.rounds.open_next(workspace.group, deck.id)

    await services.workspaces.leave("chat", "1")
    await services.workspaces.leave("chat", "nobody's")
    second = await services.rounds.open_next(workspace.group, deck.id)

    assert {each.channel for each in await services.deliveries.due()} == {there.id}
    async with store.reading() as tx:
        assert len(await stored(tx, Delivery, round=first.id)) == 2
        assert len(await stored(tx, Delivery, round=second.id)) == 1
    left = await services.workspaces.find("chat", "1")
    assert left == replace(workspace, left_at=clock.now())


async def test_coming_back_finds_what_was_there(
    services: Services, clock: Clock, workspace: Workspace
):
    await services.workspaces.leave("chat", "1")
    left = clock.now()
    clock.advance(KEPT_AFTER_LEAVING)
    await services.workspaces.leave("chat", "1")
    assert (await services.workspaces.find("chat", "1")) == replace(workspace, left_at=left)

    assert await services.workspaces.purge_due() == 0
    assert await services.workspaces.enter("chat", "1", "Bakers", "somebody") == workspace


async def test_homes_that_were_left_while_nobody_looked_are_found_out(
    services: Services, clock: Clock, workspace: Workspace
):
    for address in ("2", "3", "4"):
        await services.workspaces.enter("chat", address, address)
    await services.workspaces.enter("talk", "2", "Elsewhere")
    await services.workspaces.leave("chat", "3")
    clock.advance(DAY)

    left = await services.workspaces.reconcile("chat", {"1"}, lambda address: address != "4")

    assert [each.address for each in left] == ["2"]
    found = [await services.workspaces.find("chat", address) for address in "1234"]
    assert [each.left_at for each in found if each] == [None, clock.now(), clock.now() - DAY, None]
    elsewhere = await services.workspaces.find("talk", "2")
    assert elsewhere is not None
    assert elsewhere.left_at is None


async def test_a_month_after_leaving_nothing_is_left_of_a_group_that_lived_there(
    services: Services, store: Store, clock: Clock, workspace: Workspace
):
    deck = await store_deck(store, workspace.group, clock.now())
    await services.workspaces.channel(workspace, "10")
    await services.rounds.open_next(workspace.group, deck.id)
    await services.workspaces.leave("chat", "1")
    clock.advance(KEPT_AFTER_LEAVING + timedelta(seconds=1))

    assert await services.workspaces.purge_due() == 1
    assert await services.workspaces.purge_due() == 0

    assert await services.workspaces.find("chat", "1") is None
    async with store.reading() as tx:
        assert await stored(tx, Group) == []
    assert (await services.workspaces.enter("chat", "1", "Bakers")).group != workspace.group


@pytest.mark.parametrize("stays", ["another workspace", "the web room"])
async def test_a_group_that_lives_elsewhere_too_outlives_a_home(
    *,
    services: Services,
    store: Store,
    clock: Clock,
    workspace: Workspace,
    abroad: Workspace,
    stays: str,
):
    here = await services.workspaces.channel(workspace, "10")
    web = Channel(ChannelId("web"), workspace.group, "web", "room")
    async with store.writing() as tx:
        if stays == "the web room":
            await tx.groups.add_channel(web)
            await tx.workspaces.remove(abroad)
    await services.workspaces.leave("chat", "1")
    clock.advance(KEPT_AFTER_LEAVING + timedelta(seconds=1))

    assert await services.workspaces.purge_due() == 1

    assert (await services.groups.get(workspace.group)).name == "Bakers"
    assert here not in await services.groups.channels(workspace.group)
    workspaces = [] if stays == "the web room" else [abroad]
    assert await services.workspaces.of_group(workspace.group) == workspaces


# --- what goes out --------------------------------------------------------------------------------


async def _tell(
    services: Services, store: Store, workspace: Workspace, *but_not: ChannelId
) -> set[str]:
    async with store.writing() as tx:
        now = services.clock()
        notice = Notice(workspace.group, "a", "deck-finished", {"deck": "Bread"})
        await tell_admins(tx, [notice], now, but_not=but_not)
    due = await services.deliveries.due()
    return {each.channel for each in due if each.kind is DeliveryKind.NOTICE}


async def test_admins_are_told_once_a_home(
    services: Services, store: Store, workspace: Workspace, abroad: Workspace
):
    here = [(await services.workspaces.channel(workspace, str(n))).id for n in range(3)]
    there = await services.workspaces.channel(abroad, "10")
    web = Channel(ChannelId("web"), workspace.group, "web", "room")
    async with store.writing() as tx:
        await tx.groups.add_channel(web)

    assert await _tell(services, store, workspace) == {min(here), there.id, web.id}


async def test_a_channel_that_is_gone_keeps_no_steward_from_hearing_of_it(
    services: Services, store: Store, workspace: Workspace
):
    here = await services.workspaces.channel(workspace, "10")
    web = Channel(ChannelId("web"), workspace.group, "web", "room")
    async with store.writing() as tx:
        await tx.groups.add_channel(web)

    assert await _tell(services, store, workspace, here.id, web.id) == {here.id}


async def test_a_member_is_reminded_once_and_where_they_have_an_account(
    services: Services, store: Store, clock: Clock, workspace: Workspace, abroad: Workspace
):
    deck = await store_deck(store, workspace.group, clock.now())
    for each in (workspace, workspace, abroad):
        await services.workspaces.channel(each, str(clock.advance(DAY)))
    there = await services.workspaces.channel(abroad, "first")
    members = [
        await services.members.of_platform(workspace.group, platform, name, name)
        for platform, name in (("chat", "Ann"), ("talk", "Bo"), ("web", "Cy"))
    ]
    async with store.writing() as tx:
        await add_account(tx, members[0], "talk", "A")
    round_ = await services.rounds.open_next(workspace.group, deck.id)
    named = replace(round_, channels=(there.id, *await _ids(services, workspace)))

    async with store.writing() as tx:
        for _ in range(2):
            await remind(tx, [(named, [each.id for each in members])], clock.now())
    due = await services.deliveries.due()
    reminded = [(each.member, each.channel) for each in due if each.kind is DeliveryKind.REMINDER]

    assert sorted(reminded, key=str) == sorted(
        ((member.id, there.id) for member in members[:2]), key=str
    )


async def test_a_reminder_goes_through_the_workspace_that_an_account_is_in(
    services: Services, store: Store, clock: Clock
):
    ours = await services.workspaces.enter("chat", "T1", "Bakers")
    theirs = await services.workspaces.enter("chat", "T2", "Millers")
    code = await services.linking.invite(ours.group)
    group = (await services.linking.join(theirs.group, code)).id
    here = await services.workspaces.channel(ours, "C1")
    there = await services.workspaces.channel(replace(theirs, group=group), "C2")
    deck = await store_deck(store, group, clock.now())
    subjects = [f"T{1 + number % 2}:U{number}" for number in range(10)]
    members = [await services.members.of_platform(group, "chat", each, each) for each in subjects]
    round_ = await services.rounds.open_next(group, deck.id)

    async with store.writing() as tx:
        await remind(tx, [(round_, [each.id for each in members])], clock.now())

    sent = [each for each in await services.deliveries.due() if each.member is not None]
    assert {each.member: each.channel for each in sent} == {
        member.id: (here, there)[number % 2].id for number, member in enumerate(members)
    }
    addresses = [await services.deliveries.address(each) for each in sent]
    assert {each.person for each in addresses} == set(subjects)
    assert all(str(each.person).startswith(f"{each.channel.workspace}:") for each in addresses)


async def _ids(services: Services, workspace: Workspace) -> list[ChannelId]:
    return [each.id for each in await services.groups.channels(workspace.group)]


# --- members from a platform ----------------------------------------------------------------------


async def test_a_member_is_made_by_their_first_press_and_found_from_then_on(
    services: Services, restarted: Callable[[], Services], workspace: Workspace
):
    workers = [services, restarted()]
    pressed = (
        each.members.of_platform(workspace.group, "chat", "7", "Ann") for each in workers * 3
    )

    found = await asyncio.gather(*pressed)

    assert len(set(found)) == 1
    assert await services.members.find_platform(workspace.group, "chat", "7") == found[0]
    assert await services.members.find_platform(workspace.group, "talk", "7") is None
    person = found[0].person
    assert await services.members.accounts(person) == [Account("chat", "7", person)]


@pytest.mark.parametrize(
    ("name", "shown"),
    [("  Ann\u200b ", "Ann"), ("", "Member"), ("\u3164", "Member"), ("x" * 99, "x" * 60)],
)
async def test_whatever_a_platform_calls_them_members_have_a_name(
    services: Services, workspace: Workspace, name: str, shown: str
):
    member = await services.members.of_platform(workspace.group, "chat", "7", name)

    assert member.name == shown
    assert await services.members.of_platform(workspace.group, "chat", "7", name) == member


async def test_people_of_one_name_are_told_apart_by_numbers(
    services: Services, workspace: Workspace
):
    async def press() -> list[Member]:
        return [
            await services.members.of_platform(workspace.group, "chat", str(n), name)
            for n, name in enumerate(("Ann", "ANN", "ann"))
        ]

    members = await press()

    assert [each.name for each in members] == ["Ann", "ANN 2", "ann 3"]
    assert await press() == members


async def test_a_name_follows_the_platforms_while_it_is_free(
    services: Services, workspace: Workspace
):
    async def press(subject: str, name: str) -> str:
        return (await services.members.of_platform(workspace.group, "chat", subject, name)).name

    await press("1", "Ann")
    assert await press("2", "Ann") == "Ann 2"

    assert await press("1", "ann") == "ann"
    assert await press("1", "Anna") == "Anna"
    assert await press("2", "anna") == "Ann 2"
    assert await press("2", "Ann") == "Ann"


async def test_who_has_two_accounts_keeps_their_name(
    services: Services, store: Store, workspace: Workspace
):
    member = await services.members.of_platform(workspace.group, "chat", "7", "Ann")
    async with store.writing() as tx:
        await add_account(tx, member, "talk", "8")

    assert await services.members.of_platform(workspace.group, "talk", "8", "annie") == member


async def test_whoever_is_known_is_found_without_a_write(
    services: Services, store: Store, workspace: Workspace
):
    await services.members.of_platform(workspace.group, "chat", "1", "Ann")
    second = await services.members.of_platform(workspace.group, "chat", "2", "Ann")

    async with store.writing():  # SQLite has one writer: another would wait for good
        found = services.members.of_platform(workspace.group, "chat", "2", "Ann")
        assert await asyncio.wait_for(found, PATIENCE_S) == second
        entering = services.workspaces.enter("chat", "1", "Bakers")
        assert await asyncio.wait_for(entering, PATIENCE_S) == workspace


async def test_a_group_that_is_gone_gets_no_member(services: Services):
    with pytest.raises(NotFound):
        await services.members.of_platform(GroupId("gone"), "chat", "1", "Ann")
