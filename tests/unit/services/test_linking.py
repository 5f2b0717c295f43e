"""Channels that move to another group by a code, and a person's accounts that become one."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.core.deliveries import Delivery, DeliveryKind
from bot.core.invitations import INVITED_FOR
from bot.core.models import (
    Channel,
    ChannelId,
    GroupId,
    Member,
    Round,
    Schedule,
    ScheduleId,
    ScheduleState,
)
from bot.core.read_models import Move
from bot.core.schedules import Plan
from bot.errors import AlreadyTogether, NotFound, NothingLinked, TooManyTries, UnknownCode
from bot.services.linking import MOST_TRIES, MOVED
from bot.services.live import Topic
from bot.services.openings import DECK_AWAY
from bot.services.services import Services
from bot.storage import schema
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.members import see
from tests.fakes.places import linked, settled
from tests.fakes.rows import stored
from tests.fakes.study_deck import StudyDeck, store_deck

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture
async def here(services: Services) -> Channel:
    """A channel with its group."""
    return await settled(services, "chat", "1")


@pytest.fixture
async def there(services: Services) -> Channel:
    """A channel on another platform, with a group of its own."""
    return await settled(services, "talk", "9")


async def _pressed(services: Services, channel: Channel, subject: str, name: str) -> Member:
    return await services.members.of_platform(channel.group, channel.platform, subject, name)


async def _deck(services: Services, store: Store, channel: Channel) -> StudyDeck:
    workspace = await services.workspaces.find(channel.platform, channel.workspace)
    assert workspace is not None
    return await store_deck(store, workspace.id, services.clock())


async def _plan(services: Services, channel: Channel, deck: StudyDeck) -> ScheduleId:
    return (await services.schedules.add(channel.group, Plan(deck.id, "13:00", "UTC", HOUR))).id


async def _schedule(services: Services, group: GroupId, id_: ScheduleId) -> Schedule:
    return await services.schedules.get(group, id_)


# --- channels -------------------------------------------------------------------------------------


async def test_what_linking_would_do_is_told_before_and_the_code_stays_good(
    services: Services, store: Store, here: Channel, there: Channel
):
    deck = await _deck(services, store, there)
    first, second = [await _plan(services, there, deck) for _ in range(2)]
    await services.schedules.pause(there.group, second)
    code = await services.linking.invite(here.group)

    for _ in range(2):
        move = await services.linking.preview(there.id, code)
        group = await services.groups.get(here.group)
        assert move == Move(there, group, (here,), schedules=1)
    assert await services.groups.channels(there.group) == [there]
    assert (await _schedule(services, there.group, first)).state is ScheduleState.ACTIVE

    assert await services.linking.join(there.id, code) == move
    assert await services.groups.channels(here.group) == [
        *sorted([here, replace(there, group=here.group)], key=lambda each: each.id)
    ]


async def test_linking_moves_a_channel_and_nothing_of_the_past(
    services: Services, store: Store, here: Channel, there: Channel
):
    """What was asked, answered and planned stays with the group that it was asked of."""
    decks = [await _deck(services, store, each) for each in (here, there)]
    ann, bo = (
        await _pressed(services, here, "1", "Ann"),
        await _pressed(services, there, "1", "Ann"),
    )
    round_ = await services.rounds.open_next(there.group, decks[1].id)
    await services.replies.save(round_.id, bo, "The gluten relaxes.", 0)

    moved = await linked(services, there, here.group)

    assert (moved.group, moved.home) == (here.group, there.group)
    async with store.reading() as tx:
        assert await tx.members.of_group(here.group) == [ann]
        assert await tx.members.of_group(there.group) == [bo]
        assert [each.id for each in await tx.rounds.open_now(there.group)] == [round_.id]
        assert await tx.rounds.open_now(here.group) == []
    # The workspaces' decks are there for both; a title that both have is no matter.
    found = await services.decks.of_group(here.group)
    assert [each.deck.title for each in found] == ["Baking bread", "Baking bread"]
    assert {each.deck.id for each in found} == {each.id for each in decks}


async def test_under_an_open_round_linking_changes_nothing_for_its_audience(
    services: Services, store: Store, here: Channel, there: Channel
):
    deck, theirs = [await _deck(services, store, each) for each in (here, there)]
    ours = await services.rounds.open_next(here.group, deck.id)
    their_round = await services.rounds.open_next(there.group, theirs.id)
    bo = await _pressed(services, there, "2", "Bo")

    await linked(services, there, here.group)
    await services.replies.save(their_round.id, bo, "It relaxes.", 0)
    await services.rounds.close(here.group, ours.id)
    await services.rounds.close(there.group, their_round.id)
    later = await services.rounds.open_next(here.group, deck.id)

    async with store.reading() as tx:
        told = {
            each.id: {delivery.channel for delivery in await stored(tx, Delivery, round=each.id)}
            for each in (ours, their_round, later)
        }
    assert told == {
        ours.id: {here.id},
        their_round.id: {there.id},
        later.id: {here.id, there.id},
    }
    assert [each.round.id for each in await services.cards.past(see(channels=[here]), 9)] == [
        ours.id
    ]
    assert [each.round.id for each in await services.cards.past(see(channels=[there]), 9)] == [
        their_round.id
    ]
    assert (await services.reveals.reveal(their_round.id, see(bo, channels=[there]))).replies


async def test_under_an_open_round_leaving_takes_it_from_nobody_who_was_told(
    services: Services, store: Store, here: Channel, there: Channel
):
    deck = await _deck(services, store, here)
    await linked(services, there, here.group)
    bo = await services.members.of_platform(here.group, "talk", "2", "Bo")
    round_ = await services.rounds.open_next(here.group, deck.id)

    await services.linking.leave(there.id)
    await services.replies.save(round_.id, bo, "It relaxes.", 0)
    await services.rounds.close(here.group, round_.id)
    later = await services.rounds.open_next(here.group, deck.id)

    assert (await services.reveals.reveal(round_.id, see(bo, channels=[there]))).replies
    async with store.reading() as tx:
        assert len(await stored(tx, Delivery, round=round_.id)) == 4
        assert [each.id for each in await tx.groups.told_in(later.id)] == [here.id]


async def test_a_group_without_a_channel_sleeps_and_wakes_when_its_channel_leaves(
    services: Services, store: Store, clock: Clock, here: Channel, there: Channel
):
    deck = await _deck(services, store, there)
    planned, paused = [await _plan(services, there, deck) for _ in range(2)]
    await services.schedules.pause(there.group, paused)

    await linked(services, there, here.group)
    clock.advance(2 * HOUR)
    await services.rounds.tick()

    async with store.reading() as tx:
        assert not await tx.rounds.any()
    rests = await _schedule(services, there.group, planned)
    assert (rests.state, rests.reason, rests.next_at) == (ScheduleState.PAUSED, MOVED, None)

    home = await services.linking.leave(there.id)
    assert home == there
    woken = await _schedule(services, there.group, planned)
    assert (woken.state, woken.reason) == (ScheduleState.ACTIVE, None)
    # What an organiser paused stays paused, and what was missed is not made up for.
    rests = await _schedule(services, there.group, paused)
    assert (rests.state, rests.reason) == (ScheduleState.PAUSED, None)
    assert woken.next_at is not None
    assert woken.next_at > clock.now()
    with pytest.raises(NothingLinked):
        await services.linking.leave(there.id)


async def test_a_group_with_another_channel_goes_on_without_the_one_that_moved(
    services: Services, store: Store, clock: Clock, here: Channel, there: Channel
):
    third = await linked(services, await settled(services, "chat", "3"), there.group)
    deck = await _deck(services, store, there)
    planned = await _plan(services, there, deck)
    assert await services.linking.preview(third.id, await services.linking.invite(here.group))

    moved = await linked(services, third, here.group)

    assert (moved.group, moved.home) == (here.group, third.home)
    assert (await _schedule(services, there.group, planned)).state is ScheduleState.ACTIVE
    clock.advance(HOUR)
    await services.rounds.tick()
    async with store.reading() as tx:
        (round_,) = await tx.rounds.open_now(there.group)
        assert [each.id for each in await tx.groups.told_in(round_.id)] == [there.id]
    # Leaving leads home, not to where it was before.
    assert (await services.linking.leave(third.id)).group == third.home


@pytest.mark.parametrize("does", ["link", "leave"])
async def test_under_a_due_opening_it_is_asked_where_the_channel_is_by_then(
    *,
    services: Services,
    restarted: Callable[[], Services],
    store: Store,
    clock: Clock,
    here: Channel,
    there: Channel,
    does: str,
):
    """Whichever comes first: a question is told to all of one audience, and never to two groups."""
    deck = await _deck(services, store, here)
    planned = await _plan(services, here, deck)
    if does == "leave":
        await linked(services, there, here.group)
    other = restarted()
    clock.advance(HOUR)
    code = await services.linking.invite(here.group)

    async def move() -> None:
        if does == "link":
            await other.linking.join(there.id, code)
        else:
            await other.linking.leave(there.id)

    await asyncio.gather(services.rounds.tick(), move())
    await services.rounds.tick()  # what was held by the move

    async with store.reading() as tx:
        (round_,) = await tx.rounds.open_now(here.group)
        assert round_.schedule == planned
        told = {each.id for each in await tx.groups.told_in(round_.id)}
        delivered = {each.channel for each in await stored(tx, Delivery, round=round_.id)}
    assert told == delivered
    assert here.id in told
    assert told <= {here.id, there.id}


async def test_a_deck_that_went_with_its_workspaces_channel_pauses_the_schedule_and_says_so(
    services: Services, store: Store, clock: Clock, here: Channel, there: Channel
):
    await linked(services, there, here.group)
    theirs = await _deck(services, store, there)
    planned = await _plan(services, here, theirs)

    await services.linking.leave(there.id)
    clock.advance(HOUR)
    await services.rounds.tick()

    rests = await _schedule(services, here.group, planned)
    assert (rests.state, rests.reason) == (ScheduleState.PAUSED, DECK_AWAY)
    async with store.reading() as tx:
        assert not await tx.rounds.any()
    (notice,) = await services.deliveries.due()
    assert (notice.kind, notice.channel) == (DeliveryKind.NOTICE, here.id)
    assert '"deck-away"' in notice.note


async def test_a_chain_of_links_is_a_move_each(
    services: Services, store: Store, here: Channel, there: Channel
):
    """Who linked to a group does not follow its channel when that is linked on."""
    third = await settled(services, "chat", "3")
    await linked(services, third, there.group)
    moved = await linked(services, there, here.group)

    assert moved.group == here.group
    assert [each.id for each in await services.groups.channels(there.group)] == [third.id]
    with pytest.raises(AlreadyTogether):
        await linked(services, there, here.group)
    await services.linking.leave(third.id)
    assert await services.groups.channels(there.group) == []
    assert [each.id for each in await services.groups.channels(third.home)] == [third.id]
    assert (await services.linking.leave(there.id)).group == there.home


async def test_everybody_hears_that_their_group_changed(
    services: Services, here: Channel, there: Channel
):
    code = await services.linking.invite(here.group)
    expected = {(group, topic) for group in (here.group, there.group) for topic in Topic}
    with services.live.listen() as listener:
        await services.linking.join(there.id, code)
        assert await listener.changes(timeout=0) == expected
        await services.linking.leave(there.id)
        assert await listener.changes(timeout=0) == expected


async def test_channels_are_linked_while_others_write_and_nothing_goes_wrong(
    *,
    services: Services,
    restarted: Callable[[], Services],
    store: Store,
    here: Channel,
    there: Channel,
):
    deck = await _deck(services, store, there)
    await _plan(services, there, deck)
    round_ = await services.rounds.open_next(there.group, deck.id)
    members = [await _pressed(services, there, str(n), f"M{n}") for n in range(8)]
    other, code = restarted(), await services.linking.invite(here.group)

    async def write(member: Member) -> None:
        for revision in range(3):
            await other.replies.save(round_.id, member, f"{member.name} {revision}", revision)

    async def send() -> None:
        for _ in range(5):
            await other.rounds.tick()
            for delivery in await other.deliveries.claim():
                await other.deliveries.sent(delivery, "1", SECOND)

    await asyncio.gather(
        *map(write, members), send(), services.linking.join(there.id, code), send()
    )

    async with store.reading() as tx:
        replies = await tx.replies.of_round(round_.id)
        assert {each.member for each in replies} == {each.id for each in members}
    assert sorted(each.text for each in replies) == [f"M{n} 2" for n in range(8)]


async def test_of_two_that_link_one_channel_at_once_the_later_moves_it_on(
    services: Services, restarted: Callable[[], Services], here: Channel, there: Channel
):
    third = await settled(services, "chat", "3")
    codes = [await services.linking.invite(each.group) for each in (here, third)]

    await asyncio.gather(
        services.linking.join(there.id, codes[0]), restarted().linking.join(there.id, codes[1])
    )

    (moved,) = [
        each
        for group in (here.group, third.group)
        for each in await services.groups.channels(group)
        if each.id == there.id
    ]
    assert moved.home == there.group
    assert await services.groups.channels(there.group) == []


async def test_linking_and_leaving_at_once_leave_a_channel_in_one_group(
    services: Services,
    restarted: Callable[[], Services],
    store: Store,
    here: Channel,
    there: Channel,
):
    planned = await _plan(services, there, await _deck(services, store, there))
    other = restarted()
    for _ in range(4):
        code = await services.linking.invite(here.group)
        await asyncio.gather(
            services.linking.join(there.id, code),
            other.linking.leave(there.id),
            return_exceptions=True,
        )
        found = await services.groups.find_channel("talk", there.address)
        assert found is not None
        state = (await _schedule(services, there.group, planned)).state
        is_home = found.group == there.group
        assert state is (ScheduleState.ACTIVE if is_home else ScheduleState.PAUSED)
        if not is_home:
            await services.linking.leave(there.id)


# --- codes ----------------------------------------------------------------------------------------


async def test_a_code_is_kept_as_its_hash_and_typed_in_any_way(
    services: Services, store: Store, here: Channel, there: Channel
):
    code = await services.linking.invite(here.group)

    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}", code)
    async with store._engine.connect() as connection:
        (row,) = (await connection.execute(select(schema.invitations))).all()
    assert code.replace("-", "") not in repr(row)
    typed = f" {code.replace('-', ' ').lower()} "
    assert (await services.linking.join(there.id, typed)).group.id == here.group


async def test_a_code_holds_for_fifteen_minutes(
    services: Services, clock: Clock, here: Channel, there: Channel
):
    code = await services.linking.invite(here.group)
    clock.advance(INVITED_FOR)
    with pytest.raises(UnknownCode):
        await services.linking.join(there.id, code)

    code = await services.linking.invite(here.group)
    clock.advance(INVITED_FOR - SECOND)
    await services.linking.join(there.id, code)


async def test_ones_own_code_is_refused_and_stays_good(
    services: Services, here: Channel, there: Channel
):
    code = await services.linking.invite(here.group)

    with pytest.raises(AlreadyTogether):
        await services.linking.join(here.id, code)

    await services.linking.join(there.id, code)
    with pytest.raises(UnknownCode):
        await services.linking.join(here.id, code)


async def test_a_code_for_a_member_joins_no_group_nor_the_other_way_round(
    services: Services, here: Channel, there: Channel
):
    member = await _pressed(services, here, "1", "Ann")
    code = await services.linking.invite_person(member.person)
    with pytest.raises(UnknownCode):
        await services.linking.join(there.id, code)

    bo = await _pressed(services, here, "2", "Bo")
    with pytest.raises(UnknownCode):
        await services.linking.join_person(bo.person, await services.linking.invite(here.group))
    await services.linking.join_person(bo.person, code)


async def test_of_two_that_use_a_code_at_once_one_is_let_in(
    services: Services, restarted: Callable[[], Services], here: Channel
):
    others = [await settled(services, "chat", address) for address in ("2", "3", "4")]
    code = await services.linking.invite(here.group)
    workers = [services, restarted(), restarted()]

    results = await asyncio.gather(
        *(
            worker.linking.join(other.id, code)
            for worker, other in zip(workers, others, strict=True)
        ),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in results) == [
        "Move",
        "UnknownCode",
        "UnknownCode",
    ]
    assert len(await services.workspaces.of_group(here.group)) == 2


async def test_two_groups_that_invite_each_other_at_once_are_one_in_the_end(
    services: Services, restarted: Callable[[], Services], here: Channel, there: Channel
):
    codes = [await services.linking.invite(each.group) for each in (here, there)]

    results = await asyncio.gather(
        services.linking.join(here.id, codes[1]),
        restarted().linking.join(there.id, codes[0]),
        return_exceptions=True,
    )

    # Not swapped: the group whose channel went first sleeps, and takes nobody in.
    (joined,) = (each for each in results if isinstance(each, Move))
    assert len(await services.workspaces.of_group(joined.group.id)) == 2
    (refusal,) = (each for each in results if each is not joined)
    assert isinstance(refusal, UnknownCode | AlreadyTogether)


async def test_guessing_is_stopped_for_a_while_and_holds_up_nobody_else(
    services: Services, clock: Clock, here: Channel, there: Channel
):
    code = await services.linking.invite(here.group)
    for number in range(MOST_TRIES):
        with pytest.raises(UnknownCode):
            await services.linking.join(there.id, f"{number:010}" if number % 2 else "what?")
        clock.advance(SECOND)

    with pytest.raises(TooManyTries) as refusal:
        await services.linking.join(there.id, code)
    assert refusal.value.again_at == clock.now() - MOST_TRIES * SECOND + INVITED_FOR

    other = await settled(services, "chat", "2")
    await services.linking.join(other.id, code)
    clock.set(refusal.value.again_at)
    await services.linking.join(there.id, await services.linking.invite(here.group))


async def test_a_group_that_is_gone_neither_invites_nor_joins(services: Services, here: Channel):
    with pytest.raises(NotFound):
        await services.linking.invite(GroupId("gone"))
    code = await services.linking.invite(here.group)
    with pytest.raises(NotFound):
        await services.linking.join(ChannelId("gone"), code)

    other = await settled(services, "chat", "2")
    await services.linking.join(other.id, code)


# --- accounts -------------------------------------------------------------------------------------


@pytest.fixture
async def study(services: Services, store: Store, here: Channel) -> StudyDeck:
    """A deck of the channel's workspace."""
    return await _deck(services, store, here)


