"""Groups that become one by a code, and a person's accounts likewise."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import chain

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.core.invitations import INVITED_FOR
from bot.core.models import (
    Delivery,
    Group,
    GroupId,
    Member,
    MemberId,
    Round,
    Workspace,
)
from bot.core.schedules import Plan
from bot.core.text import name_key
from bot.errors import AlreadyTogether, NotAllowed, NotFound, TooManyTries, UnknownCode
from bot.services.linking import MOST_TRIES
from bot.services.live import Topic
from bot.services.services import Services
from bot.storage import schema
from bot.storage.transaction import Store
from tests.contract.scenarios import Scenario, put_scenario, scenarios
from tests.fakes.clock import Clock
from tests.fakes.rows import stored
from tests.fakes.study_deck import StudyDeck, store_deck
from tests.profiles import scaled

SECOND = timedelta(seconds=1)


@pytest.fixture
async def workspace(services: Services) -> Workspace:
    """A workspace on one platform, with its group and a channel."""
    return await _entered(services, "chat", "1")


@pytest.fixture
async def abroad(services: Services) -> Workspace:
    """A workspace on another platform, with its group and a channel."""
    return await _entered(services, "talk", "9")


async def _entered(services: Services, platform: str, address: str) -> Workspace:
    workspace = await services.workspaces.enter(platform, address, f"Workspace {address}")
    await services.workspaces.channel(workspace, f"{address}0")
    return workspace


async def _pressed(services: Services, workspace: Workspace, subject: str, name: str) -> Member:
    return await services.members.of_platform(workspace.group, workspace.platform, subject, name)


# --- groups ---------------------------------------------------------------------------------------


async def test_two_groups_become_the_one_that_invited(
    services: Services, store: Store, clock: Clock, workspace: Workspace, abroad: Workspace
):
    ours = await _pressed(services, workspace, "1", "Ann")
    theirs = await _pressed(services, abroad, "1", "Ann")
    decks = [await store_deck(store, each.group, clock.now()) for each in (workspace, abroad)]
    await services.schedules.add(abroad.group, Plan(decks[1].id, "09:00", "UTC", INVITED_FOR))
    round_ = await services.rounds.open_next(abroad.group, decks[1].id)
    await services.replies.save(round_.id, theirs, "The gluten relaxes.", 0)

    joined = await services.linking.join(
        abroad.group, await services.linking.invite(workspace.group)
    )

    assert joined == await services.groups.get(workspace.group)
    with pytest.raises(NotFound):
        await services.groups.get(abroad.group)
    assert [each.address for each in await services.workspaces.of_group(workspace.group)] == [
        "1",
        "9",
    ]
    assert len(await services.groups.channels(workspace.group)) == 2
    found = await services.decks.of_group(workspace.group)
    assert {each.deck.title for each in found} == {"Baking bread", "Baking bread (2)"}
    assert len(await services.schedules.of_group(workspace.group)) == 1
    async with store.reading() as tx:
        members = {each.id: each.name for each in await tx.members.of_group(workspace.group)}
        assert members == {ours.id: "Ann", theirs.id: "Ann 2"}
        (moved,) = await tx.rounds.open_now(workspace.group)
        assert moved.id == round_.id
        assert [each.member for each in await tx.replies.of_round(round_.id)] == [theirs.id]


@pytest.mark.parametrize("invites", ["the room", "the workspace"])
async def test_the_web_room_stays_whoever_invited(
    services: Services, room: Group, workspace: Workspace, invites: str
):
    secret = await services.members.secret(room.id, "member")
    _, token = await services.members.join(room.id, secret, "Ann")
    inviting, joining = (
        (room.id, workspace.group) if invites == "the room" else (workspace.group, room.id)
    )

    joined = await services.linking.join(joining, await services.linking.invite(inviting))

    assert joined == room
    assert await services.members.holds(room.id, "member", secret)
    assert (await services.members.visitor(room.id, token)).member is not None
    (moved,) = await services.workspaces.of_group(room.id)
    assert moved == replace(workspace, group=room.id)


async def test_who_has_one_account_in_both_is_one_member_with_all_replies(
    services: Services, store: Store, clock: Clock, workspace: Workspace
):
    other = await _entered(services, "chat", "2")
    ours, theirs = [await _pressed(services, each, "7", "Ann") for each in (workspace, other)]
    rounds = []
    for each, member in ((workspace, ours), (other, theirs)):
        deck = await store_deck(store, each.group, clock.now())
        rounds.append(await services.rounds.open_next(each.group, deck.id))
        await services.replies.save(rounds[-1].id, member, f"From {each.address}.", 0)

    await services.linking.join(other.group, await services.linking.invite(workspace.group))

    assert await _pressed(services, workspace, "7", "Ann") == ours
    replies = [await services.replies.mine(each.id, ours) for each in rounds]
    assert [each.text for each in replies if each] == ["From 1.", "From 2."]


async def test_a_reveal_comes_where_its_question_was_and_nowhere_else(
    services: Services, store: Store, clock: Clock, workspace: Workspace, abroad: Workspace
):
    deck = await store_deck(store, workspace.group, clock.now())
    round_ = await services.rounds.open_next(workspace.group, deck.id)
    (channel,) = await services.groups.channels(workspace.group)

    await services.linking.join(abroad.group, await services.linking.invite(workspace.group))
    await services.rounds.close(workspace.group, round_.id)
    later = await services.rounds.open_next(workspace.group, deck.id)

    async with store.reading() as tx:
        told = {each.channel for each in await stored(tx, Delivery, round=round_.id)}
        assert told == {channel.id}
        assert len(await stored(tx, Delivery, round=later.id)) == 2


async def test_everybody_hears_that_their_group_changed(
    services: Services, workspace: Workspace, abroad: Workspace
):
    code = await services.linking.invite(workspace.group)
    with services.live.listen() as listener:
        await services.linking.join(abroad.group, code)
        heard = await listener.changes(timeout=0)

    assert heard == {(group, topic) for group in (workspace.group, abroad.group) for topic in Topic}


async def test_groups_are_joined_while_others_write_and_nothing_goes_wrong(
    *,
    services: Services,
    restarted: Callable[[], Services],
    store: Store,
    clock: Clock,
    workspace: Workspace,
    abroad: Workspace,
):
    deck = await store_deck(store, abroad.group, clock.now())
    await services.schedules.add(abroad.group, Plan(deck.id, "09:00", "UTC", 3 * INVITED_FOR))
    round_ = await services.rounds.open_next(abroad.group, deck.id)
    members = [await _pressed(services, abroad, str(n), f"M{n}") for n in range(8)]
    other, code = restarted(), await services.linking.invite(workspace.group)

    async def write(member: Member) -> None:
        for revision in range(3):
            try:
                await other.replies.save(round_.id, member, f"{member.name} {revision}", revision)
            except NotAllowed:  # their group has become another meanwhile
                member = replace(member, group=workspace.group)
                await other.replies.save(round_.id, member, f"{member.name} {revision}", revision)

    async def send() -> None:
        for _ in range(5):
            await other.rounds.tick()
            for delivery in await other.deliveries.claim():
                await other.deliveries.sent(delivery, "1", SECOND)

    await asyncio.gather(
        *map(write, members), send(), services.linking.join(abroad.group, code), send()
    )

    async with store.reading() as tx:
        replies = await tx.replies.of_round(round_.id)
    assert sorted(each.text for each in replies) == [f"M{n} 2" for n in range(8)]
    assert await _rows_of(store, abroad.group) == 0


# --- codes ----------------------------------------------------------------------------------------


async def test_a_code_is_kept_as_its_hash_and_typed_in_any_way(
    services: Services, store: Store, workspace: Workspace, abroad: Workspace
):
    code = await services.linking.invite(workspace.group)

    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}", code)
    async with store._engine.connect() as connection:
        (row,) = (await connection.execute(select(schema.invitations))).all()
    assert code.replace("-", "") not in repr(row)
    typed = f" {code.replace('-', ' ').lower()} "
    assert (await services.linking.join(abroad.group, typed)).id == workspace.group


async def test_a_code_holds_for_fifteen_minutes(
    services: Services, clock: Clock, workspace: Workspace, abroad: Workspace
):
    code = await services.linking.invite(workspace.group)
    clock.advance(INVITED_FOR)
    with pytest.raises(UnknownCode):
        await services.linking.join(abroad.group, code)

    code = await services.linking.invite(workspace.group)
    clock.advance(INVITED_FOR - SECOND)
    await services.linking.join(abroad.group, code)


async def test_ones_own_code_is_refused_and_stays_good(
    services: Services, workspace: Workspace, abroad: Workspace
):
    code = await services.linking.invite(workspace.group)

    with pytest.raises(AlreadyTogether):
        await services.linking.join(workspace.group, code)

    await services.linking.join(abroad.group, code)
    with pytest.raises(UnknownCode):
        await services.linking.join(workspace.group, code)


async def test_a_code_for_a_member_joins_no_group_nor_the_other_way_round(
    services: Services, workspace: Workspace, abroad: Workspace
):
    member = await _pressed(services, workspace, "1", "Ann")
    code = await services.linking.invite_member(member)
    with pytest.raises(UnknownCode):
        await services.linking.join(abroad.group, code)

    bo = await _pressed(services, workspace, "2", "Bo")
    with pytest.raises(UnknownCode):
        await services.linking.join_member(bo, await services.linking.invite(workspace.group))
    await services.linking.join_member(bo, code)


async def test_of_two_that_use_a_code_at_once_one_is_let_in(
    services: Services, restarted: Callable[[], Services], workspace: Workspace
):
    others = [await _entered(services, "chat", address) for address in ("2", "3", "4")]
    code = await services.linking.invite(workspace.group)
    workers = [services, restarted(), restarted()]

    results = await asyncio.gather(
        *(
            worker.linking.join(other.group, code)
            for worker, other in zip(workers, others, strict=True)
        ),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in results) == [
        "Group",
        "UnknownCode",
        "UnknownCode",
    ]
    assert len(await services.workspaces.of_group(workspace.group)) == 2


async def test_two_groups_that_invite_each_other_at_once_are_one_in_the_end(
    services: Services, restarted: Callable[[], Services], workspace: Workspace, abroad: Workspace
):
    codes = [await services.linking.invite(each.group) for each in (workspace, abroad)]

    results = await asyncio.gather(
        services.linking.join(workspace.group, codes[1]),
        restarted().linking.join(abroad.group, codes[0]),
        return_exceptions=True,
    )

    (joined,) = (each for each in results if isinstance(each, Group))
    assert len(await services.workspaces.of_group(joined.id)) == 2
    (refusal,) = (each for each in results if each is not joined)
    assert isinstance(refusal, UnknownCode | AlreadyTogether | NotFound)


async def test_guessing_is_stopped_for_a_while_and_holds_up_nobody_else(
    services: Services, clock: Clock, workspace: Workspace, abroad: Workspace
):
    code = await services.linking.invite(workspace.group)
    for number in range(MOST_TRIES):
        with pytest.raises(UnknownCode):
            await services.linking.join(abroad.group, f"{number:010}" if number % 2 else "what?")
        clock.advance(SECOND)

    with pytest.raises(TooManyTries) as refusal:
        await services.linking.join(abroad.group, code)
    assert refusal.value.again_at == clock.now() - MOST_TRIES * SECOND + INVITED_FOR

    other = await _entered(services, "chat", "2")
    await services.linking.join(other.group, code)
    clock.set(refusal.value.again_at)
    await services.linking.join(abroad.group, await services.linking.invite(workspace.group))


async def test_a_group_that_is_gone_neither_invites_nor_joins(
    services: Services, workspace: Workspace
):
    with pytest.raises(NotFound):
        await services.linking.invite(GroupId("gone"))
    code = await services.linking.invite(workspace.group)
    with pytest.raises(NotFound):
        await services.linking.join(GroupId("gone"), code)

    other = await _entered(services, "chat", "2")
    await services.linking.join(other.group, code)


# --- accounts -------------------------------------------------------------------------------------


@pytest.fixture
async def study(store: Store, clock: Clock, workspace: Workspace) -> StudyDeck:
    """A deck of the workspace's group."""
    return await store_deck(store, workspace.group, clock.now())


