"""Servers and workspaces that the bot enters, and those that it is sent away from."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.deliveries import Delivery, DeliveryKind
from bot.core.limits import MAX_WORKSPACE_NAME
from bot.core.models import (
    Account,
    Channel,
    ChannelId,
    Group,
    GroupId,
    Member,
    Round,
    ScheduleId,
    ScheduleState,
    Workspace,
)
from bot.core.schedules import Plan
from bot.errors import NotFound
from bot.presentation.schedules import idle_words
from bot.services.groups import Place
from bot.services.openings import DECK_AWAY
from bot.services.outbox import Notice, remind, tell_admins
from bot.services.services import Services
from bot.services.workspaces import KEPT_AFTER_LEAVING, LEFT
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.members import add_account, see
from tests.fakes.patience import PATIENCE_S
from tests.fakes.places import linked, settled
from tests.fakes.rows import stored
from tests.fakes.study_deck import StudyDeck, store_deck

DAY = timedelta(days=1)


@pytest.fixture
async def workspace(services: Services) -> Workspace:
    """A workspace in which nothing was asked so far."""
    return await services.workspaces.enter("chat", "1", "Bakers", "owner")


@pytest.fixture
async def channel(services: Services) -> Channel:
    """A channel of a workspace, with its group."""
    return await settled(services, "chat", "1")


@pytest.fixture
async def there(services: Services, channel: Channel) -> Channel:
    """A channel on another platform, linked to the same group."""
    return await linked(services, await settled(services, "talk", "9"), channel.group)


async def _workspace_of(services: Services, channel: Channel) -> Workspace:
    found = await services.workspaces.find(channel.platform, channel.workspace)
    assert found is not None
    return found


async def _deck_of(services: Services, store: Store, channel: Channel) -> StudyDeck:
    workspace = await _workspace_of(services, channel)
    return await store_deck(store, workspace.id, services.clock())


# --- entering -------------------------------------------------------------------------------------


async def test_a_new_workspace_has_no_group_until_something_is_asked_there(
    services: Services, store: Store, workspace: Workspace
):
    async with store.reading() as tx:
        assert await stored(tx, Group) == []
    assert (workspace.name, workspace.owner, workspace.organisers) == ("Bakers", "owner", ())
    assert await services.workspaces.find("chat", "1") == workspace
    assert await services.workspaces.find("talk", "1") is None
    assert await services.decks.of_group(workspace.id) == []


async def test_entering_again_changes_nothing_but_a_name(services: Services, workspace: Workspace):
    assert await services.workspaces.enter("chat", "1", "Bakers", "somebody") == workspace

    renamed = await services.workspaces.enter("chat", "1", "Bread bakers", "somebody")

    assert renamed == replace(workspace, name="Bread bakers")


async def test_workers_that_enter_at_once_make_one_workspace(
    services: Services, restarted: Callable[[], Services], store: Store
):
    workers = [services, restarted(), restarted()]

    workspaces = await asyncio.gather(
        *(each.workspaces.enter("chat", "1", "Bakers") for each in workers * 3)
    )

    assert len(set(workspaces)) == 1
    async with store.reading() as tx:
        assert await stored(tx, Workspace) == [workspaces[0]]


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

    assert workspace.name == shown
    assert await services.workspaces.enter("chat", "1", name) == workspace


async def test_a_workspaces_owner_and_organisers_do_not_undo_each_other(
    services: Services, workspace: Workspace
):
    for each in ("2", "1"):
        await services.workspaces.name_organisers(workspace, [each, "3"])
    await services.workspaces.name_organisers(workspace, remove=["3"])
    changed = await services.workspaces.set_owner(workspace, "me")

    assert changed == replace(workspace, organisers=("1", "2"), owner="me")
    assert await services.workspaces.find("chat", "1") == changed
    with pytest.raises(NotFound):
        await services.workspaces.set_owner(replace(workspace, address="2"), "me")
    with pytest.raises(NotFound):
        await services.workspaces.name_organisers(replace(workspace, address="2"), ["1"])


# --- leaving --------------------------------------------------------------------------------------


async def _plan(services: Services, group: GroupId, deck: StudyDeck) -> ScheduleId:
    return (await services.schedules.add(group, Plan(deck.id, "09:00", "UTC", DAY))).id


async def _states(
    services: Services, group: GroupId
) -> dict[str, tuple[ScheduleState, str | None]]:
    found = await services.schedules.of_group(group)
    return {each.id: (each.state, each.reason) for each in found}


async def test_leaving_pauses_what_reaches_nobody_any_more_and_what_asks_its_decks(
    services: Services, store: Store, channel: Channel, there: Channel
):
    """A linked group goes on in its other workspace, with that one's decks."""
    own, theirs = [await _deck_of(services, store, each) for each in (channel, there)]
    ours, linked_ = [await _plan(services, channel.group, each) for each in (own, theirs)]
    paused = await _plan(services, channel.group, own)
    await services.schedules.pause(channel.group, paused)

    await services.workspaces.leave("talk", "9")

    assert await _states(services, channel.group) == {
        ours: (ScheduleState.ACTIVE, None),
        linked_: (ScheduleState.PAUSED, DECK_AWAY),
        paused: (ScheduleState.PAUSED, None),
    }
    with pytest.raises(NotFound):
        await services.rounds.open_next(channel.group, theirs.id)

    await services.workspaces.leave("chat", "1")
    states = await _states(services, channel.group)
    assert states[ours] == (ScheduleState.PAUSED, LEFT)
    assert states[paused] == (ScheduleState.PAUSED, None)
    (found,) = [
        each for each in await services.schedules.of_group(channel.group) if each.id == ours
    ]
    assert found.next_at is None
    assert "sent away" in idle_words(found)