@pytest.fixture
async def round_(services: Services, here: Channel, study: StudyDeck) -> Round:
    """A round that is open."""
    return await services.rounds.open_next(here.group, study.id)


async def test_two_accounts_become_the_member_who_invited(
    services: Services, clock: Clock, here: Channel, round_: Round
):
    bo = await _pressed(services, here, "2", "Bo")
    clock.advance(SECOND)
    ann = await _pressed(services, here, "1", "Ann")
    await services.replies.save(round_.id, bo, "From Bo.", 0)

    code = await services.linking.invite_person(ann.person)
    joined = await services.linking.join_person(bo.person, code)

    assert joined.members == [replace(ann, joined_at=bo.joined_at)]
    assert joined.replaced == []
    for subject in "12":
        assert [await _pressed(services, here, subject, "Whoever")] == joined.members
    reply = await services.replies.mine(round_.id, joined.members[0])
    assert reply is not None
    assert reply.text == "From Bo."


async def test_whoever_replied_with_both_accounts_is_told_which_reply_gave_way(
    services: Services, clock: Clock, here: Channel, round_: Round
):
    ann, bo = [await _pressed(services, here, name, name) for name in ("Ann", "Bo")]
    earlier = await services.replies.save(round_.id, ann, "From Ann.", 0)
    clock.advance(SECOND)
    await services.replies.save(round_.id, bo, "From Bo.", 0)

    code = await services.linking.invite_person(ann.person)
    joined = await services.linking.join_person(bo.person, code)

    assert joined.replaced == [earlier.reply]
    reply = await services.replies.mine(round_.id, joined.members[0])
    assert reply is not None
    assert reply.text == "From Bo."
    # A page that still shows the earlier one does not overwrite the other unseen.
    assert reply.revision > earlier.reply.revision