@pytest.fixture
async def round_(services: Services, workspace: Workspace, study: StudyDeck) -> Round:
    """A round that is open."""
    return await services.rounds.open_next(workspace.group, study.id)


async def test_two_accounts_become_the_member_who_invited(
    services: Services, clock: Clock, workspace: Workspace, round_: Round
):
    bo = await _pressed(services, workspace, "2", "Bo")
    clock.advance(SECOND)
    ann = await _pressed(services, workspace, "1", "Ann")
    await services.replies.save(round_.id, bo, "From Bo.", 0)

    code = await services.linking.invite_member(ann)
    joined = await services.linking.join_member(bo, code)

    assert joined.member == replace(ann, joined_at=bo.joined_at)
    assert joined.replaced == []
    for subject in "12":
        assert await _pressed(services, workspace, subject, "Whoever") == joined.member
    reply = await services.replies.mine(round_.id, joined.member)
    assert reply is not None
    assert reply.text == "From Bo."


async def test_whoever_replied_with_both_accounts_is_told_which_reply_gave_way(
    services: Services, clock: Clock, workspace: Workspace, round_: Round
):
    ann, bo = [await _pressed(services, workspace, name, name) for name in ("Ann", "Bo")]
    earlier = await services.replies.save(round_.id, ann, "From Ann.", 0)
    clock.advance(SECOND)
    await services.replies.save(round_.id, bo, "From Bo.", 0)

    code = await services.linking.invite_member(ann)
    joined = await services.linking.join_member(bo, code)

    assert joined.replaced == [earlier.reply]
    reply = await services.replies.mine(round_.id, joined.member)
    assert reply is not None
    assert reply.text == "From Bo."
    # A page that still shows the earlier one does not overwrite the other unseen.
    assert reply.revision > earlier.reply.revision