async def test_a_schedule_of_another_group_pauses_when_its_decks_workspace_is_left(
    services: Services, store: Store, channel: Channel, there: Channel
):
    deck = await _deck_of(services, store, there)
    schedule = await _plan(services, channel.group, deck)
    await services.linking.leave(there.id)

    await services.workspaces.leave("talk", "9")

    assert (await _states(services, channel.group))[schedule] == (ScheduleState.PAUSED, DECK_AWAY)


async def test_a_workspace_that_was_left_is_sent_nothing_and_keeps_all(
    services: Services, store: Store, clock: Clock, channel: Channel, there: Channel
):
    deck = await _deck_of(services, store, there)
    first = await services.rounds.open_next(channel.group, deck.id)

    await services.workspaces.leave("chat", "1")
    await services.workspaces.leave("chat", "nobody's")
    second = await services.rounds.open_next(channel.group, deck.id)

    assert {each.channel for each in await services.deliveries.due()} == {there.id}
    async with store.reading() as tx:
        assert len(await stored(tx, Delivery, round=first.id)) == 2
        assert len(await stored(tx, Delivery, round=second.id)) == 1
        # What was told there stays told there; what comes later is not for it.
        assert {each.id for each in await tx.groups.told_in(first.id)} == {channel.id, there.id}
        assert [each.id for each in await tx.groups.told_in(second.id)] == [there.id]
    left = await _workspace_of(services, channel)
    assert left.left_at == clock.now()


async def test_coming_back_finds_what_was_there(
    services: Services, store: Store, clock: Clock, channel: Channel
):
    workspace = await _workspace_of(services, channel)
    deck = await _deck_of(services, store, channel)
    round_ = await services.rounds.open_next(channel.group, deck.id)
    await services.workspaces.leave("chat", "1")
    left = clock.now()
    clock.advance(KEPT_AFTER_LEAVING)
    await services.workspaces.leave("chat", "1")
    assert (await services.workspaces.find("chat", "1")) == replace(workspace, left_at=left)

    assert await services.workspaces.purge_due() == 0
    again = await services.workspaces.enter("chat", "1", workspace.name, "somebody")
    assert again == workspace
    assert await services.groups.found(Place("chat", "1", channel.address, channel.name)) == channel
    assert (await services.cards.card(round_.id, see(channels=[channel]))).round.id == round_.id
    await services.rounds.open_question(channel.group, deck.questions[1].id)