async def test_ones_own_code_or_a_used_one_joins_no_accounts(services: Services, here: Channel):
    ann, bo = [await _pressed(services, here, name, name) for name in ("Ann", "Bo")]
    code = await services.linking.invite_person(ann.person)

    with pytest.raises(AlreadyTogether):
        await services.linking.join_person(ann.person, code)

    await services.linking.join_person(bo.person, code)
    with pytest.raises(UnknownCode):
        await services.linking.join_person(ann.person, code)


async def test_one_link_joins_the_accounts_in_all_groups(
    services: Services, store: Store, clock: Clock, here: Channel, there: Channel
):
    other = await settled(services, "chat", "2")
    ann = await _pressed(services, here, "1", "Ann")
    ann_abroad = await _pressed(services, there, "9", "Annie")
    code = await services.linking.invite_person(ann.person)
    joined = await services.linking.join_person(ann_abroad.person, code)

    # Abroad she goes on as who she was there, as the person who invited.
    abroad = replace(ann_abroad, person=ann.person)
    assert abroad in joined.members
    assert await _pressed(services, there, "9", "Whoever") == abroad
    for each, platform, subject in ((other, "chat", "1"), (other, "talk", "9")):
        found = await services.members.of_platform(each.group, platform, subject, "Ann")
        assert found.person == ann.person
    async with store.reading() as tx:
        assert len(await tx.members.of_persons([ann.person])) == 3
        assert await tx.members.of_persons([ann_abroad.person]) == []