async def test_ones_own_code_or_a_used_one_joins_no_accounts(
    services: Services, workspace: Workspace
):
    ann, bo = [await _pressed(services, workspace, name, name) for name in ("Ann", "Bo")]
    code = await services.linking.invite_member(ann)

    with pytest.raises(AlreadyTogether):
        await services.linking.join_member(ann, code)

    await services.linking.join_member(bo, code)
    with pytest.raises(UnknownCode):
        await services.linking.join_member(ann, code)


async def test_one_link_joins_the_accounts_in_all_groups(
    services: Services, store: Store, clock: Clock, workspace: Workspace, abroad: Workspace
):
    other = await _entered(services, "chat", "2")
    ann = await _pressed(services, workspace, "1", "Ann")
    ann_abroad = await _pressed(services, abroad, "9", "Annie")
    code = await services.linking.invite_member(ann)
    joined = await services.linking.join_member(ann_abroad, code)

    # Abroad she goes on as who she was there, as the person who invited.
    assert joined.member == replace(ann_abroad, person=ann.person)
    assert await _pressed(services, abroad, "9", "Whoever") == joined.member
    for each, platform, subject in ((other, "chat", "1"), (other, "talk", "9")):
        found = await services.members.of_platform(each.group, platform, subject, "Ann")
        assert found.person == ann.person
    async with store.reading() as tx:
        assert len(await tx.members.of_persons([ann.person])) == 3
        assert await tx.members.of_persons([ann_abroad.person]) == []