async def test_workspaces_that_were_left_while_nobody_looked_are_found_out(
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


async def _purge(services: Services, clock: Clock, *channels: Channel) -> None:
    for channel in channels:
        await services.workspaces.leave(channel.platform, channel.workspace)
    clock.advance(KEPT_AFTER_LEAVING + timedelta(seconds=1))
    assert await services.workspaces.purge_due() == len(channels)
    assert await services.workspaces.purge_due() == 0


async def test_a_month_after_leaving_nothing_is_left_of_a_group_that_lived_there(
    services: Services, store: Store, clock: Clock, channel: Channel
):
    deck = await _deck_of(services, store, channel)
    await services.rounds.open_next(channel.group, deck.id)

    await _purge(services, clock, channel)

    assert await services.workspaces.find("chat", "1") is None
    async with store.reading() as tx:
        for kind in (Group, Channel, Round, Workspace):
            assert await stored(tx, kind) == []
    assert (await settled(services, "chat", "1")).group != channel.group


@pytest.mark.parametrize("goes", ["the one that founded it", "the one that joined"])
async def test_a_linked_group_outlives_each_of_its_workspaces(
    *,
    services: Services,
    store: Store,
    clock: Clock,
    channel: Channel,
    there: Channel,
    goes: str,
):
    """What it was asked of the other's deck stays with its answers; nothing else of that does."""
    gone, stays = (channel, there) if goes == "the one that founded it" else (there, channel)
    deck = await _deck_of(services, store, gone)
    ann = await services.members.of_platform(channel.group, stays.platform, "A", "Ann")
    round_ = await services.rounds.open_next(channel.group, deck.id)
    await services.replies.save(round_.id, ann, "It relaxes.", 0)
    await services.rounds.close(channel.group, round_.id)

    await _purge(services, clock, gone)

    assert [each.id for each in await services.groups.channels(channel.group)] == [stays.id]
    assert await services.workspaces.of_group(channel.group) == [
        await _workspace_of(services, stays)
    ]
    reveal = await services.reveals.reveal(round_.id, see(ann, channels=[stays]))
    assert [each.text for each in reveal.replies] == ["It relaxes."]
    assert reveal.answers.reference
    found = await services.lookup.search(see(ann, channels=[stays]), "bread dough rest steam")
    assert [each.question.id for each in found] == [round_.question]
    with pytest.raises(NotFound):
        await services.rounds.open_question(channel.group, round_.question)
    # It may come in again, with a group and decks of its own.
    again = await settled(services, gone.platform, gone.workspace)
    assert again.group not in (channel.group, gone.home)
    assert await services.decks.of_group(again.group) == []


# --- what goes out --------------------------------------------------------------------------------


async def _tell(services: Services, store: Store, group: GroupId, *but_not: ChannelId) -> set[str]:
    async with store.writing() as tx:
        notice = Notice(group, "a", "deck-finished", {"deck": "Bread"})
        await tell_admins(tx, [notice], services.clock(), but_not=but_not)
    due = await services.deliveries.due()
    return {each.channel for each in due if each.kind is DeliveryKind.NOTICE}


async def test_organisers_are_told_once_a_workspace(
    services: Services, store: Store, channel: Channel, there: Channel
):
    beside = await linked(services, await settled(services, name="beside"), channel.group)
    told = await _tell(services, store, channel.group)

    assert told == {min(channel.id, beside.id), there.id}


async def test_a_channel_that_is_gone_keeps_no_owner_from_hearing_of_it(
    services: Services, store: Store, channel: Channel
):
    web = Channel(ChannelId("web"), channel.group, "web", "room")
    async with store.writing() as tx:
        await tx.groups.add_channel(web)

    assert await _tell(services, store, channel.group, channel.id, web.id) == {channel.id}


async def test_a_member_is_reminded_once_and_where_they_have_an_account(
    services: Services, store: Store, clock: Clock, channel: Channel, there: Channel
):
    deck = await _deck_of(services, store, channel)
    members = [
        await services.members.of_platform(channel.group, platform, name, name)
        for platform, name in (("chat", "Ann"), ("talk", "Bo"), ("web", "Cy"))
    ]
    async with store.writing() as tx:
        await add_account(tx, members[0], "talk", "A")
    round_ = await services.rounds.open_next(channel.group, deck.id)

    async with store.writing() as tx:
        for _ in range(2):
            await remind(tx, [(round_, [each.id for each in members])], clock.now())
    due = await services.deliveries.due()
    reminded = {each.member: each.channel for each in due if each.kind is DeliveryKind.REMINDER}

    assert reminded == {
        members[0].id: min(channel.id, there.id),
        members[1].id: there.id,
    }


async def test_a_reminder_goes_through_the_workspace_that_an_account_is_in(
    services: Services, store: Store, clock: Clock
):
    here = await settled(services, "chat", "T1")
    there = await linked(services, await settled(services, "chat", "T2"), here.group)
    deck = await _deck_of(services, store, here)
    subjects = [f"T{1 + number % 2}:U{number}" for number in range(10)]
    members = [
        await services.members.of_platform(here.group, "chat", each, each) for each in subjects
    ]
    round_ = await services.rounds.open_next(here.group, deck.id)

    async with store.writing() as tx:
        await remind(tx, [(round_, [each.id for each in members])], clock.now())

    sent = [each for each in await services.deliveries.due() if each.member is not None]
    assert {each.member: each.channel for each in sent} == {
        member.id: (here, there)[number % 2].id for number, member in enumerate(members)
    }
    addresses = [await services.deliveries.address(each) for each in sent]
    assert {each.person for each in addresses} == set(subjects)
    assert all(str(each.person).startswith(f"{each.channel.workspace}:") for each in addresses)


# --- members from a platform ----------------------------------------------------------------------


async def test_a_member_is_made_by_their_first_press_and_found_from_then_on(
    services: Services, restarted: Callable[[], Services], channel: Channel
):
    workers = [services, restarted()]
    pressed = (each.members.of_platform(channel.group, "chat", "7", "Ann") for each in workers * 3)

    found = await asyncio.gather(*pressed)

    assert len(set(found)) == 1
    assert await services.members.find_platform(channel.group, "chat", "7") == found[0]
    assert await services.members.find_platform(channel.group, "talk", "7") is None
    person = found[0].person
    assert await services.members.accounts(person) == [Account("chat", "7", person)]


@pytest.mark.parametrize(
    ("name", "shown"),
    [("  Ann\u200b ", "Ann"), ("", "Member"), ("\u3164", "Member"), ("x" * 99, "x" * 60)],
)
async def test_whatever_a_platform_calls_them_members_have_a_name(
    services: Services, channel: Channel, name: str, shown: str
):
    member = await services.members.of_platform(channel.group, "chat", "7", name)

    assert member.name == shown
    assert await services.members.of_platform(channel.group, "chat", "7", name) == member


async def test_people_of_one_name_are_told_apart_by_numbers(services: Services, channel: Channel):
    async def press() -> list[Member]:
        return [
            await services.members.of_platform(channel.group, "chat", str(n), name)
            for n, name in enumerate(("Ann", "ANN", "ann"))
        ]

    members = await press()

    assert [each.name for each in members] == ["Ann", "ANN 2", "ann 3"]
    assert await press() == members


async def test_a_name_follows_the_platforms_while_it_is_free(services: Services, channel: Channel):
    async def press(subject: str, name: str) -> str:
        return (await services.members.of_platform(channel.group, "chat", subject, name)).name

    await press("1", "Ann")
    assert await press("2", "Ann") == "Ann 2"

    assert await press("1", "ann") == "ann"
    assert await press("1", "Anna") == "Anna"
    assert await press("2", "anna") == "Ann 2"
    assert await press("2", "Ann") == "Ann"


async def test_who_has_two_accounts_keeps_their_name(
    services: Services, store: Store, channel: Channel
):
    member = await services.members.of_platform(channel.group, "chat", "7", "Ann")
    async with store.writing() as tx:
        await add_account(tx, member, "talk", "8")

    assert await services.members.of_platform(channel.group, "talk", "8", "annie") == member


async def test_whoever_is_known_is_found_without_a_write(
    services: Services, store: Store, channel: Channel
):
    await services.members.of_platform(channel.group, "chat", "1", "Ann")
    second = await services.members.of_platform(channel.group, "chat", "2", "Ann")

    async with store.writing():  # SQLite has one writer: another would wait for good
        found = services.members.of_platform(channel.group, "chat", "2", "Ann")
        assert await asyncio.wait_for(found, PATIENCE_S) == second
        entering = services.workspaces.enter("chat", "1", "Workspace 1")
        assert (await asyncio.wait_for(entering, PATIENCE_S)).address == "1"
        founding = services.groups.found(Place("chat", "1", channel.address, "study"))
        assert await asyncio.wait_for(founding, PATIENCE_S) == channel


async def test_a_group_that_is_gone_gets_no_member(services: Services):
    with pytest.raises(NotFound):
        await services.members.of_platform(GroupId("gone"), "chat", "1", "Ann")