async def test_where_both_are_in_two_groups_they_become_one_in_each(
    services: Services, store: Store, clock: Clock, here: Channel, there: Channel
):
    places = (here, there)
    goes, stays = [
        [
            await services.members.of_platform(each.group, "chat", subject, f"Name {subject}")
            for each in places
        ]
        for subject in "12"
    ]
    for each, member in zip(places, goes, strict=True):
        deck = await _deck(services, store, each)
        round_ = await services.rounds.open_next(each.group, deck.id)
        await services.replies.save(round_.id, member, f"From {each.workspace}.", 0)
    code = await services.linking.invite_person(stays[0].person)

    with services.live.listen(Topic.MEMBERS) as listener:
        joined = await services.linking.join_person(goes[0].person, code)
        heard = await listener.changes(timeout=0)

    assert joined.members == stays
    assert heard == {(each.group, Topic.MEMBERS) for each in places}
    async with store.reading() as tx:
        for each, member in zip(places, stays, strict=True):
            assert await tx.members.of_group(each.group) == [member]
            ((reply, *_),) = await tx.replies.of_member(member.id)
            assert reply.text == f"From {each.workspace}."


async def test_accounts_that_are_joined_at_once_while_others_press_are_one_person(
    *,
    services: Services,
    restarted: Callable[[], Services],
    store: Store,
    here: Channel,
    there: Channel,
):
    members = [await _pressed(services, here, subject, f"M{subject}") for subject in "123"]
    codes = [await services.linking.invite_person(each.person) for each in members]
    workers = [services, restarted(), restarted()]

    results = await asyncio.gather(
        *(
            worker.linking.join_person(member.person, code)
            for worker, member, code in zip(workers, members, codes[1:] + codes[:1], strict=True)
        ),
        *(
            worker.members.of_platform(there.group, "chat", subject, "Cy")
            for worker, subject in zip(workers, "123", strict=True)
        ),
        return_exceptions=True,
    )

    refusals = [each for each in results if isinstance(each, BaseException)]
    assert all(isinstance(each, UnknownCode | NotFound) for each in refusals), refusals
    async with store.reading() as tx:
        people = {each.person for each in await tx.members.of_group(there.group)}
        owners = {
            each.person
            for subject in "123"
            if (each := await tx.members.with_account(there.group, "chat", subject))
        }
        assert people == owners
        assert len(people) == len(await tx.members.of_group(there.group))


async def test_guesses_of_one_member_do_not_hold_up_another(services: Services, here: Channel):
    ann, bo, cy = [await _pressed(services, here, name, name) for name in ("Ann", "Bo", "Cy")]
    code = await services.linking.invite_person(ann.person)
    for _ in range(MOST_TRIES):
        with pytest.raises(UnknownCode):
            await services.linking.join_person(bo.person, "00000-00000")
    with pytest.raises(TooManyTries):
        await services.linking.join_person(bo.person, code)

    await services.linking.join_person(cy.person, code)