async def test_where_both_are_in_two_groups_they_become_one_in_each(
    services: Services, store: Store, clock: Clock, workspace: Workspace, abroad: Workspace
):
    places = (workspace, abroad)
    goes, stays = [
        [
            await services.members.of_platform(each.group, "chat", subject, f"Name {subject}")
            for each in places
        ]
        for subject in "12"
    ]
    for each, member in zip(places, goes, strict=True):
        deck = await store_deck(store, each.group, clock.now())
        round_ = await services.rounds.open_next(each.group, deck.id)
        await services.replies.save(round_.id, member, f"From {each.address}.", 0)
    code = await services.linking.invite_member(stays[0])

    with services.live.listen(Topic.MEMBERS) as listener:
        joined = await services.linking.join_member(goes[0], code)
        heard = await listener.changes(timeout=0)

    assert joined.member == stays[0]
    assert heard == {(each.group, Topic.MEMBERS) for each in places}
    async with store.reading() as tx:
        for each, member in zip(places, stays, strict=True):
            assert await tx.members.of_group(each.group) == [member]
            ((reply, *_),) = await tx.replies.of_member(member.id)
            assert reply.text == f"From {each.address}."


async def test_accounts_that_are_joined_at_once_while_others_press_are_one_person(
    *,
    services: Services,
    restarted: Callable[[], Services],
    store: Store,
    workspace: Workspace,
    abroad: Workspace,
):
    members = [await _pressed(services, workspace, subject, f"M{subject}") for subject in "123"]
    codes = [await services.linking.invite_member(each) for each in members]
    workers = [services, restarted(), restarted()]

    results = await asyncio.gather(
        *(
            worker.linking.join_member(member, code)
            for worker, member, code in zip(workers, members, codes[1:] + codes[:1], strict=True)
        ),
        *(
            worker.members.of_platform(abroad.group, "chat", subject, "Cy")
            for worker, subject in zip(workers, "123", strict=True)
        ),
        return_exceptions=True,
    )

    refusals = [each for each in results if isinstance(each, BaseException)]
    assert all(isinstance(each, UnknownCode | NotFound) for each in refusals), refusals
    async with store.reading() as tx:
        people = {each.person for each in await tx.members.of_group(abroad.group)}
        owners = {
            each.person
            for subject in "123"
            if (each := await tx.members.with_account(abroad.group, "chat", subject))
        }
        assert people == owners
        assert len(people) == len(await tx.members.of_group(abroad.group))


async def test_guesses_of_one_member_do_not_hold_up_another(
    services: Services, workspace: Workspace
):
    ann, bo, cy = [await _pressed(services, workspace, name, name) for name in ("Ann", "Bo", "Cy")]
    code = await services.linking.invite_member(ann)
    for _ in range(MOST_TRIES):
        with pytest.raises(UnknownCode):
            await services.linking.join_member(bo, "00000-00000")
    with pytest.raises(TooManyTries):
        await services.linking.join_member(bo, code)

    await services.linking.join_member(cy, code)


# --- nothing is lost ------------------------------------------------------------------------------

many = settings(
    max_examples=scaled(12),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.generate],  # shrinking groups over a database takes minutes
)


@many
@given(data=st.data())
async def test_joining_any_two_groups_loses_nothing_of_either(
    services: Services, store: Store, data: st.DataObject
):
    stays, goes = data.draw(scenarios()), data.draw(scenarios())
    async with store.writing() as tx:
        for scenario in (stays, goes):
            await put_scenario(tx, scenario)

    code = await services.linking.invite(stays.group.id)
    await services.linking.join(goes.group.id, code)

    owners = await _owners(store, stays, goes)
    await _check_possessions(store, stays, goes)
    await _check_names(store, stays, goes, set(owners.values()))
    await _check_replies(store, stays, goes, owners)
    assert await _rows_of(store, goes.group.id) == 0


async def _owners(store: Store, *both: Scenario) -> dict[MemberId, MemberId]:
    """Return who each member is now, told by their person."""
    group = both[0].group.id
    async with store.reading() as tx:
        left = {each.id for each in await tx.members.of_group(group)}
        owners = {
            each.id: each.id for scenario in both for each in scenario.members if each.id in left
        }
        for member in chain.from_iterable(scenario.members for scenario in both):
            found = await tx.members.find(group, member.person)
            assert found is not None
            assert owners.setdefault(member.id, found.id) == found.id
    assert owners.keys() == {each.id for scenario in both for each in scenario.members}
    return owners


async def _check_possessions(store: Store, *both: Scenario) -> None:
    group = both[0].group.id
    async with store.reading() as tx:
        channels = await tx.groups.channels(group)
        assert {each.id for each in channels} == {
            c.id for scenario in both for c in scenario.channels
        }
        assert len(await tx.workspaces.of_group(group)) == 2
        decks = await tx.decks.of_group(group)
        assert {each.id for each in decks} == {
            deck.id for scenario in both for deck in scenario.decks
        }
        for scenario in both:
            for question in scenario.questions:
                assert await tx.decks.question(question.id) == question
                ((answer, _),) = (await tx.decks.answers_to([question.id]))[question.id]
                assert answer in scenario.answers
            for schedule in scenario.schedules:
                moved = replace(schedule, group=group)
                assert await tx.schedules.get(schedule.id) == moved
            for delivery in scenario.deliveries:
                assert (await tx.deliveries.get(delivery.key)).group == group
            for draft in scenario.drafts:
                assert (await tx.drafts.get(group, draft.id)).files == draft.files
            for session in scenario.sessions:
                found = await tx.persons.find_session(session.token_hash)
                assert found == replace(session, admin=session.admin and group)


async def _check_names(
    store: Store, stays: Scenario, goes: Scenario, members: set[MemberId]
) -> None:
    async with store.reading() as tx:
        found = {each.id: each.name for each in await tx.members.of_group(stays.group.id)}
        titles = {each.id: each.title for each in await tx.decks.of_group(stays.group.id)}
    assert found.keys() == members
    assert len({name_key(name) for name in found.values()}) == len(found)
    # Whoever was there keeps their name, and nobody gets quite another.
    for scenario in (stays, goes):
        for member in scenario.members:
            name = found.get(member.id, member.name)
            assert name == member.name if scenario is stays else name.startswith(member.name)
        for deck in scenario.decks:
            title = titles[deck.id]
            assert title == deck.title if scenario is stays else title.startswith(deck.title)


async def _check_replies(
    store: Store, stays: Scenario, goes: Scenario, owners: dict[MemberId, MemberId]
) -> None:
    before = Counter(
        (each.round, owners[each.member], text)
        for scenario in (stays, goes)
        for each in scenario.replies
        for text in each.text.split()
    )
    after: Counter[tuple[str, str, str]] = Counter()
    async with store.reading() as tx:
        for scenario in (stays, goes):
            for round_ in scenario.rounds:
                assert (await tx.rounds.get(round_.id)).group == stays.group.id
                for each in await tx.replies.of_round(round_.id):
                    after.update((each.round, each.member, text) for text in each.text.split())
                votes = await tx.feedback.votes(round_.id)
                rated = {each.member for each in await tx.feedback.ratings(round_.id)}
                assert rated == {each.member for each in await tx.replies.of_round(round_.id)}
                assert all(each.author in rated for each in votes)
    assert after == before


async def _rows_of(store: Store, group: GroupId) -> int:
    """Return how many rows, in whichever table, name the group, and those that refer to nothing."""
    async with store._engine.connect() as connection:
        rows = 0
        for table in schema.metadata.sorted_tables:
            column = table.c.get("group")
            if column is not None:
                query = select(func.count()).select_from(table).where(column == group)
                rows += await connection.scalar(query) or 0
        if connection.dialect.name == "sqlite":
            orphans = await connection.exec_driver_sql("PRAGMA foreign_key_check")
            rows += len(orphans.all())
    return rows
